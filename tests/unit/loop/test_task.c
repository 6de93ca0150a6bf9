/* Tasks: they wait, are woken, run out of time, and clean up. */
#include "loop/task.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "loop/loop.h"

#include "base/clock.h"
#include "base/mem.h"

#include "../tap.h"

static char story[128];

static void
tell(const char *text)
{
	strcat(story, text);
}

/* As a clean-up: tells what it is given. */
static void
tell_later(void *text)
{
	tell(text);
}

static char first[] = "first ", second[] = "second ", arena_gone[] = "arena ";

static void
teller(struct task *task, void *arg)
{
	(void)arg;
	tell("begun ");
	task_defer(task, tell_later, first);
	task_defer(task, tell_later, second);
	arena_on_release(task_arena(task), tell_later, arena_gone);
	task_sleep(task, 1);
	tell("slept ");
}

static void
runs_in_order(void)
{
	struct loop *loop = loop_new(event_base_new());

	char ended[] = "ended ";

	story[0] = '\0';
	struct task *task = task_start_with(
	    loop, (struct task_options){
		      .fn = teller, .ended = tell_later, .arg = ended });

	ok(task != NULL, "a task that waits is there when task_start returns");
	is_str(str_from(story), "begun ", "it ran until it first waited");
	is_int((long long)loop_task_count(loop), 1, "one task is counted");
	loop_run(loop);
	is_str(str_from(story), "begun slept second first ended arena ",
	    "then to its end, clean-ups in reverse, the arena last");
	is_int((long long)loop_task_count(loop), 0, "no task is left");
	loop_free(loop);
}

static void
at_once(struct task *task, void *arg)
{
	*(bool *)arg = task_is_running(task);
}

static void
may_end_at_once(void)
{
	struct loop *loop = loop_new(event_base_new());
	bool ran = false;

	ok(task_start(loop, at_once, &ran) == NULL,
	    "a task that never waits is gone when task_start returns");
	ok(ran, "and has run");
	loop_free(loop);
}

/* Thousands of tasks wait, each with a value of its own on its stack. */
#define MANY 4000

static int n_right;

static void
one_of_many(struct task *task, void *arg)
{
	volatile intptr_t mine = (intptr_t)arg;
	const struct str copy = arena_fmt(task_arena(task), "%ld", (long)mine);

	while (task_park(task, -1) != TASK_WOKEN)
		;
	int64_t back = -1;

	if (str_to_int64(copy, &back) && back == mine && mine == (intptr_t)arg)
		n_right++;
}

static void
thousands_wait(void)
{
	struct loop *loop = loop_new(event_base_new());
	struct task **tasks = mem_array(MANY, sizeof(*tasks));

	for (intptr_t i = 0; i < MANY; i++)
		tasks[i] = task_start(loop, one_of_many, (void *)i);
	is_int((long long)loop_task_count(loop), MANY, "%d tasks wait", MANY);
	for (int i = MANY - 1; i >= 0; i--)
		task_wake(tasks[i]);
	is_int(n_right, 0, "waking does not run them inside the call");
	loop_run(loop);
	is_int(n_right, MANY, "each finds its own stack and arena again");
	free(tasks);
	loop_free(loop);
}

struct timing {
	bool slept, expired_before, expired_after, again;
	enum task_wake why;
	int64_t took_ms;
};

static void
over_deadline(struct task *task, void *arg)
{
	struct timing *t = arg;
	const int64_t start = clock_mono_usec();

	task_set_deadline(task, 20);
	t->expired_before = task_expired(task);
	t->slept = task_sleep(task, 60000);
	t->took_ms = (clock_mono_usec() - start) / USEC_PER_MS;
	t->expired_after = task_expired(task);
	t->why = task_park(task, -1);
	t->again = task_sleep(task, 1);
}

static void
deadlines_end_waits(void)
{
	struct loop *loop = loop_new(event_base_new());
	struct timing t = { .slept = true };

	task_start(loop, over_deadline, &t);
	loop_run(loop);
	ok(!t.slept, "a sleep longer than the deadline is cut");
	ok(!t.expired_before && t.expired_after, "the task can tell");
	ok(t.took_ms >= 20 && t.took_ms < 20000, "it was cut in time (%d ms)",
	    (int)t.took_ms);
	ok(t.why == TASK_TIMED_OUT, "a park after the deadline fails at once");
	ok(!t.again, "so does a sleep");
	loop_free(loop);
}

static void
parks_with_limit(struct task *task, void *arg)
{
	struct timing *t = arg;
	const int64_t start = clock_mono_usec();

	t->why = task_park(task, 15);
	t->took_ms = (clock_mono_usec() - start) / USEC_PER_MS;
	t->slept = task_sleep(task, 15);
	t->again = task_left_ms(task) == -1;
}

static void
time_limits(void)
{
	struct loop *loop = loop_new(event_base_new());
	struct timing t = { 0 };

	task_start(loop, parks_with_limit, &t);
	loop_run(loop);
	ok(t.why == TASK_TIMED_OUT, "a park ends at its time limit");
	ok(t.took_ms >= 15, "never before it (%d ms)", (int)t.took_ms);
	ok(t.slept, "a sleep goes to its end");
	ok(t.again, "without a deadline there is no time left to tell");
	loop_free(loop);
}

static void
wakes_itself(struct task *task, void *arg)
{
	task_wake(task);
	*(bool *)arg = task_park(task, 60000) == TASK_WOKEN;
}

static void
early_wakes_are_kept(void)
{
	struct loop *loop = loop_new(event_base_new());
	bool woken = false;

	task_start(loop, wakes_itself, &woken);
	ok(woken, "a wake before the park ends the park at once");
	loop_free(loop);
}

struct pipe_wait {
	int fd, timeout_ms;
	bool ready, done;
};

static void
waits_for_fd(struct task *task, void *arg)
{
	struct pipe_wait *w = arg;

	w->ready = task_wait_fd(task, w->fd, EV_READ, w->timeout_ms);
	w->done = true;
}

static void
descriptors(void)
{
	struct loop *loop = loop_new(event_base_new());
	int fds[2];

	if (pipe(fds) != 0)
		abort();
	struct pipe_wait w = { .fd = fds[0], .timeout_ms = 20 };

	task_start(loop, waits_for_fd, &w);
	loop_run(loop);
	ok(w.done && !w.ready, "waiting for a silent descriptor times out");
	w = (struct pipe_wait){ .fd = fds[0], .timeout_ms = -1 };
	task_start(loop, waits_for_fd, &w);
	ok(!w.done, "the task waits");
	ok(write(fds[1], "x", 1) == 1, "something is written");
	loop_run(loop);
	ok(w.done && w.ready, "and the task sees it");
	close(fds[0]);
	close(fds[1]);
	loop_free(loop);
}

static void
starter(struct task *task, void *arg)
{
	task_start(task_loop(task), teller, NULL);
	tell("outer ");
	task_sleep(task, 5);
	tell("outer-end ");
	(void)arg;
}

static void
tasks_start_tasks(void)
{
	struct loop *loop = loop_new(event_base_new());

	story[0] = '\0';
	task_start(loop, starter, NULL);
	is_str(str_from(story), "begun outer ",
	    "a task started by a task runs until it waits, then the first");
	loop_run(loop);
	is_str(str_from(story),
	    "begun outer slept second first arena outer-end ",
	    "each goes its own way");
	loop_free(loop);
}

static void
for_ever(struct task *task, void *arg)
{
	while (!task_expired(task))
		task_sleep(task, 60000);
	tell(arg);
}

static void
free_ends_tasks(void)
{
	struct loop *loop = loop_new(event_base_new());
	char a[] = "a", b[] = "b";

	story[0] = '\0';
	task_start(loop, for_ever, a);
	task_start(loop, for_ever, b);
	loop_free(loop);
	is_str(str_from(story), "ab", "freeing the loop ends what is parked");
}

static void
outlives(struct task *task, void *arg)
{
	*(struct arena **)arg = arena_retain(task_arena(task));
}

static void
arena_may_stay(void)
{
	struct loop *loop = loop_new(event_base_new());
	struct arena *arena = NULL;

	task_start(loop, outlives, &arena);
	is_str(arena_fmt(arena, "%s", "still"), "still",
	    "who retains the arena may use it after the task");
	arena_release(arena);
	loop_free(loop);
}

/* Twenty tasks that have much to do are woken at once. */
enum { BUSY = 20, BUSY_USEC = 1000 };

struct crowd {
	int pipe[2];
	int n_done;
	int n_done_when_read; /* how many had their turn before the pipe */
};

static void
busy(struct task *task, void *arg)
{
	struct crowd *c = arg;

	(void)task_park(task, -1);
	const int64_t end = clock_mono_usec() + BUSY_USEC;

	if (c->n_done == 0 && write(c->pipe[1], "x", 1) != 1)
		return;
	while (clock_mono_usec() < end)
		;
	c->n_done++;
}

static void
crowd_heard(evutil_socket_t fd, short what, void *arg)
{
	struct crowd *c = arg;

	(void)fd, (void)what;
	c->n_done_when_read = c->n_done;
}

static void
a_crowd_lets_others_through(void)
{
	struct loop *loop = loop_new(event_base_new());
	struct crowd c = { .n_done_when_read = -1 };
	struct task *tasks[BUSY];

	if (pipe(c.pipe) != 0)
		abort();
	struct event *readable =
	    event_new(loop->base, c.pipe[0], EV_READ, crowd_heard, &c);

	event_add(readable, NULL);
	for (int i = 0; i < BUSY; i++)
		tasks[i] = task_start(loop, busy, &c);
	for (int i = 0; i < BUSY; i++)
		task_wake(tasks[i]);
	loop_run(loop);
	is_int(c.n_done, BUSY, "all of a crowd run to their end");
	is_int(c.n_done_when_read, 1,
	    "what comes meanwhile is seen before the second of them runs");
	event_free(readable);
	close(c.pipe[0]);
	close(c.pipe[1]);
	loop_free(loop);
}

int
main(void)
{
	runs_in_order();
	may_end_at_once();
	thousands_wait();
	deadlines_end_waits();
	time_limits();
	early_wakes_are_kept();
	descriptors();
	tasks_start_tasks();
	a_crowd_lets_others_through();
	free_ends_tasks();
	arena_may_stay();
	return done_testing();
}
