/*
 * What must not happen on a task's stack is provoked, each in a child
 * process, and must end that process: overflow runs into the guard; memory
 * that was freed during a wait is seen by the address sanitizer.
 */
#include <sys/wait.h>

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "loop/loop.h"
#include "loop/task.h"

#include "../tap.h"

#ifdef SALA_SANITIZED
#define SANITIZED true
#else
#define SANITIZED false
#endif

/* How a child ended that ran `fn` as a task and then woke it. */
static int
run_in_child(void (*fn)(struct task *, void *))
{
	fflush(stdout);
	const pid_t pid = fork();

	if (pid == 0) {
		/* The sanitizer's report is expected: not in the log. */
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(99);
		struct loop *loop = loop_new(event_base_new());

		task_start(loop, fn, NULL);
		loop_run(loop);
		loop_free(loop);
		_exit(0);
	}
	int status = -1;

	if (waitpid(pid, &status, 0) != pid)
		abort();
	return status;
}

/* Killed, or ended by the sanitizer. */
static bool
was_stopped(int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSEGV ||
		       WTERMSIG(status) == SIGABRT;
	return SANITIZED && WIFEXITED(status) && WEXITSTATUS(status) != 0 &&
	       WEXITSTATUS(status) != 99;
}

static int
deeper(volatile char *above, int depth)
{
	volatile char frame[512];

	frame[0] = above == NULL ? 1 : above[0];
	frame[511] = (char)depth;
	if (depth == 0)
		return frame[0];
	const int below = deeper(frame, depth - 1);

	return below + frame[511];
}

static void
recurses(struct task *task, void *arg)
{
	(void)task, (void)arg;
	deeper(NULL, 4096);
}

static void
recurses_within(struct task *task, void *arg)
{
	(void)task, (void)arg;
	deeper(NULL, 100);
}

static void
recurses_after_wait(struct task *task, void *arg)
{
	(void)arg;
	task_sleep(task, 1);
	deeper(NULL, 4096);
}

static void
release(void *memory)
{
	free(memory);
}

struct shared_thing {
	int *value;
};

static void
frees_it(struct task *task, void *arg)
{
	struct shared_thing *thing = arg;

	(void)task;
	release(thing->value);
}

static void
uses_after_wait(struct task *task, void *arg)
{
	struct shared_thing thing = { .value = malloc(sizeof(int)) };
	int *volatile mine = thing.value;

	(void)arg;
	*mine = 1;
	/* While this one sleeps, another task frees what it points to. */
	task_start(task_loop(task), frees_it, &thing);
	task_sleep(task, 1);
	_exit(*mine == 12345 ? 1 : 0);
}

static void
sits_on_arena(struct task *task, void *arg)
{
	*(char *volatile *)arg = arena_alloc(task_arena(task), 8);
}

static void
uses_ended_arena(struct task *task, void *arg)
{
	char *volatile theirs = NULL;

	(void)arg;
	task_start(task_loop(task), sits_on_arena, (void *)&theirs);
	task_sleep(task, 1);
	_exit(*theirs == 99 ? 1 : 0);
}

static void
overruns_local(struct task *task, void *arg)
{
	char local[16];
	char *volatile end = local;

	(void)arg;
	task_sleep(task, 1);
	end[16 + (task_expired(task) ? 1 : 0)] = 'x';
	_exit(end[0] == 99 ? 1 : 0);
}

int
main(void)
{
	ok(run_in_child(recurses_within) == 0,
	    "a hundred frames fit on a task's stack");
	ok(was_stopped(run_in_child(recurses)),
	    "overflowing the stack ends the process");
	ok(was_stopped(run_in_child(recurses_after_wait)), "also after a wait");
	if (SANITIZED) {
		ok(was_stopped(run_in_child(uses_after_wait)),
		    "the sanitizer sees memory that was freed during a wait");
		ok(was_stopped(run_in_child(uses_ended_arena)),
		    "and the arena of a task that has ended");
		ok(was_stopped(run_in_child(overruns_local)),
		    "and a local that is overrun after a wait");
	} else {
		note("without sanitizers nothing watches freed memory");
	}
	return done_testing();
}
