/*
 * db_tx: BEGIN goes with the first batch, COMMIT is a batch of its own. A
 * link that is lost takes its transaction with it: nothing was done, unless
 * the COMMIT was already on its way.
 */
#include "db/tx_impl.h"

#include <sys/queue.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "db/batch_impl.h"
#include "db/db_impl.h"
#include "db/link_impl.h"
#include "db/round_impl.h"
#include "loop/loop.h"
#include "loop/task.h"

enum { MAX_TRIES = 3, MAX_WAITERS = 64 };

enum { TX_BEGIN, TX_COMMIT, TX_ROLLBACK };

const struct statement tx_statements[] = {
	[TX_BEGIN] = { .name = "tx_begin",
	    .where = "tx.c",
	    .sql = "BEGIN",
	    .lane = DB_WRITE },
	[TX_COMMIT] = { .name = "tx_commit",
	    .where = "tx.c",
	    .sql = "COMMIT",
	    .lane = DB_WRITE },
	[TX_ROLLBACK] = { .name = "tx_rollback",
	    .where = "tx.c",
	    .sql = "ROLLBACK",
	    .lane = DB_WRITE },
};
const size_t n_tx_statements = COUNT(tx_statements);

struct lease {
	struct link link;
	struct round round; /* of one batch */
	struct db_tx *tx; /* who has it, or NULL */
};

struct tx_pool {
	struct db *db;
	struct lease *leases;
	size_t n;
	TAILQ_HEAD(, db_tx) waiters; /* for a lease; in their order */
	size_t n_waiters;
};

struct db_tx {
	struct db *db;
	struct task *task;
	struct lease *lease;
	bool waits; /* its task: for a lease, for the link to come up */
	bool begun;
	bool ending; /* COMMIT or ROLLBACK is sent */
	bool committing;
	struct db_outcome outcome; /* of the first batch that failed */
	TAILQ_ENTRY(db_tx) entry;
};

static void lease_up(void *arg);
static void lease_down(void *arg, const char *why);
static void lease_result(void *arg, PGresult *result);

struct tx_pool *
tx_pool_new(struct db *db)
{
	struct tx_pool *pool = MEM_NEW(struct tx_pool);

	pool->db = db;
	pool->n = (size_t)db->options.max_tx;
	pool->leases = mem_array(pool->n, sizeof(*pool->leases));
	TAILQ_INIT(&pool->waiters);
	for (size_t i = 0; i < pool->n; i++) {
		struct lease *lease = &pool->leases[i];

		link_init(&lease->link, db,
		    (struct link_use){ .name = "transaction",
			.setup =
			    db_setup(db, DB_WRITE, db->options.slow_timeout_ms),
			.stall_ms = db->options.stall_ms,
			.up = lease_up,
			.down = lease_down,
			.result = lease_result,
			.arg = lease });
	}
	return pool;
}

void
tx_pool_free(struct tx_pool *pool)
{
	for (size_t i = 0; i < pool->n; i++) {
		struct lease *lease = &pool->leases[i];

		link_release(&lease->link);
		lease_down(lease, "closed");
		round_release(&lease->round);
	}
	free(pool->leases);
	free(pool);
}

static void
tx_fail(struct db_tx *tx, enum db_failure failure)
{
	if (tx->outcome.failure == DB_OK)
		tx->outcome.failure = failure;
}

static void
lease_up(void *arg)
{
	const struct lease *lease = arg;

	if (lease->tx != NULL && lease->tx->waits)
		task_wake(lease->tx->task);
}

static void
lease_down(void *arg, const char *why)
{
	struct lease *lease = arg;
	struct db_tx *tx = lease->tx;
	struct db_batch *b =
	    lease->round.n > 0 ? lease->round.members[0] : NULL;

	lease->round.n = 0;
	if (tx == NULL) {
		/* It connects again when somebody needs it. */
		if (lease->link.state != LINK_CLOSED)
			link_close(&lease->link);
		return;
	}
	tx_fail(tx, tx->committing ? DB_UNKNOWN : DB_AWAY);
	if (b != NULL)
		batch_finish(b, tx->outcome.failure);
	lease_up(lease);
}

/* The round of the only batch is over. */
static void
lease_round_done(struct lease *lease)
{
	struct db_batch *b = lease->round.members[0];
	struct db_tx *tx = lease->tx;

	lease->link.expecting = false;
	lease->round.n = 0;
	if (!lease->round.failed && !b->misfit) {
		batch_finish(b, DB_OK);
		return;
	}
	if (strcmp(lease->round.sqlstate, "57014") == 0) {
		tx_fail(tx, DB_TIMEOUT);
	} else {
		log_debug("database: %s", lease->round.message);
		tx_fail(tx, DB_REFUSED);
		batch_refuse(b, b->misfit ? "XX000" : lease->round.sqlstate,
		    lease->round.constraint);
		memcpy(tx->outcome.sqlstate, b->sqlstate, sizeof(b->sqlstate));
		tx->outcome.constraint = b->constraint;
	}
	batch_finish(b, tx->outcome.failure);
}

static void
lease_result(void *arg, PGresult *result)
{
	struct lease *lease = arg;
	const char *why = "";

	switch (round_take(&lease->round, &lease->link, result, &why)) {
	case ROUND_MORE:
		break;
	case ROUND_DONE:
		lease_round_done(lease);
		break;
	case ROUND_BROKEN:
		link_lost(&lease->link, why);
		break;
	}
}

void
tx_submit(struct db_tx *tx, struct db_batch *b)
{
	struct lease *lease = tx->lease;

	batch_submit(b, BATCH_SENT);
	if (lease->link.state != LINK_UP ||
	    (tx->outcome.failure != DB_OK && !tx->ending)) {
		batch_finish(b, tx->outcome.failure);
		return;
	}
	if (!tx->begun)
		batch_prepend(b, &tx_statements[TX_BEGIN]);
	tx->begun = true;
	lease->round.n = 1;
	lease->round.members[0] = b;
	/* When the link is lost, lease_down has seen to the batch. */
	if (!round_send(&lease->round, &lease->link))
		return;
}

/* Nobody waits for the answer: the transaction cannot go on. */
enum db_failure
tx_forget(struct db_tx *tx, struct db_batch *b)
{
	b->task = NULL;
	tx_fail(tx, tx->committing ? DB_UNKNOWN : DB_TIMEOUT);
	link_lost(&tx->lease->link, "a transaction was given up");
	return tx->outcome.failure;
}

struct db_batch *
db_tx_batch(struct db_tx *tx)
{
	struct db_batch *b = batch_new(tx->task);

	b->tx = tx;
	return b;
}

static struct lease *
free_lease(struct tx_pool *pool)
{
	for (size_t i = 0; i < pool->n; i++)
		if (pool->leases[i].tx == NULL)
			return &pool->leases[i];
	return NULL;
}

static void
wake_first(struct tx_pool *pool)
{
	if (!TAILQ_EMPTY(&pool->waiters) && free_lease(pool) != NULL)
		task_wake(TAILQ_FIRST(&pool->waiters)->task);
}

/* Waits until a lease is free and everybody before us has got one. */
PARKS
static bool
tx_lease(struct db_tx *tx)
{
	struct tx_pool *pool = tx->db->tx;

	if (pool->n_waiters >= MAX_WAITERS) {
		tx_fail(tx, DB_BUSY);
		return false;
	}
	TAILQ_INSERT_TAIL(&pool->waiters, tx, entry);
	pool->n_waiters++;
	while (TAILQ_FIRST(&pool->waiters) != tx || !free_lease(pool)) {
		if (task_park(tx->task, -1) == TASK_TIMED_OUT) {
			tx_fail(tx, DB_TIMEOUT);
			break;
		}
	}
	if (tx->outcome.failure == DB_OK) {
		tx->lease = free_lease(pool);
		tx->lease->tx = tx;
	}
	TAILQ_REMOVE(&pool->waiters, tx, entry);
	pool->n_waiters--;
	wake_first(pool);
	return tx->lease != NULL;
}

PARKS
static bool
tx_connect(struct db_tx *tx)
{
	struct link *link = &tx->lease->link;

	if (link->state == LINK_CLOSED)
		link_open(link);
	tx->waits = true;
	while (link->state != LINK_UP && tx->outcome.failure == DB_OK)
		if (task_park(tx->task, -1) == TASK_TIMED_OUT)
			tx_fail(tx, DB_TIMEOUT);
	tx->waits = false;
	return tx->outcome.failure == DB_OK;
}

PARKS
static bool
tx_say(struct db_tx *tx, int what)
{
	struct db_batch *b = db_tx_batch(tx);

	tx->ending = true;
	tx->committing = what == TX_COMMIT;
	db_batch_add(b, &tx_statements[what], NULL, NULL, NULL);
	return db_run(b);
}

PARKS
static void
tx_end(struct db_tx *tx, bool commit)
{
	const struct link *link = &tx->lease->link;

	if (!tx->begun || link->state != LINK_UP)
		return;
	if (commit && tx->outcome.failure == DB_OK)
		tx->outcome.committed = tx_say(tx, TX_COMMIT);
	else if (!tx_say(tx, TX_ROLLBACK))
		log_warn("database: a transaction could not be rolled back");
}

static void
tx_release(struct db_tx *tx)
{
	struct link *link = &tx->lease->link;

	tx->lease->tx = NULL;
	if (link->state != LINK_UP)
		link_close(link);
	else if (PQtransactionStatus(link->conn) != PQTRANS_IDLE)
		link_lost(link, "a transaction was left open");
	wake_first(tx->db->tx);
}

PARKS
static void
tx_try(struct db_tx *tx, bool (*fn)(struct db_tx *tx, void *arg), void *arg)
{
	if (!tx->db->verified)
		tx_fail(tx, DB_AWAY);
	else if (tx_lease(tx)) {
		if (tx_connect(tx))
			tx_end(tx, fn(tx, arg));
		tx_release(tx);
	}
}

struct db_outcome
db_tx(struct task *task, bool (*fn)(struct db_tx *tx, void *arg), void *arg)
{
	for (int tries = 1;; tries++) {
		struct db_tx tx = { .db = task_loop(task)->db, .task = task };

		tx_try(&tx, fn, arg);
		if (tx.outcome.failure != DB_REFUSED || tries == MAX_TRIES ||
		    !batch_was_in_the_way(tx.outcome.sqlstate))
			return tx.outcome;
	}
}
