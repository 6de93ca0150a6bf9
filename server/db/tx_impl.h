/*
 * Transactions: a few links that are leased one task at a time (lease.c), and
 * what a task does with one (tx.c). A link connects when it is first needed
 * and stays. One whose task left during the COMMIT stays taken until the
 * answer comes: closing it would not end the commit, and the next
 * transaction would hang just so.
 */
#ifndef DB_TX_IMPL_H
#define DB_TX_IMPL_H

#include <sys/queue.h>

#include <stdbool.h>
#include <stddef.h>

#include "db/db.h"
#include "db/link_impl.h"
#include "db/round_impl.h"
#include "db/statement.h"

/* BEGIN, COMMIT, ROLLBACK: numbered behind the generator's statements. */
enum { TX_BEGIN, TX_COMMIT, TX_ROLLBACK, TX_MOVED };
extern const struct statement tx_statements[];
extern const size_t n_tx_statements;

struct lease {
	struct tx_pool *pool;
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

/* Lies on its task's stack. */
struct db_tx {
	struct db *db;
	struct task *task;
	struct lease *lease; /* NULL: not yet; or the database was closed */
	bool queued; /* in the list of waiters */
	bool waits; /* its task waits for the link to come up */
	bool begun;
	bool ending; /* COMMIT or ROLLBACK is sent */
	bool committing;
	struct db_outcome outcome; /* of the first batch that failed */
	TAILQ_ENTRY(db_tx) entry;
};

struct tx_pool *tx_pool_new(struct db *db);
/* Ends every transaction: its task wakes and finds that it has failed. */
void tx_pool_free(struct tx_pool *pool);

/* The first failure is the one that counts. */
void tx_fail(struct db_tx *tx, enum db_failure failure);

/* Waits for a lease and for its link. False: the outcome says why. */
PARKS
MUST_CHECK
bool lease_take(struct db_tx *tx);
/* Whoever has waited longest may have it. */
void lease_give_back(struct db_tx *tx);

/* As lane_submit and lane_forget, for a batch of a transaction. */
void tx_submit(struct db_tx *tx, struct db_batch *b);
enum db_failure tx_forget(struct db_tx *tx, struct db_batch *b);

#endif
