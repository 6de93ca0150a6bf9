/*
 * The jobs process, one for each server: it looks at the clock once a second
 * and runs the jobs that are due (jobs/job.h). It has no connection to the
 * database but while a job needs one.
 *
 * What its jobs write moves the tags of kept answers (base/tags.h), as what
 * workers write does.
 */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "jobs/job.h"

struct jobs;
struct loop;
struct meter;

struct jobs_options {
	struct str conninfo; /* with a NUL behind it */
	struct shared *shared;
	struct meter *meter; /* NULL: the loop's own */
	const struct job *jobs; /* NULL: all_jobs */
	int64_t (*now_usec)(void); /* wall time; NULL: clock_wall_usec */
};

/* The process's life until SIGTERM; returns its exit status. */
int jobs_run(const struct jobs_options *options);

/* Its parts, for tests. Options are copied. */
struct jobs *jobs_new(struct loop *loop, const struct jobs_options *options);
/* Begins what is due; called once a second. */
void jobs_tick(struct jobs *jobs);
/* Before loop_free; what still runs fails. jobs_free comes after it. */
void jobs_stop(struct jobs *jobs);
void jobs_free(struct jobs *jobs);

#endif
