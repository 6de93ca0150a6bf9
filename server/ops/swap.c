/* The steps of a change. */
#include "ops/swap.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/shared.h"
#include "base/tags.h"
#include "ops/config.h"
#include "ops/handover.h"
#include "ops/master.h"
#include "ops/worker.h"
#include "scribe/keeper.h"

static void begin_to_start(struct master *);

void
generation_close(struct generation *g)
{
	listen_close(&g->listening);
	for (int i = 0; i < 2; i++) {
		if (g->keeper_fds[i] >= 0)
			close(g->keeper_fds[i]);
		g->keeper_fds[i] = -1;
	}
	if (g->shared_fd >= 0)
		close(g->shared_fd);
	g->shared_fd = -1;
	shared_foreign_release(g->tags);
	g->tags = NULL;
}

/* The processes of that role that run. */
static int
count(const struct master *m, enum process_role role)
{
	int n = 0;

	for (int i = 0; i < m->n_processes; i++)
		n += m->processes[i].role == role && m->processes[i].pid != 0;
	return n;
}

/* All of that role are due at once, or never. */
static void
make_due(struct master *m, enum process_role role, int64_t at_usec)
{
	for (int i = 0; i < m->n_processes; i++) {
		struct process *p = &m->processes[i];

		if (p->role == role && p->pid == 0) {
			p->due_usec = at_usec;
			p->backoff_ms = 0;
		}
	}
}

/* Asks all of that role to end. False: none is left. */
static bool
end_all(struct master *m, enum process_role role, int64_t *next_usec)
{
	make_due(m, role, PROCESS_NOT_DUE);
	for (int i = 0; i < m->n_processes; i++) {
		struct process *p = &m->processes[i];

		if (p->role != role || p->pid == 0)
			continue;
		const int64_t next = process_stop(p, false);

		if (next < *next_usec)
			*next_usec = next;
	}
	return count(m, role) > 0;
}

static bool
all_serve(const struct master *m)
{
	for (int i = 0; i < m->n_processes; i++)
		if (m->processes[i].role == PROCESS_WORKER &&
		    !m->processes[i].serves)
			return false;
	return true;
}

static bool
open_now(struct master *m)
{
	return listen_open(m->config->ops.listen, &m->old.listening,
		   &m->now.listening) &&
	       keeper_open(m->now.keeper_fds);
}

static const struct generation nothing = {
	.keeper_fds = { -1, -1 },
	.shared_fd = -1,
};

bool
swap_first(struct master *m)
{
	m->swap.handover_fd = -1;
	m->old = m->now = nothing;
	m->now.program_id = m->program.id;
	return open_now(m);
}

void
swap_take_over(struct master *m, const struct handover *h)
{
	m->swap.handover_fd = -1;
	m->now = nothing;
	m->now.program_id = m->program.id;
	m->old = (struct generation){
		.listening = h->listening,
		.keeper_fds = { h->keeper_fds[0], h->keeper_fds[1] },
		.shared_fd = h->shared_fd,
		.tags = shared_foreign_tags(h->shared_fd),
		.program_id = h->program_id,
	};
	begin_to_start(m);
}

/* None of the two would know what the other's writes move. */
static void
begin_to_start(struct master *m)
{
	m->swap.phase = SWAP_STARTING;
	m->swap.give_up_usec =
	    clock_mono_usec() + WORKER_TAKE_OVER_MS * USEC_PER_MS;
	if (!str_eq(m->old.program_id, m->now.program_id)) {
		if (m->old.tags != NULL)
			tags_suspend(m->old.tags);
		tags_suspend(shared_tags(m->shared));
	}
	if (!open_now(m) && !swap_give_up(m, "what it needs cannot be opened"))
		m->stopping = m->failed = true;
}

bool
swap_give_up(struct master *m, const char *why)
{
	if (count(m, PROCESS_OLD_WORKER) == 0 || m->swap.phase == SWAP_ENDING)
		return false;
	if (m->swap.phase != SWAP_STARTING)
		return true;
	log_error(
	    "the new generation is given up, the old one serves on: %s", why);
	m->swap.phase = SWAP_GIVING_UP;
	return true;
}

/* They wait for their database because others serve; nobody does any more.
 * Those that take their place begin at once. */
static void
replace_waiting(const struct master *m)
{
	for (int i = 0; i < m->n_processes; i++) {
		const struct process *p = &m->processes[i];

		if (p->role == PROCESS_WORKER && p->pid != 0 && !p->serves)
			kill(p->pid, SIGKILL);
	}
}

static void
start(struct master *m, int64_t *next_usec)
{
	const bool alone = count(m, PROCESS_OLD_WORKER) == 0;

	if (all_serve(m) || alone) {
		if (alone)
			replace_waiting(m);
		m->swap.phase = SWAP_ENDING;
		log_info("the new generation serves, the old one finishes");
		return;
	}
	/* A long migration is no reason to despair. */
	if (count(m, PROCESS_MIGRATION) > 0)
		m->swap.give_up_usec =
		    clock_mono_usec() + WORKER_TAKE_OVER_MS * USEC_PER_MS;
	if (clock_mono_usec() >= m->swap.give_up_usec)
		(void)swap_give_up(m, "it did not become ready; see above");
	else if (m->swap.give_up_usec < *next_usec)
		*next_usec = m->swap.give_up_usec;
}

static void
end_old(struct master *m, int64_t *next_usec)
{
	if (end_all(m, PROCESS_OLD_WORKER, next_usec) ||
	    end_all(m, PROCESS_OLD_KEEPER, next_usec))
		return;
	generation_close(&m->old);
	tags_resume(shared_tags(m->shared));
	m->swap.phase = SWAP_NONE;
	log_info("the old generation is gone");
}

static void
end_new(struct master *m, int64_t *next_usec)
{
	const bool workers = end_all(m, PROCESS_WORKER, next_usec);

	make_due(m, PROCESS_MIGRATION, PROCESS_NOT_DUE);
	if (workers || end_all(m, PROCESS_KEEPER, next_usec))
		return;
	generation_close(&m->now);
	if (m->old.tags != NULL)
		tags_resume(m->old.tags);
	m->swap.n_old = count(m, PROCESS_OLD_WORKER);
	m->swap.phase = SWAP_GIVEN_UP;
}

/* A worker that is gone cannot be replaced by one of its kind. */
static void
try_again(struct master *m)
{
	if (count(m, PROCESS_OLD_WORKER) == m->swap.n_old)
		return;
	make_due(m, PROCESS_KEEPER, 0);
	make_due(m, PROCESS_MIGRATION, 0);
	make_due(m, PROCESS_WORKER, 0);
	begin_to_start(m);
}

/* --check is the only process of its kind. */
static bool
is_checking(const struct master *m)
{
	return m->swap.handover_fd >= 0;
}

static void put_processes(struct master *, struct handover *);

/* The generation that serves, and what lives as long as the master. */
static void
describe(struct master *m, struct handover *h)
{
	const struct config *c = m->config;
	const bool old = m->swap.phase == SWAP_GIVEN_UP;
	const struct generation *g = old ? &m->old : &m->now;
	const bool private = m->cluster.place != NULL;

	*h = (struct handover){
		.master = getpid(),
		.program_id = g->program_id,
		.dir = m->program.dir,
		.listening = g->listening,
		.shared_fd = old ? g->shared_fd : shared_fd(m->shared),
		.keeper_fds = { g->keeper_fds[0], g->keeper_fds[1] },
		.lock_fd = private ? m->place.lock_fd : -1,
		.option_state_dir = c->ops.state_dir,
		.option_runtime_dir = c->ops.runtime_dir,
		.option_user = c->ops.user,
	};
	if (private) {
		h->state_dir = str_from(m->place.state_dir);
		h->socket_dir = str_from(m->cluster.socket_dir);
		if (m->place.runtime_dir != NULL)
			h->runtime_dir = str_from(m->place.runtime_dir);
	}
	put_processes(m, h);
}

static void
put_processes(struct master *m, struct handover *h)
{
	for (int i = 0; i < m->n_processes; i++) {
		const struct process *p = &m->processes[i];

		/* Neither has anything that another would go on with. */
		if (p->pid == 0 || p->role == PROCESS_CHECK ||
		    p->role == PROCESS_JOBS)
			continue;
		h->processes[h->n_processes].role = p->role;
		h->processes[h->n_processes].meter = (int)p->meter;
		h->processes[h->n_processes].pid = p->pid;
		h->processes[h->n_processes++].name = str_from(p->name);
	}
}

static void
begin_to_check(struct master *m)
{
	struct handover *h = MEM_NEW(struct handover);

	m->swap.asked = false;
	log_info("SIGHUP: reading the configuration and the program again");
	describe(m, h);
	m->swap.handover_fd = handover_write(h);
	free(h);
	if (is_checking(m))
		make_due(m, PROCESS_CHECK, 0);
}

int
swap_run_check(struct master *m, struct process *p)
{
	handover_name(m->swap.handover_fd);
	program_execute(&m->program, "--check");
	return 1;
}

static void
signal_all(const struct master *m, enum process_role role, int signal_number)
{
	for (int i = 0; i < m->n_processes; i++)
		if (m->processes[i].role == role && m->processes[i].pid != 0)
			kill(m->processes[i].pid, signal_number);
}

/* Becomes the new program. Returns when that cannot be executed. */
static void
execute(struct master *m)
{
	struct handover *h = MEM_NEW(struct handover);

	describe(m, h);
	const int fd = handover_write(h);

	if (fd >= 0) {
		log_flush();
		if (m->swap.asked) /* meanwhile: for the new program */
			kill(getpid(), SIGHUP);
		signal_all(m, PROCESS_JOBS, SIGTERM);
		handover_open(h, fd);
		program_execute(&m->program, NULL);
		handover_close(h, fd);
	}
	free(h);
}

void
swap_checked(struct master *m, bool good)
{
	const bool agreed = good && handover_is_agreed(m->swap.handover_fd);

	close(m->swap.handover_fd);
	m->swap.handover_fd = -1;
	if (m->stopping)
		return;
	if (agreed)
		execute(m);
	else if (good)
		log_error(
		    "%s cannot take over from this version", m->program.path);
	log_error("nothing is changed: what served goes on");
}

void
swap_ask(struct master *m)
{
	m->swap.asked = true;
}

void
swap_step(struct master *m, int64_t *next_usec)
{
	/* Each may lead to the next. */
	if (m->swap.phase == SWAP_STARTING)
		start(m, next_usec);
	if (m->swap.phase == SWAP_ENDING)
		end_old(m, next_usec);
	if (m->swap.phase == SWAP_GIVING_UP)
		end_new(m, next_usec);
	if (m->swap.phase == SWAP_GIVEN_UP)
		try_again(m);
	if (m->swap.asked && !is_checking(m) &&
	    count(m, PROCESS_MIGRATION) == 0 &&
	    (m->swap.phase == SWAP_NONE || m->swap.phase == SWAP_GIVEN_UP))
		begin_to_check(m);
}
