/* Child processes of the master. */
#include "ops/process.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "ops/child.h"
#include "ops/worker.h"

enum {
	BACKOFF_MIN_MS = 100,
	BACKOFF_MAX_MS = 10000,
	LONG_LIFE_MS = 5000, /* who lived so long is replaced at once */
	MAX_STEPS = 3,
};

/* How a process is ended: signals, and how long each may take. */
static const struct kind {
	struct {
		int signal, wait_ms;
	} steps[MAX_STEPS];
	int death_signal; /* when the master dies */
	int order;
	enum { ALWAYS, UNTIL_GOOD, NEVER } again; /* when it ends by itself */
} kinds[] = {
	[PROCESS_CHECK] = {
		.steps = { { SIGTERM, 1000 }, { SIGKILL, 1000 } },
		.death_signal = SIGKILL,
		.again = NEVER,
	},
	[PROCESS_OLD_WORKER] = {
		/* Each of these drains for at most 10 seconds. */
		.steps = { { WORKER_RETIRE_SIGNAL, 12000 },
		    { SIGTERM, 12000 }, { SIGKILL, 1000 } },
		.death_signal = SIGTERM,
		.again = NEVER,
	},
	[PROCESS_WORKER] = {
		.steps = { { SIGTERM, 12000 }, { SIGKILL, 1000 } },
		.death_signal = SIGTERM,
	},
	[PROCESS_OLD_KEEPER] = {
		.steps = { { SIGTERM, 1000 }, { SIGKILL, 1000 } },
		.death_signal = SIGKILL,
		.order = 1,
	},
	[PROCESS_JOBS] = {
		.steps = { { SIGTERM, 1000 }, { SIGKILL, 1000 } },
		.death_signal = SIGTERM,
	},
	[PROCESS_KEEPER] = {
		.steps = { { SIGTERM, 1000 }, { SIGKILL, 1000 } },
		.death_signal = SIGKILL,
		.order = 1,
	},
	[PROCESS_MIGRATION] = {
		.steps = { { SIGTERM, 1000 }, { SIGKILL, 1000 } },
		.death_signal = SIGTERM,
		.order = 2,
		.again = UNTIL_GOOD,
	},
	[PROCESS_CLUSTER] = {
		/* PostgreSQL: fast shutdown, immediate shutdown. */
		.steps = { { SIGINT, 30000 }, { SIGQUIT, 5000 },
		    { SIGKILL, 1000 } },
		.death_signal = SIGINT,
		.order = 3,
	},
};

int
process_order(enum process_role role)
{
	return kinds[role].order;
}

void
process_start(struct process *p, struct master *master)
{
	assert(p->pid == 0);
	p->started_usec = clock_mono_usec();
	p->asked_usec = 0;
	p->n_asked = 0;
	p->serves = false;
	p->pid = child_fork(kinds[p->role].death_signal);
	if (p->pid == 0) {
		prctl(PR_SET_NAME, p->name); /* what ps and top show */
		exit(p->run(master, p));
	}
	if (p->pid < 0) {
		p->pid = 0;
		p->due_usec = p->started_usec + BACKOFF_MAX_MS * USEC_PER_MS;
	} else {
		log_debug("%s is process %d", p->name, (int)p->pid);
	}
}

/* Sets when it is due again; returns the delay. */
static int
back_off(struct process *p)
{
	int64_t now = clock_mono_usec();
	int delay_ms = 0;

	if (now - p->started_usec >= LONG_LIFE_MS * USEC_PER_MS) {
		p->backoff_ms = 0;
	} else {
		delay_ms = p->backoff_ms;
		p->backoff_ms = delay_ms == 0 ? BACKOFF_MIN_MS : delay_ms * 2;
		if (p->backoff_ms > BACKOFF_MAX_MS)
			p->backoff_ms = BACKOFF_MAX_MS;
	}
	p->due_usec = now + delay_ms * USEC_PER_MS;
	return delay_ms;
}

enum process_end
process_ended(struct process *p, int status)
{
	const bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	/* It had not come so far that it would catch the signal. */
	const bool obeyed =
	    WIFSIGNALED(status) &&
	    (WTERMSIG(status) == SIGTERM || WTERMSIG(status) == SIGINT ||
		WTERMSIG(status) == WORKER_RETIRE_SIGNAL);
	const pid_t pid = p->pid;
	char what[80];

	p->pid = 0;
	p->serves = false;
	child_describe(status, what, sizeof(what));
	if (p->asked_usec != 0) {
		p->due_usec = PROCESS_NOT_DUE;
		if (good || obeyed)
			return PROCESS_ENDED_WELL;
		log_error(
		    "%s (%d) did not end well: %s", p->name, (int)pid, what);
		return PROCESS_ENDED_BADLY;
	}
	if (good && kinds[p->role].again != ALWAYS)
		return PROCESS_ENDED_WELL;
	if (WIFEXITED(status) && WEXITSTATUS(status) == PROCESS_EXIT_CONFIG)
		return PROCESS_MISCONFIGURED;
	if (kinds[p->role].again == NEVER) {
		log_error("%s (%d) ended: %s", p->name, (int)pid, what);
		p->due_usec = PROCESS_NOT_DUE;
		return PROCESS_ENDED_BADLY;
	}
	log_error("%s (%d) ended: %s; another is started in %d ms", p->name,
	    (int)pid, what, back_off(p));
	return PROCESS_ENDED_BADLY;
}

int64_t
process_stop(struct process *p, bool hurry)
{
	const struct kind *kind = &kinds[p->role];
	const int64_t now = clock_mono_usec();
	int step = p->n_asked > 0 ? p->n_asked - 1 : 0;
	int64_t next = p->asked_usec + kind->steps[step].wait_ms * USEC_PER_MS;

	if (p->n_asked > 0 && now < next && !hurry)
		return next;
	if (p->n_asked > 0 && step + 1 < MAX_STEPS &&
	    kind->steps[step + 1].signal != 0)
		step++;
	if (p->n_asked > 0 && !hurry)
		log_warn("%s (%d) takes long to end: signal %d", p->name,
		    (int)p->pid, kind->steps[step].signal);
	kill(p->pid, kind->steps[step].signal);
	p->asked_usec = now;
	p->n_asked = step + 1;
	return now + kind->steps[step].wait_ms * USEC_PER_MS;
}
