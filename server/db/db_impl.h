/*
 * The database from the inside: three lanes, a few links for transactions,
 * one link that verifies and goes.
 */
#ifndef DB_DB_IMPL_H
#define DB_DB_IMPL_H

#include <libpq-fe.h>

#include "db/db.h"
#include "db/lane_impl.h"

struct address;
struct schema;
struct tx_pool;
struct verify;

struct db {
	struct loop *loop;
	struct db_options options; /* with the defaults filled in */
	struct address *address; /* NULL: the URL makes no sense */
	struct schema *schema; /* NULL: not looked at */
	struct lane lanes[3]; /* by enum db_lane */
	struct tx_pool *tx;
	struct verify *verify;
	bool verified; /* all statements fit their declarations */
	bool faulty; /* some do not: nothing is asked */
	char *why; /* when the URL makes no sense */
};

/* The set-up SQL of a new connection; to be freed. */
char *db_setup(
    const struct db *db, enum db_lane lane, int statement_timeout_ms);

/* Statements of the generator and of this layer, numbered from 0. */
size_t db_statement_count(const struct db *db);
size_t db_statement_number(const struct db *db, const struct statement *s);

/* Fills why when the rows (name, hash) are not our own schema. */
void db_schema_differs(
    const struct db *db, const PGresult *rows, char *why, size_t size);

#endif
