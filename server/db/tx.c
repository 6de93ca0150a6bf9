/*
 * db_tx: BEGIN goes with the first batch, COMMIT is a batch of its own.
 */
#include "db/tx_impl.h"

#include "base/log.h"
#include "db/batch_impl.h"
#include "db/db_impl.h"
#include "loop/loop.h"
#include "loop/task.h"

enum { MAX_TRIES = 3 };

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
	[TX_MOVED] = { .name = "tx_moved",
	    .where = "tx.c",
	    .sql = "NOTIFY sala_moved",
	    .lane = DB_WRITE },
};
const size_t n_tx_statements = COUNT(tx_statements);

void
tx_fail(struct db_tx *tx, enum db_failure failure)
{
	if (tx->outcome.failure == DB_OK)
		tx->outcome.failure = failure;
}

/* The link is there and the transaction may go on, or be ended. */
static bool
is_usable(const struct db_tx *tx)
{
	return tx->lease != NULL && tx->lease->link.state == LINK_UP &&
	       (tx->outcome.failure == DB_OK || tx->ending);
}

void
tx_submit(struct db_tx *tx, struct db_batch *b)
{
	batch_submit(b, BATCH_SENT);
	task_waits(tx->task, WORK_TRANSACTION);
	if (!is_usable(tx)) {
		tx_fail(tx, DB_AWAY);
		batch_finish(b, tx->outcome.failure);
		return;
	}
	if (!tx->begun)
		batch_prepend(b, &tx_statements[TX_BEGIN]);
	tx->begun = true;
	tx->lease->round.n = 1;
	tx->lease->round.members[0] = b;
	/* When the link is lost, lease_down has seen to the batch. */
	if (!round_send(&tx->lease->round, &tx->lease->link))
		return;
}

/* Nobody waits for the answer. A commit goes on; anything else cannot. */
enum db_failure
tx_forget(struct db_tx *tx, struct db_batch *b)
{
	b->task = NULL;
	tx_fail(tx, tx->committing ? DB_UNKNOWN : DB_TIMEOUT);
	if (!tx->committing)
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

/* What was never begun needs no end; what lost its link has got one. */
PARKS
static void
tx_end(struct db_tx *tx, bool commit)
{
	if (!tx->begun || tx->lease == NULL || tx->lease->link.state != LINK_UP)
		return;
	if (commit && tx->outcome.failure == DB_OK)
		tx->outcome.committed = tx_say(tx, TX_COMMIT);
	else if (!tx_say(tx, TX_ROLLBACK))
		log_warn("database: a transaction could not be rolled back");
}

PARKS
static void
tx_try(struct db_tx *tx, bool (*fn)(struct db_tx *tx, void *arg), void *arg)
{
	if (tx->db == NULL || tx->db->faulty) {
		tx_fail(tx, DB_AWAY);
		return;
	}
	if (lease_take(tx))
		tx_end(tx, fn(tx, arg));
	lease_give_back(tx);
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
