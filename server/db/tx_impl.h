/*
 * Transactions: a few links that are leased one task at a time. They connect
 * when first needed and stay.
 */
#ifndef DB_TX_IMPL_H
#define DB_TX_IMPL_H

#include <stddef.h>

#include "db/db.h"
#include "db/statement.h"

struct tx_pool;

/* BEGIN, COMMIT, ROLLBACK: numbered behind the generator's statements. */
extern const struct statement tx_statements[];
extern const size_t n_tx_statements;

struct tx_pool *tx_pool_new(struct db *db);
void tx_pool_free(struct tx_pool *pool);

/* As lane_submit and lane_forget, for a batch of a transaction. */
void tx_submit(struct db_tx *tx, struct db_batch *b);
enum db_failure tx_forget(struct db_tx *tx, struct db_batch *b);

#endif
