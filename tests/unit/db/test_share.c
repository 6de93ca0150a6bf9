/*
 * Writes that share a commit and one execution: those that are declared bulk,
 * no others.
 */
#include "harness.h"

#include "db/db.h"
#include "loop/loop.h"
#include "test-db/queries.h"

static void
note_transaction(struct task *task, struct crowd *c, int64_t n)
{
	struct db_batch *b = db_batch(task);
	struct number *id = NULL;

	q_transaction_id(b, &id);
	if (db_run(b))
		c->seen[n] = id->n;
}

/* All kinds of values; every third asks with nothing that may be NULL. */
static void
echo_together(struct task *task, struct crowd *c, int64_t n)
{
	struct db_batch *b = db_batch(task);
	const struct str text =
	    n % 3 == 0 ? (struct str){ NULL, 0 }
		       : arena_fmt(task_arena(task), "ก %d", (int)n);
	const int64_t epoch = INT64_C(946684800000000);
	struct bulk_echo *echo = NULL;

	q_bulk_echo(b, n, text, n % 2 == 0, n % 5 == 0 ? NULL : &epoch, &echo);
	if (!db_run(b))
		return;
	c->seen[n] = echo->xid;
	c->good +=
	    echo->n == n && (n % 2 == 0 && n % 3 != 0 ? str_eq(echo->text, text)
						      : echo->text.ptr == NULL);
}

static int
count_different(const struct crowd *c, int n)
{
	int different = 0;

	for (int i = 0; i < n; i++) {
		int before = 0;

		while (before < i && c->seen[before] != c->seen[i])
			before++;
		different += before == i;
	}
	return different;
}

/* Writes that share a commit, where that is allowed. */
static void
shared_commits(struct harness *h)
{
	struct db_options options = harness_options(h);
	struct crowd c = { .fn = note_transaction };

	harness_close(h);
	options.max_shared_writes = 16;
	ok(harness_open(h, options), "sixteen writes may share");
	crowd_run(h, &c, 20);
	is_int(count_different(&c, 20), 20, "a write commits by itself");
	c = (struct crowd){ .fn = echo_together };
	crowd_run(h, &c, 20);
	is_int(count_different(&c, 20), 3,
	    "the first goes at once, sixteen share the next commit, three the "
	    "last");
	is_int(c.good, 20, "and each gets its own row");
}

/* Half of them insert, the others fail: early or only at the commit. */
static void
insert_or_fail(struct task *task, struct crowd *c, int64_t n)
{
	struct db_batch *b = db_batch(task);
	struct number *id = NULL;
	const struct str name = arena_fmt(task_arena(task), "name %d", (int)n);
	bool good;

	if (n % 4 == 1)
		q_late_failure_bulk(b, 99999, &id);
	else
		q_thing_bulk(
		    b, 100 + n, n % 4 == 3 ? STR("name 0") : name, NULL, &id);
	good = db_run(b);
	if (n % 2 == 0)
		c->good += good;
	else if (n % 4 == 1)
		c->good +=
		    str_is(db_batch_sqlstate(b), "23503") &&
		    str_is(db_batch_constraint(b), "child_thing_id_fkey");
	else
		c->good += str_is(db_batch_sqlstate(b), "23505") &&
			   str_is(db_batch_constraint(b), "thing_name_key");
	c->bad += !good && db_batch_failure(b) != DB_REFUSED;
}

static void
shared_errors(struct harness *h)
{
	struct crowd c = { .fn = insert_or_fail };

	crowd_run(h, &c, 60);
	is_int(c.good, 60, "a shared commit that fails is made good alone");
	is_int(harness_ask(h, "SELECT count(*) FROM thing"), 30,
	    "each row is there once");
}

static void
rows_that_are_missing(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct number *n = NULL;

	q_bulk_short(b, 1, &n);
	ok(!db_run(b) && n == NULL, "a call without a row of its own fails");
	is_int(db_batch_failure(b), DB_UNKNOWN, "and what it wrote is written");
	while (!db_is_ready(task_loop(task)->db))
		task_sleep(task, 5);
}

int
main(int argc, char **argv)
{
	struct harness h;

	harness_init(&h, argv);
	ok(harness_open(&h, harness_options(&h)), "the database is ready");
	shared_commits(&h);
	shared_errors(&h);
	harness_run(&h, rows_that_are_missing, NULL);
	harness_end(&h);
	return done_testing();
}
