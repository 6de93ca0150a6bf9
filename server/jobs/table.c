/* The table of jobs, and those that are short. */
#include "base/shared.h"
#include "base/tags.h"
#include "db/db.h"
#include "jobs/job.h"
#include "queries.h"

/* As the statement has it. */
enum { PURGED_AT_ONCE = 1000 };

/*
 * What changes by the hour is made again, once the database is there to make
 * it of: until then what is kept is better than nothing.
 */
static bool
move_hour(struct task *task, const struct job_means *means)
{
	tags_tell_hour(shared_tags(means->shared), means->now_s / 3600);
	return true;
}

PARKS
static bool
forget_sessions(struct task *task, const struct job_means *means)
{
	struct purged *purged = NULL;

	do {
		struct db_batch *b = db_batch(task);

		q_sessions_purge(b, &purged);
		if (!db_run(b))
			return false;
	} while (purged->n == PURGED_AT_ONCE);
	return true;
}

PARKS
static bool
count_totals(struct task *task, const struct job_means *means)
{
	struct db_batch *b = db_batch(task);

	q_site_totals_count(b);
	return db_run(b);
}

const struct job all_jobs[] = {
	{ "hour", 3600, move_hour, .needs_db = true },
	{ "totals", 3600, count_totals, .needs_db = true },
	{ "sessions", 3600, forget_sessions, .needs_db = true },
	{ 0 },
};
