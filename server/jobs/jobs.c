/* What is due, and the process that asks. */
#include "jobs/jobs.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "db/db.h"
#include "loop/loop.h"
#include "model/moves.h"
#include "queries.h"

enum {
	READY_WAIT_S = 30, /* so long is the database waited for */
	POLL_MS = 20,
	RETRY_S = 15, /* doubled with each failure, up to the interval */
};

struct entry {
	struct jobs *jobs;
	const struct job *job;
	int64_t done; /* which multiple of the interval; -1: none */
	bool runs;
	int failures; /* in a row */
	int wait_s; /* before it is tried again */
};

struct jobs {
	struct loop *loop;
	struct jobs_options options;
	struct job_means means;
	struct db_watch watch;
	struct db *db; /* while somebody needs it */
	int n_db_users;
	bool stopping;
	struct entry *entries;
	size_t n;
};

static void run_entry(struct task *, void *);

struct jobs *
jobs_new(struct loop *loop, const struct jobs_options *options)
{
	struct jobs *jobs = MEM_NEW(struct jobs);
	const struct job *table =
	    options->jobs != NULL ? options->jobs : all_jobs;

	jobs->loop = loop;
	jobs->options = *options;
	jobs->means.shared = options->shared;
	if (options->meter != NULL)
		loop->meter = options->meter;
	while (table[jobs->n].name != NULL)
		jobs->n++;
	jobs->entries = mem_array(jobs->n, sizeof(*jobs->entries));
	for (size_t i = 0; i < jobs->n; i++)
		jobs->entries[i] = (struct entry){
			.jobs = jobs, .job = &table[i], .done = -1
		};
	return jobs;
}

static int64_t
now_s(const struct jobs *jobs)
{
	return (jobs->options.now_usec != NULL ? jobs->options.now_usec()
					       : clock_wall_usec()) /
	       USEC_PER_SEC;
}

/* The clock may jump: another multiple is due, whether later or earlier. */
static bool
is_due(struct entry *e)
{
	if (e->runs || now_s(e->jobs) / e->job->interval_s == e->done)
		return false;
	return e->wait_s == 0 || --e->wait_s == 0;
}

void
jobs_tick(struct jobs *jobs)
{
	jobs->means.now_s = now_s(jobs);
	for (size_t i = 0; i < jobs->n && !jobs->stopping; i++)
		if (is_due(&jobs->entries[i]))
			task_start(jobs->loop, run_entry, &jobs->entries[i]);
}

/* Nobody else keeps answers in this process. */
static void
ignore_listens(void *arg, bool listens)
{
}

static void
ignore_notified(void *arg)
{
}

static void
open_db(struct jobs *jobs)
{
	jobs->watch = (struct db_watch){
		.tags = shared_tags(jobs->options.shared),
		.moves = moves_of,
		.listens = ignore_listens,
		.notified = ignore_notified,
	};
	jobs->db = db_open(jobs->loop, &(struct db_options){
					   .url = jobs->options.conninfo.ptr,
					   .watch = &jobs->watch,
					   .statements = statements,
					   .n_statements = n_statements,
					   .files = embedded_files,
					   .n_files = n_embedded_files,
				       });
}

static void
close_db(struct jobs *jobs)
{
	if (jobs->db != NULL)
		db_close(jobs->db);
	jobs->db = NULL;
}

PARKS
static bool
wait_for_db(struct jobs *jobs, struct task *task)
{
	const int64_t until = clock_mono_usec() + READY_WAIT_S * USEC_PER_SEC;

	while (jobs->db != NULL && !db_is_ready(jobs->db) &&
	       clock_mono_usec() < until)
		if (!task_sleep(task, POLL_MS))
			break;
	return jobs->db != NULL && db_is_ready(jobs->db);
}

PARKS
static bool
run_with_db(struct entry *e, struct task *task)
{
	struct jobs *jobs = e->jobs;
	bool good = false;

	if (jobs->n_db_users++ == 0)
		open_db(jobs);
	if (wait_for_db(jobs, task))
		good = e->job->run(task, &jobs->means);
	if (--jobs->n_db_users == 0)
		close_db(jobs);
	return good;
}

static int
retry_after(const struct entry *e)
{
	int wait_s = RETRY_S;

	for (int i = 1; i < e->failures && wait_s < e->job->interval_s; i++)
		wait_s *= 2;
	return wait_s < e->job->interval_s ? wait_s : e->job->interval_s;
}

PARKS
static void
run_entry(struct task *task, void *arg)
{
	struct entry *e = arg;
	const int64_t number = now_s(e->jobs) / e->job->interval_s;
	struct meter *meter = e->jobs->loop->meter;

	e->runs = true;
	const bool good = e->job->needs_db ? run_with_db(e, task)
					   : e->job->run(task, &e->jobs->means);

	e->runs = false;
	meter_add(&meter->job_runs, 1);
	if (good) {
		e->done = number;
		e->failures = 0;
	} else if (!e->jobs->stopping) {
		e->failures++;
		e->wait_s = retry_after(e);
		meter_add(&meter->job_failures, 1);
		log_warn("the job \"%s\" has failed; it is tried again in %d "
			 "seconds",
		    e->job->name, e->wait_s);
	}
}

void
jobs_stop(struct jobs *jobs)
{
	jobs->stopping = true;
	close_db(jobs);
}

void
jobs_free(struct jobs *jobs)
{
	free(jobs->entries);
	free(jobs);
}

static void
each_second(evutil_socket_t fd, short what, void *arg)
{
	struct jobs *jobs = arg;

	meter_add(&jobs->loop->meter->log_lines_lost, log_take_lost());
	jobs_tick(jobs);
}

static void
on_stop(evutil_socket_t fd, short what, void *arg)
{
	loop_stop(arg);
}

int
jobs_run(const struct jobs_options *options)
{
	const struct timeval second = { .tv_sec = 1 };
	struct loop *loop = loop_new(event_base_new());
	struct jobs *jobs = jobs_new(loop, options);
	struct event *stop = evsignal_new(loop->base, SIGTERM, on_stop, loop);
	struct event *tick =
	    event_new(loop->base, -1, EV_PERSIST, each_second, jobs);

	event_add(stop, NULL);
	event_add(tick, &second);
	loop_run(loop);
	event_free(stop);
	event_free(tick);
	jobs_stop(jobs);
	loop_free(loop);
	jobs_free(jobs);
	return 0;
}
