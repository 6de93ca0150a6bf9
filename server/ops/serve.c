/* sala serve: prepares the master and says what its children do. */
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/shared.h"
#include "jobs/jobs.h"
#include "ops/command.h"
#include "ops/master.h"
#include "ops/migrate.h"
#include "ops/sandbox.h"
#include "ops/worker.h"
#include "scribe/keeper.h"

enum { LOCK_WAIT_S = 10, START_WAIT_MS = 300 };

static bool enter(struct master *);
static bool add_processes(struct master *);

int
command_serve(const struct config *config, const struct command_line *line)
{
	struct master *m = ARENA_NEW(config->arena, struct master);
	int status;

	if (line->n_words > 1)
		return COMMAND_MISUSED;
	m->config = config;
	sandbox_raise_files();
	/* While we may still be root: a port may be below 1024. */
	if (!listen_open(config->ops.listen, m->listen_fds, &m->n_listen_fds))
		return COMMAND_FAILED;
	if (!enter(m) || !add_processes(m))
		return COMMAND_FAILED;
	log_info("Sala is at " STR_FMT, STR_ARG(config->app.base_url));
	status = master_run(m);
	if (m->cluster.place != NULL)
		cluster_release(&m->cluster);
	shared_free(m->shared);
	log_info("stopped");
	return status;
}

/* A command that uses the private cluster for a moment is waited for. */
static bool
take_lock(const struct place *place)
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

static int
run_keeper(struct master *m, struct process *p)
{
	return keeper_run(m->keeper_fds[1]);
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
	listen_close(m->listen_fds, &m->n_listen_fds);
	wait_for_cluster(m, INT_MAX);
	return migrate_schema(m->cluster.owner_conninfo, "sala") ? 0 : 1;
}

static int
run_worker(struct master *m, struct process *p)
{
	close(m->signal_fd);
	/* A moment, so as not to complain about what is just starting. */
	wait_for_cluster(m, START_WAIT_MS);
	return worker_run(&(struct worker){
	    .config = m->config,
	    .name = p->name,
	    .conninfo = m->conninfo,
	    .shared = m->shared,
	    .meter = master_meter(m, p),
	    .keeper_fd = m->keeper_fds[0],
	    .listen_fds = m->listen_fds,
	    .n_listen_fds = m->n_listen_fds,
	});
}

static int
run_jobs(struct master *m, struct process *p)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	close(m->signal_fd);
	close(m->keeper_fds[0]);
	listen_close(m->listen_fds, &m->n_listen_fds);
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

static bool
add_processes(struct master *m)
{
	if (!keeper_open(m->keeper_fds))
		return false;
	m->shared = shared_new(&(struct shared_options){ 0 });
	/* The first to be forked: nothing has been opened for others yet. */
	master_add(m, PROCESS_KEEPER, "keeper", run_keeper);
	if (m->cluster.place != NULL) {
		master_add(m, PROCESS_CLUSTER, "postgres", run_cluster);
		master_add(m, PROCESS_MIGRATION, "migration", run_migration);
	}
	for (int i = 0; i < m->config->ops.workers; i++)
		master_add(m, PROCESS_WORKER,
		    arena_fmt(m->config->arena, "worker %d", i + 1).ptr,
		    run_worker);
	master_add(m, PROCESS_JOBS, "jobs", run_jobs);
	return true;
}
