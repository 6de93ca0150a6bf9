/*
 * Writes rows from ten tasks until its standard input ends, and says of each
 * what became of it: "done 7", "away 7", "unknown 7". The first line is the
 * name of its database. For test_restart.py, which ends the server under it.
 */
#include "harness.h"

#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "loop/loop.h"
#include "test-db/queries.h"

enum { WRITERS = 10 };

struct work {
	int64_t next;
	int running;
	bool over, done;
};

static const char *
word_for(enum db_failure failure)
{
	switch (failure) {
	case DB_OK:
		return "done";
	case DB_AWAY:
		return "away";
	case DB_UNKNOWN:
		return "unknown";
	default:
		return "odd";
	}
}

static void
write_on(struct task *task, void *arg)
{
	struct work *w = arg;

	while (!w->over) {
		const int64_t n = w->next++;
		struct db_batch *b = db_batch(task);
		struct number *id = NULL;

		q_thing_insert(b,
		    &(struct q_thing_insert_args){ .id = n,
			.name = arena_fmt(task_arena(task), "%d", (int)n) },
		    &id);
		if (!db_run(b))
			task_sleep(task, 20);
		printf("%s %d\n", word_for(db_batch_failure(b)), (int)n);
		fflush(stdout);
	}
	w->done = --w->running == 0;
}

static void
stop(int fd, short what, void *arg)
{
	struct work *w = arg;

	w->over = true;
}

int
main(int argc, char **argv)
{
	struct harness h;
	struct work w = { .running = WRITERS };
	struct event *input;

	harness_init(&h, argv);
	if (!harness_open(&h, harness_options(&h)))
		return 1;
	printf("%s\n", PQdb(h.admin));
	input = event_new(h.loop->base, STDIN_FILENO, EV_READ, stop, &w);
	event_add(input, NULL);
	for (int i = 0; i < WRITERS; i++)
		task_start(h.loop, write_on, &w);
	while (!w.done)
		harness_turn(&h, 10);
	/* The database stays, for the test to look into. */
	event_free(input);
	harness_close(&h);
	PQfinish(h.admin);
	loop_free(h.loop);
	return 0;
}
