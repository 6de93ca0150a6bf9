/*
 * A job: something that is done on a clock, once for the whole server. The
 * table in jobs/table.c has all of them; a new one is a row there and a
 * function:
 *
 *	{ "sessions", 3600, forget_sessions, .needs_db = true },
 *
 * A job is due when a multiple of its interval is reached (3,600 seconds: at
 * each full hour, UTC), and when the process begins, since nobody knows what
 * was missed; so it must do no harm to be run once too often. It runs on a
 * task of its own and never twice at once. One that returns false is tried
 * again, soon at first, then less and less often.
 */
#ifndef JOBS_JOB_H
#define JOBS_JOB_H

#include "base/compiler.h"
#include "loop/task.h"

struct shared;

/* What jobs may use. A job that needs_db runs when the database is ready. */
struct job_means {
	struct shared *shared;
	int64_t now_s; /* the time by the clock that made it due */
};

struct job {
	const char *name; /* NULL ends a table */
	int interval_s;
	bool (*run)(struct task *task, const struct job_means *means);
	bool needs_db;
};

extern const struct job all_jobs[];

#endif
