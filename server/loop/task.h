/*
 * Tasks: straight-line C that waits without blocking the loop. A task is a
 * coroutine with a stack of its own (256 KiB, guarded), an arena, a list of
 * clean-ups and a deadline; all of it goes when its function returns.
 *
 *	static void
 *	greet(struct task *task, void *arg)
 *	{
 *		struct person *p = person_open(arg);
 *
 *		task_defer(task, person_close, p);
 *		if (!task_sleep(task, 100))	// PARKS
 *			return;
 *		person_greet(p);
 *	}
 *
 *	task_start(loop, greet, name);
 *
 * While a task is parked, others and the loop run. Pointers into things that
 * they may free are stale afterwards; locals and the arena are not. All of a
 * loop's tasks run on its one thread: between two waits nothing else happens.
 *
 * Functions marked PARKS may wait. They are called from the task's own stack
 * only, never from a callback of the loop, and never inside another library's
 * callback that cannot be left half done.
 */
#ifndef LOOP_TASK_H
#define LOOP_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/work.h"

struct loop;
struct task;

/*
 * Starts a task; it runs at once, until it first parks or ends. The second
 * form gives it an arena (whose reference it takes over), and `ended`, which
 * may be NULL, is called on the loop's stack when the function has returned
 * and its clean-ups have run, before the arena is released.
 *
 * NULL when the task has ended already.
 */
struct task *task_start(
    struct loop *loop, void (*fn)(struct task *, void *arg), void *arg);

struct task_options {
	void (*fn)(struct task *, void *arg);
	void (*ended)(void *arg);
	void *arg;
	struct arena *arena; /* NULL: a new one */
};
struct task *task_start_with(struct loop *loop, struct task_options options);

struct loop *task_loop(struct task *task);
struct arena *task_arena(struct task *task);

/* fn(arg) runs when the task ends, the last deferred first. */
void task_defer(struct task *task, void (*fn)(void *), void *arg);

/*
 * The deadline counts from now and ends every wait: once it has passed (or
 * the loop is going away) waits fail at once. A task has none at first;
 * ms < 0 takes it away. What runs on a pool thread is not interrupted.
 */
void task_set_deadline(struct task *task, int ms);
bool task_expired(const struct task *task);
/* Milliseconds left, at least 0; -1 without a deadline. */
int task_left_ms(const struct task *task);

/* True when the whole time has passed, false when the deadline cut it. */
PARKS
bool task_sleep(struct task *task, int ms);

/*
 * Waits for a file descriptor: `what` is EV_READ, EV_WRITE or both; -1 is
 * no time-out but the deadline. False when the time ran out. The descriptor
 * must stay open meanwhile.
 */
PARKS
bool task_wait_fd(struct task *task, int fd, short what, int timeout_ms);

/*
 * Runs fn(arg) on a pool thread and waits for its end, past the deadline if
 * need be; arg may lie on the task's stack. fn touches nothing of the loop.
 * False when fn was never begun: the queue was full, or the deadline passed
 * while it stood there.
 */
PARKS
bool task_offload(struct task *task, void (*fn)(void *), void *arg);

/*
 * Building blocks for layers that wait for something of their own.
 *
 * task_park waits for task_wake, at most timeout_ms (-1: no limit but the
 * deadline). A wake that comes while the task is not parked is kept and ends
 * its next park at once; so ask in a loop whether what you wait for is there:
 *
 *	while (!answer.done)
 *		if (task_park(task, -1) == TASK_TIMED_OUT)
 *			...
 *
 * task_wake may be called from any callback or task of the loop. The task
 * goes on soon, not inside the call; it must not have ended.
 */
enum task_wake {
	TASK_WOKEN,
	TASK_TIMED_OUT,
};

PARKS
enum task_wake task_park(struct task *task, int timeout_ms);
void task_wake(struct task *task);

/* Microseconds that the task waited for the database; db/ adds to it. */
int64_t *task_db_usec(struct task *task);

/*
 * What the task is doing, for who looks on (base/work.h): the request that
 * it works on, and what it waits for. A task without work says nothing.
 */
void task_set_work(struct task *task, struct work_item *work);
void task_waits(struct task *task, enum work_wait what);

/* Whether the caller stands on this task's stack. */
bool task_is_running(const struct task *task);

#endif
