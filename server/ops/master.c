/* The master's loop. */
#include "ops/master.h"

#include <assert.h>
#include <errno.h>
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

_Static_assert((int)METRICS_ROLES == PROCESS_CLUSTER + 1, "roles have names");
_Static_assert((int)METRICS_METERS > MASTER_MAX_PROCESSES, "a meter for each");

static void start_due(struct master *, int64_t *next_usec);
static bool stop_all(struct master *, int64_t *next_usec);
static void wait_for_signal(struct master *, int64_t until_usec);
static void reap(struct master *);

struct process *
master_add(struct master *m, enum process_role role, const char *name,
    int (*run)(struct master *, struct process *))
{
	struct process *p = &m->processes[m->n_processes++];

	assert(m->n_processes <= MASTER_MAX_PROCESSES);
	*p = (struct process){
		.role = role,
		.name = name,
		.run = run,
		.wanted = role != PROCESS_MIGRATION,
	};
	return p;
}

struct meter *
master_meter(const struct master *m, const struct process *p)
{
	/* The first one is the master's own. */
	return metrics_meter(
	    shared_metrics(m->shared), (unsigned)(p - m->processes) + 1);
}

static bool
open_signals(struct master *m)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	m->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (m->signal_fd < 0)
		log_error("signalfd: %s", strerror(errno));
	return m->signal_fd >= 0;
}

int
master_run(struct master *m)
{
	if (!open_signals(m))
		return 1;
	meter_set(&metrics_meter(shared_metrics(m->shared), 0)->start_sec,
	    (uint64_t)(clock_wall_usec() / USEC_PER_SEC));
	for (;;) {
		int64_t next_usec = INT64_MAX;

		if (!m->stopping)
			start_due(m, &next_usec);
		else if (stop_all(m, &next_usec))
			break;
		wait_for_signal(m, next_usec);
		reap(m);
	}
	close(m->signal_fd);
	return m->failed;
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

		if (p->pid != 0 && (first == NULL || p->role < first->role))
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
	for (int i = 0; i < m->n_processes; i++) {
		struct process *p = &m->processes[i];
		int64_t next;

		if (p->pid == 0 || p->role != first->role)
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
	listen_close(m->listen_fds, &m->n_listen_fds);
}

static void
wait_for_signal(struct master *m, int64_t until_usec)
{
	struct pollfd poll_fd = { .fd = m->signal_fd, .events = POLLIN };
	struct signalfd_siginfo info;
	int timeout_ms = -1;

	if (until_usec != INT64_MAX) {
		int64_t left = until_usec - clock_mono_usec();

		timeout_ms = left <= 0 ? 0 : (int)(left / USEC_PER_MS) + 1;
	}
	if (poll(&poll_fd, 1, timeout_ms) <= 0)
		return;
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
			log_warn("the configuration is read at start only");
			break;
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
reap(struct master *m)
{
	int status;

	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
		struct process *p = find(m, pid);

		if (p == NULL)
			continue;
		meter_clear(master_meter(m, p));
		switch (process_ended(p, status)) {
		case PROCESS_ENDED_WELL:
			p->due_usec = INT64_MAX;
			break;
		case PROCESS_MISCONFIGURED:
			m->failed = true;
			begin_to_stop(m);
			break;
		case PROCESS_ENDED_BADLY:
			/* It may have written without saying so. */
			tags_doubt(shared_tags(m->shared));
			meter_add(&master_meter(m, p)->restarts[p->role], 1);
			if (m->stopping)
				m->failed = true;
			break;
		}
	}
}
