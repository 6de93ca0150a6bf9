/* Jobs, by a clock that the test turns. */
#include "jobs/jobs.h"

#include <event2/event.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "base/tags.h"
#include "loop/loop.h"

#include "../tap.h"

static int64_t now_s;

static int64_t
test_clock(void)
{
	return now_s * USEC_PER_SEC;
}

static int runs, begun;
static bool fails, parks;
static struct task *parked;

static bool
count(struct task *task, const struct job_means *means)
{
	begun++;
	parked = task;
	while (parks && task_park(task, -1) == TASK_WOKEN)
		;
	runs++;
	return !fails;
}

static const struct job table[] = {
	{ "count", 600, count },
	{ 0 },
};

static struct shared *s;
static struct loop *loop;

static struct jobs *
begin(const struct job *jobs)
{
	runs = begun = 0;
	now_s = 1000000 * 600 + 30;
	loop = loop_new(event_base_new());
	return jobs_new(loop, &(struct jobs_options){
				  .shared = s,
				  .jobs = jobs,
				  .now_usec = test_clock,
			      });
}

static void
end(struct jobs *jobs)
{
	jobs_stop(jobs);
	loop_free(loop);
	jobs_free(jobs);
}

static void
tick(struct jobs *jobs, int seconds)
{
	for (int i = 0; i < seconds; i++) {
		now_s++;
		jobs_tick(jobs);
	}
}

static void
by_the_clock(void)
{
	struct jobs *jobs = begin(table);

	jobs_tick(jobs);
	is_int(runs, 1, "a job runs when the process begins");
	tick(jobs, 569);
	is_int(runs, 1, "not again before its time");
	tick(jobs, 1);
	is_int(runs, 2, "at the full ten minutes it does");
	tick(jobs, 1200);
	is_int(runs, 4, "and twice in the next twenty");
	now_s -= 7200;
	tick(jobs, 60);
	is_int(runs, 5, "once more when the clock is put back");
	now_s += 86400;
	tick(jobs, 60);
	is_int(runs, 6, "and when it jumps on, but for no missed time");
	is_int((int)meter_get(&loop->meter->job_runs), 6, "all are counted");
	end(jobs);
}

static void
failing(void)
{
	struct jobs *jobs = begin(table);

	fails = true;
	jobs_tick(jobs);
	tick(jobs, 14);
	is_int(runs, 1, "a failure is not tried again at once");
	tick(jobs, 1);
	is_int(runs, 2, "but after fifteen seconds");
	tick(jobs, 29);
	is_int(runs, 2, "the next time it takes longer");
	tick(jobs, 1);
	is_int(runs, 3, "twice as long");
	is_int((int)meter_get(&loop->meter->job_failures), 3,
	    "failures are counted");
	fails = false;
	tick(jobs, 60);
	is_int(runs, 4, "then it goes well");
	tick(jobs, 300);
	is_int(runs, 4, "and waits for its time");
	end(jobs);
}

static void
never_twice(void)
{
	struct jobs *jobs = begin(table);

	parks = true;
	jobs_tick(jobs);
	tick(jobs, 1300);
	is_int(begun, 1, "a job that still runs is not begun again");
	task_wake(parked);
	parks = false;
	event_base_loop(loop->base, EVLOOP_ONCE);
	is_int(runs, 1, "it ends");
	tick(jobs, 1);
	is_int(begun, 2, "and what was due meanwhile is done, once");
	parks = true;
	tick(jobs, 600);
	is_int(begun, 3, "one runs when the process ends");
	end(jobs);
	is_int(runs, 3, "and its waiting is cut");
	parks = false;
}

/* The server's own job, with no database to wait for. */
static void
hour(void)
{
	struct tag_table *tags = shared_tags(s);
	const struct tag tag = tag_of(TAG_HOUR, 0);
	struct job hourly[2] = { { 0 }, { 0 } };
	struct jobs *jobs;

	for (const struct job *j = all_jobs; j->name != NULL; j++)
		if (str_is(str_from(j->name), "hour"))
			hourly[0] = *j;
	hourly[0].needs_db = false;
	is_int(hourly[0].interval_s, 3600, "there is an hourly job");
	jobs = begin(hourly);
	const uint64_t made = tags_now(tags);

	jobs_tick(jobs);
	ok(tags_hold(tags, &tag, 1, made), "to begin is no new hour");

	tick(jobs, 3600 - now_s % 3600 - 1);
	ok(tags_hold(tags, &tag, 1, made), "a page of this hour is good");
	tick(jobs, 1);
	ok(!tags_hold(tags, &tag, 1, made), "at the full hour it is not");
	end(jobs);

	const uint64_t again = tags_now(tags);

	now_s += 3600;
	jobs = begin(hourly);
	jobs_tick(jobs);
	ok(!tags_hold(tags, &tag, 1, again), "an hour that was missed is told");
	end(jobs);
}

int
main(void)
{
	s = shared_new(&(struct shared_options){ .max_throttles = 8 });
	by_the_clock();
	failing();
	never_twice();
	hour();
	shared_free(s);
	return done_testing();
}
