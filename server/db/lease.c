/* The links of transactions, and who has which. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "db/batch_impl.h"
#include "db/db_impl.h"
#include "db/tx_impl.h"
#include "loop/task.h"

enum { MAX_WAITERS = 64 };

static void lease_up(void *arg);
static void lease_down(void *arg, const char *why);
static void lease_result(void *arg, PGresult *result);

struct tx_pool *
tx_pool_new(struct db *db)
{
	struct tx_pool *pool = MEM_NEW(struct tx_pool);
	const int timeout_ms = db->options.slow_timeout_ms;

	pool->db = db;
	pool->n = (size_t)db->options.max_tx;
	pool->leases = mem_array(pool->n, sizeof(*pool->leases));
	TAILQ_INIT(&pool->waiters);
	for (size_t i = 0; i < pool->n; i++) {
		struct lease *lease = &pool->leases[i];

		lease->pool = pool;
		link_init(&lease->link, db,
		    (struct link_use){ .name = "transaction",
			.setup = db_setup(db, DB_WRITE, timeout_ms),
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
		if (lease->tx != NULL)
			lease->tx->lease = NULL;
		round_release(&lease->round);
	}
	while (!TAILQ_EMPTY(&pool->waiters)) {
		struct db_tx *tx = TAILQ_FIRST(&pool->waiters);

		TAILQ_REMOVE(&pool->waiters, tx, entry);
		tx->queued = false;
		tx_fail(tx, DB_AWAY);
		task_wake(tx->task);
	}
	free(pool->leases);
	free(pool);
}

/* One that nobody has and that has nothing to finish. */
static struct lease *
free_lease(struct tx_pool *pool)
{
	for (size_t i = 0; i < pool->n; i++)
		if (pool->leases[i].tx == NULL && pool->leases[i].round.n == 0)
			return &pool->leases[i];
	return NULL;
}

static void
wake_first(struct tx_pool *pool)
{
	if (!TAILQ_EMPTY(&pool->waiters) && free_lease(pool) != NULL)
		task_wake(TAILQ_FIRST(&pool->waiters)->task);
}

static void
lease_up(void *arg)
{
	const struct lease *lease = arg;

	if (lease->tx != NULL && lease->tx->waits)
		task_wake(lease->tx->task);
}

/*
 * The transaction went with the link: nothing was done, unless the COMMIT was
 * on its way. A link that nobody has connects again when it is needed.
 */
static void
lease_down(void *arg, const char *why)
{
	struct lease *lease = arg;
	struct db_tx *tx = lease->tx;
	struct db_batch *b =
	    lease->round.n > 0 ? lease->round.members[0] : NULL;

	lease->round.n = 0;
	if (tx != NULL)
		tx_fail(tx, tx->committing ? DB_UNKNOWN : DB_AWAY);
	if (b != NULL)
		batch_finish(b, tx != NULL ? tx->outcome.failure : DB_UNKNOWN);
	if (tx != NULL) {
		lease_up(lease);
		return;
	}
	if (lease->link.state != LINK_CLOSED)
		link_close(&lease->link);
	wake_first(lease->pool);
}

static void
lease_refused(struct lease *lease, struct db_batch *b)
{
	const struct round *round = &lease->round;
	struct db_tx *tx = lease->tx;

	if (strcmp(round->sqlstate, "57014") == 0) {
		tx_fail(tx, DB_TIMEOUT);
		return;
	}
	log_debug("database: %s", round->message);
	tx_fail(tx, DB_REFUSED);
	batch_refuse(
	    b, b->misfit ? "XX000" : round->sqlstate, round->constraint);
	memcpy(tx->outcome.sqlstate, b->sqlstate, sizeof(b->sqlstate));
	tx->outcome.constraint = b->constraint;
}

/* The round of the only batch is over. */
static void
lease_round_done(struct lease *lease)
{
	struct db_batch *b = lease->round.members[0];
	struct db_tx *tx = lease->tx;

	lease->link.expecting = false;
	lease->round.n = 0;
	if (tx != NULL && (lease->round.failed || b->misfit))
		lease_refused(lease, b);
	batch_finish(b, tx != NULL ? tx->outcome.failure : DB_OK);
	if (tx == NULL)
		wake_first(lease->pool);
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

/* Waits until a lease is free and everybody before us has got one. */
PARKS
static bool
wait_for_lease(struct db_tx *tx, struct tx_pool *pool)
{
	while (tx->queued &&
	       (TAILQ_FIRST(&pool->waiters) != tx || !free_lease(pool)))
		if (task_park(tx->task, -1) == TASK_TIMED_OUT) {
			tx_fail(tx, DB_TIMEOUT);
			break;
		}
	if (!tx->queued) /* the pool is gone */
		return false;
	TAILQ_REMOVE(&pool->waiters, tx, entry);
	pool->n_waiters--;
	tx->queued = false;
	if (tx->outcome.failure == DB_OK) {
		tx->lease = free_lease(pool);
		tx->lease->tx = tx;
	}
	wake_first(pool);
	return tx->lease != NULL;
}

PARKS
static bool
wait_for_link(struct db_tx *tx)
{
	if (tx->lease->link.state == LINK_CLOSED)
		link_open(&tx->lease->link);
	tx->waits = true;
	while (tx->outcome.failure == DB_OK && tx->lease->link.state != LINK_UP)
		if (task_park(tx->task, -1) == TASK_TIMED_OUT)
			tx_fail(tx, DB_TIMEOUT);
	tx->waits = false;
	return tx->outcome.failure == DB_OK;
}

bool
lease_take(struct db_tx *tx)
{
	struct tx_pool *pool = tx->db->tx;

	if (pool->n_waiters >= MAX_WAITERS) {
		tx_fail(tx, DB_BUSY);
		return false;
	}
	TAILQ_INSERT_TAIL(&pool->waiters, tx, entry);
	pool->n_waiters++;
	tx->queued = true;
	task_waits(tx->task, WORK_TRANSACTION);
	const bool taken = wait_for_lease(tx, pool) && wait_for_link(tx);

	task_waits(tx->task, WORK_NOTHING);
	return taken;
}

void
lease_give_back(struct db_tx *tx)
{
	struct lease *lease = tx->lease;

	if (lease == NULL)
		return;
	lease->tx = NULL;
	if (lease->link.state != LINK_UP)
		link_close(&lease->link);
	else if (batch_needs_connection(tx->outcome.sqlstate, true))
		link_lost(&lease->link, "the connection is stale");
	else if (lease->round.n == 0 &&
		 PQtransactionStatus(lease->link.conn) != PQTRANS_IDLE)
		link_lost(&lease->link, "a transaction was left open");
	wake_first(lease->pool);
}
