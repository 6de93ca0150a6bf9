/*
 * Writes that share a commit: those that are declared so, no others; and what
 * closes the transaction for all of them.
 */
#include "harness.h"
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

static void
note_shared_transaction(struct task *task, struct crowd *c, int64_t n)
{
	struct db_batch *b = db_batch(task);
	struct number *id = NULL;

	q_shared_transaction_id(b, &id);
	if (db_run(b))
		c->seen[n] = id->n;
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
	c = (struct crowd){ .fn = note_shared_transaction };
	crowd_run(h, &c, 20);
	is_int(count_different(&c, 20), 3,
	    "the first goes at once, sixteen share the next commit, three the "
	    "last");
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
		q_late_failure(b, 99999);
	else
		q_thing_insert(b,
		    &(struct q_thing_insert_args){ .id = 100 + n,
			.name = n % 4 == 3 ? STR("name 0") : name },
		    &id);
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

/* Every tenth fails; all ask for what closes the transaction. */
static void
insert_and_close(struct task *task, struct crowd *c, int64_t n)
{
	struct db_batch *b = db_batch(task);
	struct number *id = NULL;

	q_close_note(b);
	if (n % 10 == 5)
		q_late_failure(b, 99999);
	else
		q_thing_insert(b,
		    &(struct q_thing_insert_args){ .id = 200 + n,
			.name =
			    arena_fmt(task_arena(task), "late %d", (int)n) },
		    &id);
	c->good += db_run(b) == (n % 10 != 5);
}

static void
closing(struct harness *h)
{
	struct crowd c = { .fn = insert_and_close };
	const int64_t before = harness_ask(h, "SELECT count(*) FROM thing");

	crowd_run(h, &c, 5);
	is_int(c.good, 5, "five writes with one that closes");
	is_int(harness_ask(h, "SELECT count(*) FROM closing"), 2,
	    "which runs once for the first and once for the four others");
	is_int(harness_ask(h, "SELECT max(things) FROM closing"), before + 5,
	    "behind all of them, wherever it was asked for");
	harness_sql(h, "TRUNCATE closing");
	harness_sql(h, "DELETE FROM thing WHERE id >= 200");
	c = (struct crowd){ .fn = insert_and_close };
	crowd_run(h, &c, 20);
	is_int(c.good, 20, "when one fails the others are made good");
	/* The first; fourteen of the sixteen that met; the last three. */
	is_int(harness_ask(h, "SELECT count(*) FROM closing"), 1 + 14 + 1,
	    "each transaction with the closing statement, once");
}

int
main(int argc, char **argv)
{
	struct harness h;

	harness_init(&h, argv);
	ok(harness_open(&h, harness_options(&h)), "the database is ready");
	shared_commits(&h);
	shared_errors(&h);
	closing(&h);
	harness_end(&h);
	return done_testing();
}
