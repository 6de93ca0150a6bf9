/* sala serve: prepares the master and says what its children do. */
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "jobs/jobs.h"
#include "ops/check.h"
#include "ops/command.h"
#include "ops/handover.h"
#include "ops/master.h"
#include "ops/migrate.h"
#include "ops/sandbox.h"
#include "ops/worker.h"
#include "scribe/keeper.h"

enum { LOCK_WAIT_S = 10, START_WAIT_MS = 300, JOBS_DELAY_MS = 500 };

static bool begin(struct master *);
static bool take_over(struct master *, const struct handover *);
static void adopt_processes(struct master *, const struct handover *);
static void add_processes(struct master *);

int
command_serve(const struct config *config, const struct command_line *line)
{
	struct master *m = ARENA_NEW(config->arena, struct master);
	const struct handover *before;
	int status;

	if (line->n_words > 1)
		return COMMAND_MISUSED;
	if (command_line_has(line, "--check"))
		return check_serve(config);
	m->config = config;
	before = handover_take(config->arena);
	program_init(&m->program, line->argv,
	    before != NULL ? before->dir : (struct str){ 0 }, config->arena);
	sandbox_raise_files();
	if (before != NULL ? !take_over(m, before) : !begin(m))
		return COMMAND_FAILED;
	add_processes(m);
	log_info("Sala is at " STR_FMT, STR_ARG(config->app.base_url));
	status = master_run(m);
	if (m->cluster.place != NULL)
		cluster_release(&m->cluster);
	generation_close(&m->now);
	generation_close(&m->old);
	shared_free(m->shared);
	log_info("stopped");
	return status;
}

/* A command that uses the private cluster for a moment is waited for. */
static bool
take_lock(struct place *place)
{
	const struct timespec pause = { .tv_nsec = 100000000 };
	pid_t held_by = 0;

	for (int i = 0; i < LOCK_WAIT_S * 10; i++) {
		if (place_lock(place, &held_by))
			return true;
		if (held_by == 0)
			return false;
		nanosleep(&pause, NULL);
	}
	log_error("process %d uses %s already", (int)held_by, place->state_dir);
	return false;
}

/* Gives up root's rights; finds out which database it is. */
static bool
enter(struct master *m)
{
	const bool private = m->config->database.len == 0;

	if (!place_enter(&m->place, m->config, private))
		return false;
	sandbox_no_new_rights();
	m->conninfo = m->config->database;
	if (!private)
		return true;
	if (!take_lock(&m->place) || !cluster_init(&m->cluster, &m->place))
		return false;
	m->conninfo = m->cluster.conninfo;
	return true;
}

static bool
begin(struct master *m)
{
	/* While we may still be root: a port may be below 1024. */
	if (!swap_first(m) || !enter(m))
		return false;
	m->shared = shared_new(&(struct shared_options){ 0 });
	return true;
}

/* As enter(), where another program has done the work. */
static bool
take_over(struct master *m, const struct handover *before)
{
	if (!place_take_over(&m->place, m->config, before->state_dir.ptr,
		before->runtime_dir.ptr))
		return false;
	m->place.lock_fd = before->lock_fd;
	m->conninfo = m->config->database;
	if (before->socket_dir.ptr != NULL) {
		cluster_take_over(
		    &m->cluster, &m->place, before->socket_dir.ptr);
		m->conninfo = m->cluster.conninfo;
	}
	m->shared = shared_adopt(before->shared_fd);
	if (m->shared == NULL) {
		log_info("the shared table is of another version: a new one");
		m->shared = shared_new(&(struct shared_options){ 0 });
	} else if (!str_eq(before->program_id, m->program.id)) {
		metrics_reset(shared_metrics(m->shared));
	}
	adopt_processes(m, before);
	swap_take_over(m, before);
	return true;
}

static int
run_keeper(struct master *m, struct process *p)
{
	return keeper_run(p->role == PROCESS_KEEPER ? m->now.keeper_fds[1]
						    : m->old.keeper_fds[1]);
}

static int
run_cluster(struct master *m, struct process *p)
{
	/* A Ctrl-C is the master's to pass on. */
	setsid();
	cluster_run(&m->cluster);
}

static void
wait_for_cluster(const struct master *m, int at_most_ms)
{
	const struct timespec pause = { .tv_nsec = 10000000 };

	for (int ms = 0; ms < at_most_ms; ms += 10) {
		if (m->cluster.place == NULL || cluster_is_ready(&m->place))
			return;
		nanosleep(&pause, NULL);
	}
}

static int
run_migration(struct master *m, struct process *p)
{
	signal(SIGINT, SIG_IGN);
	listen_close(&m->now.listening);
	listen_close(&m->old.listening);
	wait_for_cluster(m, INT_MAX);
	return migrate_schema(m->cluster.owner_conninfo, "sala") ? 0 : 1;
}

static enum worker_begins
when_to_begin(const struct master *m)
{
	enum worker_begins begins = WORKER_AT_ONCE;

	for (int i = 0; i < m->n_processes; i++) {
		const struct process *p = &m->processes[i];

		if (p->pid == 0)
			continue;
		if (p->role == PROCESS_OLD_WORKER &&
		    m->swap.phase == SWAP_STARTING)
			return WORKER_READY;
		if (p->role == PROCESS_WORKER && p->serves)
			begins = WORKER_SOON;
	}
	return begins;
}

static int
run_worker(struct master *m, struct process *p)
{
	const enum worker_begins begins = when_to_begin(m);

	close(m->signal_fd);
	close(m->ready_fds[0]);
	/* Nor may an address that was dropped stay open. */
	generation_close(&m->old);
	/* A moment, so as not to complain about what is just starting. */
	wait_for_cluster(m, START_WAIT_MS);
	return worker_run(&(struct worker){
	    .config = m->config,
	    .name = p->name,
	    .conninfo = m->conninfo,
	    .shared = m->shared,
	    .meter = master_meter(m, p),
	    .keeper_fd = m->now.keeper_fds[0],
	    .listen_fds = m->now.listening.fds,
	    .n_listen_fds = m->now.listening.n,
	    .ready_fd = m->ready_fds[1],
	    .begins = begins,
	});
}

static int
run_jobs(struct master *m, struct process *p)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	close(m->signal_fd);
	close(m->ready_fds[0]);
	generation_close(&m->old);
	generation_close(&m->now);
	wait_for_cluster(m, START_WAIT_MS);
	log_open((struct log_options){
	    .level = m->config->log_level,
	    .name = p->name,
	});
	sandbox_enter_worker();
	return jobs_run(&(struct jobs_options){
	    .conninfo = m->conninfo,
	    .shared = m->shared,
	    .meter = master_meter(m, p),
	});
}

/* Old ones are not started again, but a keeper, and the database. */
static void
adopt_processes(struct master *m, const struct handover *before)
{
	for (int i = 0; i < before->n_processes; i++) {
		const enum process_role role = before->processes[i].role;
		const pid_t pid = before->processes[i].pid;
		struct process *p = NULL;

		if (role == PROCESS_OLD_WORKER)
			p = master_adopt(m, role, pid, run_worker);
		else if (role == PROCESS_OLD_KEEPER)
			p = master_adopt(m, role, pid, run_keeper);
		else if (role == PROCESS_CLUSTER && m->cluster.place != NULL)
			p = master_adopt(m, role, pid, run_cluster);
		if (p == NULL)
			continue;
		p->name = before->processes[i].name.ptr;
		p->meter = (unsigned)before->processes[i].meter;
	}
}

static bool
has_cluster(const struct master *m)
{
	for (int i = 0; i < m->n_processes; i++)
		if (m->processes[i].role == PROCESS_CLUSTER)
			return true;
	return false;
}

static int
count_workers(const struct config *config)
{
	const long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (config->ops.workers > 0)
		return config->ops.workers;
	return cores < 1 ? 1 : cores > 64 ? 64 : (int)cores;
}

static void
add_processes(struct master *m)
{
	const int n_workers = count_workers(m->config);

	/* The first to be forked: nothing has been opened for others yet. */
	master_add(m, PROCESS_KEEPER, "keeper", run_keeper);
	if (m->cluster.place != NULL) {
		if (!has_cluster(m))
			master_add(m, PROCESS_CLUSTER, "postgres", run_cluster);
		master_add(m, PROCESS_MIGRATION, "migration", run_migration);
	}
	for (int i = 0; i < n_workers; i++)
		master_add(m, PROCESS_WORKER,
		    arena_fmt(m->config->arena, "worker %d", i + 1).ptr,
		    run_worker);
	/* The first pages have the processors and the database to themselves. */
	master_add(m, PROCESS_JOBS, "jobs", run_jobs)->due_usec =
	    clock_mono_usec() + JOBS_DELAY_MS * USEC_PER_MS;
	master_add(m, PROCESS_CHECK, "check", swap_run_check)->due_usec =
	    PROCESS_NOT_DUE;
}
