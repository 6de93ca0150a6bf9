/* Transactions of several steps on leased connections. */
#include "harness.h"

#include <string.h>

#include "base/clock.h"
#include "test-db/queries.h"

enum step { COMMIT, GIVE_UP, FAIL, LATE, CONFLICT, DEADLOCK, HANG_UP, NAP };

struct plan {
	enum step end;
	int64_t id;
	int calls;
};

static void
insert_thing(struct db_batch *b, int64_t id, struct number **out)
{
	q_thing_insert(b,
	    &(struct q_thing_insert_args){
		.id = id, .name = STR("named by a transaction") },
	    out);
}

/* The second step of a transaction; returns whether it was done. */
static bool
end_by(struct db_tx *tx, const struct plan *p)
{
	struct db_batch *b = db_tx_batch(tx);
	struct number *n = NULL;

	if (p->end == FAIL)
		q_divide(b, 0, &n);
	else if (p->end == LATE)
		q_late_failure(b, 99999);
	else if (p->end == CONFLICT)
		q_conflict(b, &n);
	else if (p->end == DEADLOCK)
		q_deadlock_always(b, &n);
	else if (p->end == HANG_UP)
		q_hang_up(b);
	else if (p->end == NAP)
		q_nap(b, 5000, &n);
	return db_run(b);
}

static bool
steps(struct db_tx *tx, void *arg)
{
	struct plan *p = arg;
	struct db_batch *b = db_tx_batch(tx);
	struct number *id = NULL;
	struct thing *t = NULL;

	p->calls++;
	insert_thing(b, p->id, &id);
	if (!db_run(b))
		return false;
	b = db_tx_batch(tx);
	q_thing_by_id(b, p->id, &t);
	q_thing_rename(b, p->id, STR("renamed"));
	if (!db_run(b) || t == NULL)
		return false;
	return end_by(tx, p) && p->end != GIVE_UP;
}

static void
run_plan(struct task *task, void *arg)
{
	static const struct {
		const char *what;
		enum step end;
		enum db_failure failure;
		const char *sqlstate;
		int calls;
	} plans[] = {
		{ "all goes well", COMMIT, DB_OK, "", 1 },
		{ "it changes its mind", GIVE_UP, DB_OK, "", 1 },
		{ "a step fails", FAIL, DB_REFUSED, "22012", 1 },
		{ "the commit fails", LATE, DB_REFUSED, "23503", 1 },
		{ "two conflicts", CONFLICT, DB_OK, "", 3 },
		{ "deadlocks without end", DEADLOCK, DB_REFUSED, "40P01", 3 },
		{ "the connection ends", HANG_UP, DB_AWAY, "", 1 },
		{ "a step takes too long", NAP, DB_TIMEOUT, "", 1 },
		{ "and all is well again", COMMIT, DB_OK, "", 1 },
	};

	for (size_t i = 0; i < COUNT(plans); i++) {
		struct plan p = { plans[i].end, (int64_t)(100 + i), 0 };
		const bool committed = p.end == COMMIT || p.end == CONFLICT;
		struct db_outcome done = db_tx(task, steps, &p);
		struct thing *t = NULL;
		struct db_batch *b = db_batch(task);

		is_int(done.failure, plans[i].failure, "%s", plans[i].what);
		is_int(done.committed, committed, "%scommitted",
		    committed ? "" : "not ");
		ok(strcmp(done.sqlstate, plans[i].sqlstate) == 0, "code \"%s\"",
		    done.sqlstate);
		is_int(p.calls, plans[i].calls, "%d calls", p.calls);
		q_thing_by_id(b, p.id, &t);
		ok(db_run(b) && (t != NULL) == committed, "the row is %sthere",
		    committed ? "" : "not ");
		b = db_batch(task);
		q_thing_rename(
		    b, p.id, arena_fmt(task_arena(task), "%d", (int)i));
		ok(db_run(b), "the row is free");
	}
}

static bool
take_time(struct db_tx *tx, void *arg)
{
	struct db_batch *b = db_tx_batch(tx);
	struct number *n = NULL;

	q_write_nap(b, 100, &n);
	return db_run(b) && task_sleep(arg, 50);
}

struct queue {
	int running, good, busy, late;
	bool done;
};

static void
stand_in_line(struct task *task, void *arg)
{
	struct queue *q = arg;
	struct db_outcome done;

	if (q->running % 10 == 0)
		task_set_deadline(task, 50);
	done = db_tx(task, take_time, task);
	q->good += done.committed;
	q->late += done.failure == DB_TIMEOUT;
	q->busy += done.failure == DB_BUSY;
	q->done = --q->running == 0;
}

static void
lines(struct harness *h)
{
	struct queue q = { .running = 0 };
	const int64_t start = clock_mono_usec();

	for (int i = 0; i < 9; i++) {
		q.running++;
		task_start(h->loop, stand_in_line, &q);
	}
	q.running = 10;
	task_start(h->loop, stand_in_line, &q);
	ok(harness_until(h, &q.done, 10000), "ten transactions end");
	is_int(q.good, 9, "nine are committed");
	is_int(q.late, 1, "one could not wait for its turn");
	ok(clock_mono_usec() - start > 4 * 140 * USEC_PER_MS, "two at a time");
	is_int(harness_ask(h,
		   "SELECT count(*) FROM pg_stat_activity WHERE datname = "
		   "current_database() AND application_name = "
		   "'sala transaction'"),
	    2, "on two connections");
}

/* The deadline passes inside: nothing is left open. */
static void
out_of_time(struct task *task, void *arg)
{
	struct plan p = { NAP, 500, 0 };
	struct db_outcome done;

	task_set_deadline(task, 100);
	done = db_tx(task, steps, &p);
	is_int(done.failure, DB_TIMEOUT, "the deadline ends a transaction");
	ok(!done.committed, "nothing is committed");
}

static void
after_that(struct task *task, void *arg)
{
	struct plan p = { COMMIT, 500, 0 };

	ok(db_tx(task, steps, &p).committed, "the next one goes through");
}

/* A trigger keeps the commit busy until after the deadline. */
static void
leave_commit(struct task *task, void *arg)
{
	struct plan p = { COMMIT, 600, 0 };
	struct db_outcome done;

	task_set_deadline(task, 100);
	done = db_tx(task, steps, &p);
	is_int(done.failure, DB_UNKNOWN, "a commit that is left is unknown");
}

static void
slow_commit(struct harness *h)
{
	harness_sql(h, "DELETE FROM thing;"
		       "CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql"
		       " AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NULL;"
		       " END $$;"
		       "CREATE CONSTRAINT TRIGGER doze AFTER INSERT ON thing"
		       " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
		       " EXECUTE FUNCTION doze()");
	harness_run(h, leave_commit, NULL);
	harness_turn(h, 500);
	is_int(harness_ask(h, "SELECT count(*) FROM thing"), 1,
	    "it was not cancelled");
	harness_sql(h, "DELETE FROM thing; DROP TRIGGER doze ON thing");
	harness_run(h, after_that, NULL);
}

/* The database is closed while one is at work and others wait for it. */
static void
closed(struct harness *h)
{
	struct queue q = { .running = 0 };

	for (int i = 0; i < 5; i++) {
		q.running++;
		task_start(h->loop, stand_in_line, &q);
	}
	harness_turn(h, 20);
	harness_close(h);
	ok(harness_until(h, &q.done, 1000), "nobody hangs");
	is_int(q.good, 0, "nothing was committed");
}

int
main(int argc, char **argv)
{
	struct harness h;

	harness_init(&h, argv);
	ok(harness_open(&h, harness_options(&h)), "the database is ready");
	harness_run(&h, run_plan, NULL);
	lines(&h);
	harness_run(&h, out_of_time, NULL);
	harness_sql(&h, "DELETE FROM thing");
	harness_run(&h, after_that, NULL);
	slow_commit(&h);
	closed(&h);
	harness_end(&h);
	return done_testing();
}
