/*
 * Batches that share a connection: everybody gets his own rows, nobody pays
 * for another's error, and each way to fail is told from the others.
 */
#include "harness.h"

#include <sys/wait.h>

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "test-db/queries.h"

static void
ask_own(struct task *task, struct crowd *c, int64_t n)
{
	struct db_batch *b = db_batch(task);
	struct number *one = NULL, *three = NULL;
	size_t n_three = 0;

	q_echo(b, n, &one);
	q_echoes(b, n, &three, &n_three);
	if (db_run(b) && one->n == n && n_three == 3 && three[0].n == n &&
	    three[2].n == n + 2)
		c->good++;
	else
		c->bad++;
}

/* Every seventh divides by zero. */
static void
ask_or_fail(struct task *task, struct crowd *c, int64_t n)
{
	struct db_batch *b;
	struct number *quotient = NULL;

	if (n % 7 != 3) {
		ask_own(task, c, n);
		return;
	}
	b = db_batch(task);
	q_divide(b, 0, &quotient);
	if (!db_run(b) && db_batch_failure(b) == DB_REFUSED &&
	    str_is(db_batch_sqlstate(b), "22012") && quotient == NULL)
		c->good++;
	else
		c->bad++;
}

static void
together(struct harness *h)
{
	struct crowd calm = { .fn = ask_own }, mixed = { .fn = ask_or_fail };

	crowd_run(h, &calm, 300);
	is_int(calm.good, 300, "each gets its own rows");
	crowd_run(h, &mixed, 300);
	is_int(mixed.good, 300, "errors of some do not touch the others");
}

static void
results_that_do_not_fit(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct number *n = NULL, *first = NULL;

	q_echo(b, 1, &first);
	q_null_number(b, &n);
	ok(!db_run(b) && first == NULL, "a NULL fails its batch");
	is_int(db_batch_failure(b), DB_REFUSED, "as refused");
	b = db_batch(task);
	q_two_numbers(b, &n);
	ok(!db_run(b) && n == NULL, "so do two rows where one may be");
	b = db_batch(task);
	q_void_call(b);
	ok(db_run(b), "a function that returns nothing may be called");
	b = db_batch(task);
	ok(db_run(b), "an empty batch is no work");
}

static void
reads_do_not_write(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct number *n = NULL, *before = NULL, *after = NULL;

	q_backend(b, &before);
	ok(db_run(b), "a read");
	b = db_batch(task);
	q_sly_write(b, &n);
	ok(!db_run(b), "a read that writes is refused");
	is_str(db_batch_sqlstate(b), "25006", "by the connection");
	b = db_batch(task);
	q_backend(b, &after);
	ok(db_run(b) && before->n == after->n, "which stays as it was");
}

static void
conflicts(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct number *n = NULL;

	q_conflict(b, &n);
	ok(db_run(b) && n->n == 7, "two conflicts, then it succeeds");
	b = db_batch(task);
	q_deadlock_always(b, &n);
	ok(!db_run(b), "three deadlocks are enough");
	is_str(db_batch_sqlstate(b), "40P01", "and it says so");
}

/* A nap on the read lane, of n milliseconds. */
static void
nap(struct task *task, struct crowd *c, int64_t n)
{
	struct db_batch *b = db_batch(task);
	struct number *slept = NULL;

	q_nap(b, 300 * n, &slept);
	if (db_run(b) && slept->n == 300 * n)
		c->good++;
	else
		c->bad += db_batch_failure(b) == DB_TIMEOUT;
}

static void
write_nap(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct number *n = NULL;

	q_thing_insert(b,
	    &(struct q_thing_insert_args){ .id = 5, .name = STR("napping") },
	    &n);
	q_write_nap(b, 400, &n);
	ok(!db_run(b), "a write that takes too long fails");
	is_int(db_batch_failure(b), DB_TIMEOUT, "as too slow");
}

/* 0, 300, 600 … ms: the quick one, one for the slow lane, too slow ones. */
static void
slow_reads(struct harness *h)
{
	struct db_options options = harness_options(h);
	struct crowd c = { .fn = nap };

	harness_close(h);
	options.slow_timeout_ms = 500;
	ok(harness_open(h, options), "reopened");
	crowd_run(h, &c, 4);
	is_int(c.good, 2, "what the slow lane has patience for is answered");
	is_int(c.bad, 2, "the others took too long");
	harness_run(h, write_nap, NULL);
	is_int(harness_ask(h, "SELECT count(*) FROM thing WHERE id = 5"), 0,
	    "nothing of it was done");
}

static void
leave_read(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	const int64_t start = clock_mono_usec();
	struct number *n = NULL;

	task_set_deadline(task, 50);
	q_slow_nap(b, 300, &n);
	ok(!db_run(b) && n == NULL, "the deadline ends the wait");
	is_int(db_batch_failure(b), DB_TIMEOUT, "of a read");
	ok(clock_mono_usec() - start < 250 * USEC_PER_MS, "at once");
}

static void
leave_write(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct number *n = NULL;

	task_set_deadline(task, 50);
	q_thing_insert(b,
	    &(struct q_thing_insert_args){ .id = 6, .name = STR("left") }, &n);
	q_write_nap(b, 150, &n);
	ok(!db_run(b) && n == NULL, "the deadline ends the wait");
	is_int(db_batch_failure(b), DB_UNKNOWN, "of a write: unknown");
}

static void
queued_write(struct task *task, struct crowd *c, int64_t n)
{
	struct db_batch *b = db_batch(task);
	struct number *id = NULL;

	task_set_deadline(task, n == 0 ? 1000 : 50);
	q_thing_insert(b,
	    &(struct q_thing_insert_args){
		.id = 70 + n, .name = n ? STR("second") : STR("first") },
	    &id);
	if (n == 0)
		q_write_nap(b, 150, &id);
	if (db_run(b))
		c->good++;
	else
		c->bad += db_batch_failure(b) == DB_TIMEOUT;
}

static void
deadlines(struct harness *h)
{
	struct crowd c = { .fn = ask_own }, queued = { .fn = queued_write };

	harness_run(h, leave_read, NULL);
	harness_run(h, leave_write, NULL);
	crowd_run(h, &c, 100);
	is_int(c.good, 100, "nobody gets the rows of those who left");
	harness_turn(h, 300);
	is_int(harness_ask(h, "SELECT count(*) FROM thing WHERE id = 6"), 1,
	    "the write was done in the end");
	crowd_run(h, &queued, 2);
	ok(queued.good == 1 && queued.bad == 1,
	    "one that only waited is taken back");
	is_int(harness_ask(h, "SELECT count(*) FROM thing WHERE id IN (70, "
			      "71)"),
	    1, "and was never sent");
}

static void
ask_briefly(struct task *task, struct crowd *c, int64_t n)
{
	struct db_batch *b = db_batch(task);
	struct number *slept = NULL;

	q_nap(b, 50, &slept);
	if (db_run(b))
		c->good++;
	else
		c->bad += db_batch_failure(b) == DB_BUSY;
}

static void
full_queue(struct harness *h)
{
	struct db_options options = harness_options(h);
	struct crowd c = { .fn = ask_briefly };

	harness_close(h);
	options.max_queue = 4;
	ok(harness_open(h, options), "reopened");
	crowd_run(h, &c, 20);
	ok(c.good == 5 && c.bad == 15, "one runs, four wait, 15 are told off");
}

static void
mix(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct number *n = NULL;

	q_echo(b, 1, &n);
	q_thing_rename(b, 1, STR("x"));
}

/* A bug of ours is an assertion: a batch is all reads or all writes. */
static void
mixed_batch(struct harness *h)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		close(STDERR_FILENO);
		harness_run(h, mix, NULL);
		_exit(0);
	}
	ok(waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
		WTERMSIG(status) == SIGABRT,
	    "reads and writes in one batch are a bug");
}

int
main(int argc, char **argv)
{
	struct harness h;

	harness_init(&h, argv);
	ok(harness_open(&h, harness_options(&h)), "the database is ready");
	together(&h);
	harness_run(&h, results_that_do_not_fit, NULL);
	harness_run(&h, reads_do_not_write, NULL);
	harness_run(&h, conflicts, NULL);
	slow_reads(&h);
	deadlines(&h);
	full_queue(&h);
	mixed_batch(&h);
	harness_end(&h);
	return done_testing();
}
