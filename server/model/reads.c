/* A timer, and a short task for each time that something is to be written. */
#include "model/reads.h"

#include <event2/event.h>
#include <sys/time.h>

#include "base/arena.h"
#include "base/log.h"
#include "db/db.h"
#include "loop/loop.h"
#include "loop/task.h"
#include "model/tally.h"
#include "queries.h"

enum {
	PERIOD_S = 3,
	WRITE_MS = 1500, /* a worker that ends has two seconds for it */
};

struct reads {
	struct tally tally;
	struct arena *arena; /* holds this; retained while writing */
	struct loop *loop;
	struct event *timer;
	int64_t posts[TALLY_MAX], counts[TALLY_MAX]; /* being written */
	bool writing;
	bool in_vain; /* the last time */
	bool freed; /* while it was written */
	void (*done)(void *); /* NULL: not asked to finish */
	void *arg;
};

static void on_timer(evutil_socket_t, short, void *);

struct reads *
reads_new(struct loop *loop)
{
	const struct timeval period = { .tv_sec = PERIOD_S };
	struct arena *arena = arena_new();
	struct reads *reads = ARENA_NEW(arena, struct reads);

	reads->arena = arena;
	reads->loop = loop;
	reads->timer = event_new(loop->base, -1, EV_PERSIST, on_timer, reads);
	event_add(reads->timer, &period);
	return reads;
}

void
reads_free(struct reads *reads)
{
	event_free(reads->timer);
	reads->freed = true;
	arena_release(reads->arena);
}

/* Not now: whoever calls may stand on a task's stack. */
static void
hurry(struct reads *reads)
{
	event_active(reads->timer, EV_TIMEOUT, 0);
}

void
reads_add(struct reads *reads, int64_t post)
{
	tally_add(&reads->tally, post, 1);
	if (tally_is_crowded(&reads->tally) && !reads->writing &&
	    !reads->in_vain)
		hurry(reads);
}

void
reads_finish(struct reads *reads, void (*done)(void *), void *arg)
{
	reads->done = done;
	reads->arg = arg;
	reads->in_vain = false;
	hurry(reads);
}

static void
give_back(struct reads *reads, size_t n)
{
	for (size_t i = 0; i < n; i++)
		tally_add(&reads->tally, reads->posts[i], reads->counts[i]);
}

static void
write_counts(struct task *task, void *arg)
{
	struct reads *reads = arg;
	struct db_batch *b = db_batch(task);
	const size_t n = tally_take(&reads->tally, reads->posts, reads->counts);

	arena_retain(reads->arena);
	reads->writing = true;
	task_set_deadline(task, WRITE_MS);
	q_reads_add(b, reads->posts, n, reads->counts, n);
	reads->in_vain = !db_run(b);
	if (reads->in_vain && db_batch_failure(b) != DB_UNKNOWN)
		give_back(reads, n);
	reads->writing = false;
	if (!reads->freed && reads->done != NULL)
		hurry(reads);
	arena_release(reads->arena);
}

static void
end(struct reads *reads)
{
	void (*done)(void *) = reads->done;

	if (reads->tally.n > 0)
		log_warn("the readings of %zu posts could not be written",
		    reads->tally.n);
	reads->done = NULL;
	event_del(reads->timer);
	done(reads->arg);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct reads *reads = arg;
	const bool may_write = reads->tally.n > 0 &&
			       db_is_ready(reads->loop->db) &&
			       (reads->done == NULL || !reads->in_vain);

	(void)fd, (void)what;
	if (reads->writing)
		return;
	if (may_write)
		task_start(reads->loop, write_counts, reads);
	else if (reads->done != NULL)
		end(reads);
}
