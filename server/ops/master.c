/* The master's loop. */
#include "ops/master.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "base/tags.h"

static bool open_events(struct master *);
_Static_assert(
    (int)METRICS_ROLES == PROCESS_OLD_KEEPER + 1, "roles have names");
_Static_assert((int)METRICS_METERS > MASTER_MAX_PROCESSES, "a meter for each");

static void start_due(struct master *, int64_t *next_usec);
static bool stop_all(struct master *, int64_t *next_usec);
static void wait_for_event(struct master *, int64_t until_usec);
static void reap(struct master *);

/* The first that no process of the table counts in; 0 is the master's own. */
static unsigned
free_meter(const struct master *m)
{
	unsigned meter = 1;

	for (int i = 0; i < m->n_processes; i++) {
		if (m->processes[i].meter != meter)
			continue;
		meter++;
		i = -1;
	}
	return meter;
}

struct process *
master_add(struct master *m, enum process_role role, const char *name,
    int (*run)(struct master *, struct process *))
{
	const unsigned meter = free_meter(m);
	struct process *p = &m->processes[m->n_processes++];

	assert(m->n_processes <= MASTER_MAX_PROCESSES);
	*p = (struct process){
		.role = role,
		.name = name,
		.run = run,
		.meter = meter,
	};
	return p;
}

struct process *
master_adopt(struct master *m, enum process_role role, pid_t pid,
    int (*run)(struct master *, struct process *))
{
	struct process *p = master_add(m, role, NULL, run);

	p->pid = pid;
	p->started_usec = clock_mono_usec();
	return p;
}

int
master_run(struct master *m)
{
	if (!open_events(m))
		return 1;
	meter_set(&metrics_meter(shared_metrics(m->shared), 0)->start_sec,
	    (uint64_t)(clock_wall_usec() / USEC_PER_SEC));
	/* The program before us may have heard of an end. */
	reap(m);
	for (;;) {
		int64_t next_usec = INT64_MAX;

		if (!m->stopping)
			swap_step(m, &next_usec);
		if (!m->stopping)
			start_due(m, &next_usec);
		else if (stop_all(m, &next_usec))
			break;
		wait_for_event(m, next_usec);
		reap(m);
	}
	close(m->signal_fd);
	close(m->ready_fds[0]);
	close(m->ready_fds[1]);
	return m->failed;
}

struct meter *
master_meter(const struct master *m, const struct process *p)
{
	return metrics_meter(shared_metrics(m->shared), p->meter);
}

static bool
open_events(struct master *m)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	m->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (m->signal_fd < 0 ||
	    pipe2(m->ready_fds, O_CLOEXEC | O_NONBLOCK) != 0) {
		log_error("no descriptors: %s", strerror(errno));
		return false;
	}
	return true;
}

static void
start(struct master *m, struct process *p)
{
	struct meter *meter = master_meter(m, p);

	strncpy(meter->name, p->name, sizeof(meter->name) - 1);
	process_start(p, m);
	meter_set(&meter->processes[p->role], p->pid != 0);
}

/* Starts what is due; *next_usec is when something will be. */
static void
start_due(struct master *m, int64_t *next_usec)
{
	for (int i = 0; i < m->n_processes; i++) {
		struct process *p = &m->processes[i];

		if (p->pid != 0 || p->due_usec == INT64_MAX)
			continue;
		if (p->due_usec <= clock_mono_usec())
			start(m, p);
		if (p->pid == 0 && p->due_usec < *next_usec)
			*next_usec = p->due_usec;
	}
}

/* The running process whose role ends first, or NULL. */
static struct process *
first_to_end(struct master *m)
{
	struct process *first = NULL;

	for (int i = 0; i < m->n_processes; i++) {
		struct process *p = &m->processes[i];

		if (p->pid != 0 &&
		    (first == NULL ||
			process_order(p->role) < process_order(first->role)))
			first = p;
	}
	return first;
}

/*
 * Workers first, the database last, so that what is being answered can be
 * answered. True when none is left.
 */
static bool
stop_all(struct master *m, int64_t *next_usec)
{
	const struct process *first = first_to_end(m);

	if (first == NULL)
		return true;
	const int order = process_order(first->role);

	for (int i = 0; i < m->n_processes; i++) {
		struct process *p = &m->processes[i];
		int64_t next;

		if (p->pid == 0 || order != process_order(p->role))
			continue;
		next = process_stop(p, m->hurry);
		if (next < *next_usec)
			*next_usec = next;
	}
	m->hurry = false;
	return false;
}

static void
begin_to_stop(struct master *m)
{
	if (m->stopping) {
		m->hurry = true;
		return;
	}
	m->stopping = true;
	/* Whoever connects from now on is refused rather than cut off. */
	listen_close(&m->now.listening);
	listen_close(&m->old.listening);
	/* Nobody has time to retire. */
	for (int i = 0; i < m->n_processes; i++) {
		struct process *p = &m->processes[i];

		if (p->role == PROCESS_OLD_WORKER) {
			p->role = PROCESS_WORKER;
			p->n_asked = 0;
		}
	}
}

static struct process *
find(struct master *m, pid_t pid)
{
	for (int i = 0; i < m->n_processes; i++)
		if (m->processes[i].pid == pid)
			return &m->processes[i];
	return NULL;
}

static void
hear_workers(struct master *m)
{
	pid_t pid;

	while (read(m->ready_fds[0], &pid, sizeof(pid)) == sizeof(pid)) {
		struct process *p = find(m, pid);

		if (p != NULL)
			p->serves = true;
	}
}

static void
hear_signals(struct master *m)
{
	struct signalfd_siginfo info;

	while (
	    read(m->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGTERM:
		case SIGINT:
			log_info(
			    "%s: stopping", strsignal((int)info.ssi_signo));
			begin_to_stop(m);
			break;
		case SIGHUP:
			swap_ask(m);
			break;
		}
	}
}

static void
wait_for_event(struct master *m, int64_t until_usec)
{
	struct pollfd fds[] = {
		{ .fd = m->signal_fd, .events = POLLIN },
		{ .fd = m->ready_fds[0], .events = POLLIN },
	};
	int timeout_ms = -1;

	if (until_usec != INT64_MAX) {
		int64_t left = until_usec - clock_mono_usec();

		timeout_ms = left <= 0 ? 0 : (int)(left / USEC_PER_MS) + 1;
	}
	if (poll(fds, COUNT(fds), timeout_ms) <= 0)
		return;
	hear_workers(m);
	hear_signals(m);
}

/* What the end of a process means for the others. */
static void
hear_of_end(struct master *m, struct process *p, enum process_end how)
{
	if (p->role == PROCESS_CHECK) {
		p->due_usec = PROCESS_NOT_DUE;
		swap_checked(m, how == PROCESS_ENDED_WELL);
		return;
	}
	if (p->role == PROCESS_MIGRATION && how != PROCESS_ENDED_WELL)
		(void)swap_give_up(m, "the database cannot be migrated");
	switch (how) {
	case PROCESS_ENDED_WELL:
		p->due_usec = PROCESS_NOT_DUE;
		break;
	case PROCESS_MISCONFIGURED:
		if (swap_give_up(m, "it cannot be started; see above"))
			break;
		m->failed = true;
		begin_to_stop(m);
		break;
	case PROCESS_ENDED_BADLY:
		/* It may have written without saying so. */
		tags_doubt(shared_tags(m->shared));
		if (m->old.tags != NULL)
			tags_doubt(m->old.tags);
		meter_add(&master_meter(m, p)->restarts[p->role], 1);
		if (m->stopping)
			m->failed = true;
		break;
	}
}

static void
reap(struct master *m)
{
	int status;

	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
		struct process *p = find(m, pid);

		if (p == NULL)
			continue;
		meter_clear(master_meter(m, p));
		hear_of_end(m, p, process_ended(p, status));
	}
}
