/* What a command does in the database. */
#include "ops/errand.h"

#include <errno.h>
#include <event2/event.h>
#include <libpq-fe.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/log.h"
#include "db/db.h"
#include "loop/loop.h"
#include "loop/task.h"
#include "ops/child.h"
#include "ops/config.h"
#include "ops/migrate.h"
#include "queries.h"

enum { READY_WAIT_S = 30, PLACE_WAIT_S = 60, POLL_MS = 20 };

static bool reach_private(struct errand *);
static const char *role_of(struct str conninfo, struct arena *);

bool
errand_begin(struct errand *e, const struct config *config, bool migrate)
{
	const bool private = config->database.len == 0;

	*e = (struct errand){ .config = config, .app_role = "sala" };
	if (!migrate && config->log_level == LOG_LEVEL_INFO)
		log_open((struct log_options){ .level = LOG_LEVEL_WARN });
	if (!place_enter(&e->place, config, private))
		return false;
	if (private) {
		if (!reach_private(e))
			return false;
	} else {
		e->owner_conninfo = config->database_owner.len > 0
					? config->database_owner
					: config->database;
		e->app_role = role_of(config->database, config->arena);
	}
	if (!migrate && e->postmaster == 0)
		return true;
	return migrate_schema(e->owner_conninfo, e->app_role);
}

void
errand_end(struct errand *e)
{
	if (e->postmaster == 0)
		return;
	kill(e->postmaster, CLUSTER_STOP_SIGNAL);
	while (waitpid(e->postmaster, NULL, 0) < 0 && errno == EINTR)
		continue;
	cluster_release(&e->cluster);
}

/* The user that a connection string names, as libpq would find it. */
static const char *
role_of(struct str conninfo, struct arena *arena)
{
	PQconninfoOption *options = PQconninfoParse(conninfo.ptr, NULL);
	const char *role = NULL;

	for (PQconninfoOption *o = options; o != NULL && o->keyword; o++)
		if (strcmp(o->keyword, "user") == 0 && o->val != NULL)
			role = arena_cstr(arena, str_from(o->val));
	PQconninfoFree(options);
	return role != NULL ? role : "sala";
}

static bool
start_cluster(struct errand *e)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };

	if (!cluster_init(&e->cluster, &e->place))
		return false;
	e->owner_conninfo = e->cluster.owner_conninfo;
	e->cluster.quiet = true;
	e->postmaster = child_fork(CLUSTER_STOP_SIGNAL);
	if (e->postmaster == 0) {
		setsid(); /* a Ctrl-C is ours */
		cluster_run(&e->cluster);
	}
	while (e->postmaster > 0 && !cluster_is_ready(&e->place)) {
		if (waitpid(e->postmaster, NULL, WNOHANG) > 0)
			e->postmaster = 0;
		nanosleep(&pause, NULL);
	}
	return e->postmaster > 0;
}

/*
 * Whoever holds the lock runs the cluster, or will in a moment, or is about
 * to stop it.
 */
static bool
reach_private(struct errand *e)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	pid_t held_by = 0;

	for (int ms = 0; ms < PLACE_WAIT_S * 1000; ms += POLL_MS) {
		if (place_lock(&e->place, &held_by))
			return start_cluster(e);
		if (held_by == 0)
			return false;
		if (cluster_find_running(&e->cluster, &e->place) &&
		    PQping(e->cluster.owner_conninfo.ptr) == PQPING_OK) {
			e->owner_conninfo = e->cluster.owner_conninfo;
			return true;
		}
		nanosleep(&pause, NULL);
	}
	log_error("process %d holds %s, but its database does not answer",
	    (int)held_by, e->place.state_dir);
	return false;
}

/* One errand on its loop. */
struct run {
	struct loop *loop;
	struct db *db;
	bool (*fn)(struct task *, void *arg);
	void *arg;
	bool good;
};

static void
run_task(struct task *task, void *arg)
{
	struct run *run = arg;
	int64_t until = clock_mono_usec() + READY_WAIT_S * USEC_PER_SEC;

	while (!db_is_ready(run->db) && clock_mono_usec() < until)
		if (!task_sleep(task, POLL_MS))
			break;
	if (db_is_ready(run->db))
		run->good = run->fn(task, run->arg);
	else
		log_error("the database is not ready: " STR_FMT,
		    STR_ARG(db_why_not_ready(run->db)));
	loop_stop(run->loop);
}

bool
errand_run(struct errand *e, bool (*fn)(struct task *, void *arg), void *arg)
{
	struct run run = { .fn = fn, .arg = arg };
	struct db_options options = {
		.url = e->owner_conninfo.ptr,
		.announces = true,
		.statements = statements,
		.n_statements = n_statements,
		.files = embedded_files,
		.n_files = n_embedded_files,
	};

	run.loop = loop_new(event_base_new());
	run.db = db_open(run.loop, &options);
	if (task_start(run.loop, run_task, &run) != NULL)
		loop_run(run.loop);
	db_close(run.db);
	loop_free(run.loop);
	return run.good;
}
