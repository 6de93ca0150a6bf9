/*
 * One event loop of one process, around a libevent base: where tasks run
 * (loop/task.h), timers turn (loop/wheel.h) and blocking work is handed to a
 * few pool threads. Nothing here is shared between processes, and nothing
 * but the pool threads' queue between threads.
 *
 *	struct loop *loop = loop_new(event_base_new());
 *
 *	loop_run(loop);
 *	loop_free(loop);
 */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct loop_tasks;
struct loop_pool;
struct meter;
struct metrics;

/*
 * Layers above keep what belongs to a loop in its slots; the loop itself
 * never looks at them.
 */
struct loop {
	struct event_base *base;
	void *db; /* struct db */
	void *scribes; /* struct scribe_pool */
	void *app; /* the application object */
	struct meter *meter; /* what all layers count in (base/metrics.h) */
	struct meter *own_meter; /* that one, until there is another */
	const struct metrics *metrics; /* of all processes; NULL: of none */
	struct loop_tasks *tasks; /* of task.c and co.c */
	struct loop_pool *pool; /* of pool.c; NULL until first used */
};

/* Owns the base from now on. */
struct loop *loop_new(struct event_base *base);

/* Runs until loop_stop, or until there is nothing left to wait for. */
void loop_run(struct loop *loop);
/* Does what can be done now, and returns: before something that takes long. */
void loop_run_due(struct loop *loop);
/* Makes loop_run return when the current callbacks are through. */
void loop_stop(struct loop *loop);

/*
 * Ends every task that is left (each wait of theirs fails at once from then
 * on, see task_expired), joins the pool threads, frees the base.
 */
void loop_free(struct loop *loop);

/* Tasks that have begun and not ended. */
size_t loop_task_count(const struct loop *loop);

/* Pool threads that were started, and jobs that wait for one or run. */
size_t loop_pool_threads(const struct loop *loop);
size_t loop_pool_jobs(const struct loop *loop);

#endif
