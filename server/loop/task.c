/*
 * Tasks: coroutines with an arena, clean-ups and a deadline.
 *
 * A task that may go on is put on the ready list, which one event of the
 * loop works off, some at a time: so a wake never runs the task inside the
 * waker, and an answer of the database that wakes sixty tasks does not keep a
 * reader waiting whose page is in the cache.
 */
#include "loop/task.h"

#include <sys/queue.h>

#include <assert.h>
#include <stdlib.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "loop/co_impl.h"
#include "loop/loop.h"
#include "loop/task_impl.h"

#include "base/clock.h"
#include "base/mem.h"

enum task_state {
	TASK_RUNNING, /* on the processor, or starting another task */
	TASK_PARKED,
	TASK_READY, /* on the ready list */
	TASK_ENDED,
};

enum { SLICE_USEC = 500 }; /* of the tasks that are ready */

struct defer {
	struct defer *next;
	void (*fn)(void *);
	void *arg;
};

struct task {
	struct loop_tasks *tasks;
	struct arena *arena;
	struct co *co;
	struct task_options options;
	enum task_state state;
	bool kept_wake; /* a wake that found the task not parked */
	bool timed_out;
	bool firm; /* parked whatever the deadline says */
	int64_t deadline_usec; /* monotonic; 0: none */
	int64_t park_until_usec;
	int64_t db_usec;
	struct work_item *work;
	struct defer *defers;
	struct event timer;
	TAILQ_ENTRY(task) all;
	TAILQ_ENTRY(task) ready;
};

TAILQ_HEAD(task_list, task);

struct loop_tasks {
	struct loop *loop;
	struct co_pool *stacks;
	struct event *run;
	struct task *running;
	bool closing;
	size_t count;
	struct task_list all, ready;
};

static void run_ready(evutil_socket_t, short, void *);
static void on_timer(evutil_socket_t, short, void *);
static void task_run(struct task *);

struct loop_tasks *
loop_tasks_new(struct loop *loop)
{
	struct loop_tasks *tasks = MEM_NEW(struct loop_tasks);

	tasks->loop = loop;
	tasks->stacks = co_pool_new();
	tasks->run = event_new(loop->base, -1, 0, run_ready, tasks);
	TAILQ_INIT(&tasks->all);
	TAILQ_INIT(&tasks->ready);
	return tasks;
}

static void
make_ready(struct task *task)
{
	struct loop_tasks *tasks = task->tasks;

	assert(task->state == TASK_PARKED);
	task->state = TASK_READY;
	if (TAILQ_EMPTY(&tasks->ready))
		event_active(tasks->run, EV_TIMEOUT, 0);
	TAILQ_INSERT_TAIL(&tasks->ready, task, ready);
}

void
loop_tasks_close(struct loop_tasks *tasks)
{
	struct task *task;

	tasks->closing = true;
	TAILQ_FOREACH(task, &tasks->all, all)
	if (task->state == TASK_PARKED && !task->firm) {
		task->timed_out = true;
		make_ready(task);
	}
}

void
loop_tasks_free(struct loop_tasks *tasks)
{
	assert(tasks->count == 0);
	event_free(tasks->run);
	co_pool_free(tasks->stacks);
	free(tasks);
}

size_t
loop_tasks_count(const struct loop_tasks *tasks)
{
	return tasks->count;
}

/* Those that become ready meanwhile wait for their next turn. */
static void
run_ready(evutil_socket_t fd, short what, void *arg)
{
	/* Over, not active: libevent looks at its descriptors before. */
	static const struct timeval over = { 0, 0 };
	const int64_t end = clock_mono_usec() + SLICE_USEC;
	struct loop_tasks *tasks = arg;
	struct task *last = TAILQ_LAST(&tasks->ready, task_list), *task;

	(void)fd, (void)what;
	do {
		task = TAILQ_FIRST(&tasks->ready);
		TAILQ_REMOVE(&tasks->ready, task, ready);
		task_run(task);
	} while (task != last && clock_mono_usec() < end);
	if (!TAILQ_EMPTY(&tasks->ready))
		event_add(tasks->run, &over);
}

static void
task_body(void *arg)
{
	struct task *task = arg;

	task->options.fn(task, task->options.arg);
	while (task->defers != NULL) {
		const struct defer *d = task->defers;

		task->defers = d->next;
		d->fn(d->arg);
	}
}

/* Lets the task run until it parks or ends. */
static void
task_run(struct task *task)
{
	struct loop_tasks *tasks = task->tasks;
	struct task *resumer = tasks->running;

	task->state = TASK_RUNNING;
	tasks->running = task;
	const bool ended = co_resume(task->co);

	tasks->running = resumer;
	if (!ended)
		return;
	task->state = TASK_ENDED;
	TAILQ_REMOVE(&tasks->all, task, all);
	tasks->count--;
	co_free(tasks->stacks, task->co);
	task->co = NULL;
	struct arena *arena = task->arena;

	if (task->options.ended != NULL)
		task->options.ended(task->options.arg);
	arena_release(arena);
}

struct task *
task_start_with(struct loop *loop, struct task_options options)
{
	struct arena *arena =
	    options.arena != NULL ? options.arena : arena_new();
	struct task *task = ARENA_NEW(arena, struct task);
	struct loop_tasks *tasks = loop->tasks;

	/* A reference of its own, to look at the state afterwards. */
	arena_retain(arena);
	task->tasks = tasks;
	task->arena = arena;
	task->options = options;
	evtimer_assign(&task->timer, loop->base, on_timer, task);
	task->co = co_new(tasks->stacks, task_body, task);
	TAILQ_INSERT_TAIL(&tasks->all, task, all);
	tasks->count++;
	task_run(task);
	const bool ended = task->state == TASK_ENDED;

	arena_release(arena);
	return ended ? NULL : task;
}

struct task *
task_start(struct loop *loop, void (*fn)(struct task *, void *), void *arg)
{
	return task_start_with(
	    loop, (struct task_options){ .fn = fn, .arg = arg });
}

struct loop *
task_loop(struct task *task)
{
	return task->tasks->loop;
}

struct arena *
task_arena(struct task *task)
{
	return task->arena;
}

int64_t *
task_db_usec(struct task *task)
{
	return &task->db_usec;
}

void
task_set_work(struct task *task, struct work_item *work)
{
	task->work = work;
}

void
task_waits(struct task *task, enum work_wait what)
{
	work_waits(task->work, what);
}

bool
task_is_running(const struct task *task)
{
	return task->tasks->running == task;
}

void
task_defer(struct task *task, void (*fn)(void *), void *arg)
{
	struct defer *d = ARENA_NEW(task->arena, struct defer);

	d->fn = fn;
	d->arg = arg;
	d->next = task->defers;
	task->defers = d;
}

void
task_set_deadline(struct task *task, int ms)
{
	task->deadline_usec = ms < 0 ? 0 : clock_mono_usec() + ms * USEC_PER_MS;
}

bool
task_expired(const struct task *task)
{
	if (task->tasks->closing)
		return true;
	return task->deadline_usec != 0 &&
	       clock_mono_usec() >= task->deadline_usec;
}

int
task_left_ms(const struct task *task)
{
	if (task->deadline_usec == 0)
		return task->tasks->closing ? 0 : -1;
	const int64_t left = task->deadline_usec - clock_mono_usec();

	return left <= 0 || task->tasks->closing
		   ? 0
		   : (int)((left + USEC_PER_MS - 1) / USEC_PER_MS);
}

static void
timer_add(struct task *task, int64_t usec)
{
	const struct timeval tv = {
		.tv_sec = usec / USEC_PER_SEC,
		.tv_usec = usec % USEC_PER_SEC,
	};

	event_add(&task->timer, &tv);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct task *task = arg;

	(void)fd, (void)what;
	if (task->state != TASK_PARKED)
		return;
	/* libevent's coarse and cached clock may be early. */
	const int64_t left = task->park_until_usec - clock_mono_usec();

	if (left > 0) {
		timer_add(task, left);
		return;
	}
	task->timed_out = true;
	make_ready(task);
}

/* When a wait of this length ends by time: 0 for never, -1 for at once. */
static int64_t
park_end(const struct task *task, int timeout_ms)
{
	int64_t end = task->deadline_usec;

	if (task->tasks->closing || timeout_ms == 0)
		return -1;
	const int64_t now = clock_mono_usec();

	if (end != 0 && end <= now)
		return -1;
	if (timeout_ms > 0) {
		const int64_t cut = now + timeout_ms * USEC_PER_MS;

		end = end == 0 || cut < end ? cut : end;
	}
	if (end != 0)
		timer_add((struct task *)task, end - now);
	return end;
}

static void
yield(struct task *task)
{
	task->state = TASK_PARKED;
	task->timed_out = false;
	co_yield (task->co);
	assert(task->tasks->running == task);
}

enum task_wake
task_park(struct task *task, int timeout_ms)
{
	assert(task_is_running(task));
	if (task->kept_wake) {
		task->kept_wake = false;
		return TASK_WOKEN;
	}
	task->park_until_usec = park_end(task, timeout_ms);
	if (task->park_until_usec < 0)
		return TASK_TIMED_OUT;
	yield(task);
	if (task->park_until_usec > 0)
		event_del(&task->timer);
	return task->timed_out ? TASK_TIMED_OUT : TASK_WOKEN;
}

void
task_park_firmly(struct task *task)
{
	assert(task_is_running(task));
	if (task->kept_wake) {
		task->kept_wake = false;
		return;
	}
	task->firm = true;
	yield(task);
	task->firm = false;
}

void
task_wake(struct task *task)
{
	assert(task->state != TASK_ENDED);
	if (task->state == TASK_PARKED)
		make_ready(task);
	else if (task->state == TASK_RUNNING)
		task->kept_wake = true;
}
