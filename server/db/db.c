#include "db/db.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/mem.h"
#include "db/address_impl.h"
#include "db/db_impl.h"
#include "db/schema.h"
#include "db/tx_impl.h"
#include "db/verify_impl.h"
#include "loop/loop.h"

static void
set_default(int *option, int value)
{
	if (*option == 0)
		*option = value;
}

static struct db_options
with_defaults(struct db_options o)
{
	set_default(&o.read_timeout_ms, 200);
	set_default(&o.write_timeout_ms, 2000);
	set_default(&o.slow_timeout_ms, 2000);
	set_default(&o.connect_timeout_ms, 5000);
	set_default(&o.stall_ms, 10000);
	set_default(&o.max_shared_reads, ROUND_MAX);
	set_default(&o.max_shared_writes, ROUND_MAX);
	set_default(&o.max_queue, 1024);
	set_default(&o.max_tx, 2);
	assert(o.max_shared_reads <= ROUND_MAX &&
	       o.max_shared_writes <= ROUND_MAX);
	return o;
}

struct db *
db_open(struct loop *loop, const struct db_options *options)
{
	struct db *db = MEM_NEW(struct db);

	db->loop = loop;
	db->options = with_defaults(*options);
	db->address = address_parse(options->url, &db->why);
	if (db->address == NULL)
		log_error("database: %s", db->why);
	if (options->n_files > 0)
		db->schema = schema_new(options->files, options->n_files);
	for (int i = 0; i < (int)COUNT(db->lanes); i++)
		lane_init(&db->lanes[i], db, (enum db_lane)i);
	db->tx = tx_pool_new(db);
	db->verify = verify_new(db);
	if (db->address != NULL)
		lane_open(&db->lanes[0]);
	loop->db = db;
	return db;
}

void
db_close(struct db *db)
{
	db->verified = false;
	for (size_t i = 0; i < COUNT(db->lanes); i++)
		lane_release(&db->lanes[i]);
	tx_pool_free(db->tx);
	verify_free(db->verify);
	schema_free(db->schema);
	if (db->address != NULL)
		address_release(db->address);
	free(db->why);
	db->loop->db = NULL;
	free(db);
}

static bool
is_up(const struct db *db, enum db_lane lane)
{
	return db->lanes[lane].link.state == LINK_UP;
}

bool
db_is_ready(const struct db *db)
{
	return db->verified && is_up(db, DB_READ) && is_up(db, DB_WRITE);
}

bool
db_is_away(const struct db *db)
{
	return !is_up(db, DB_READ) && !is_up(db, DB_WRITE) &&
	       !is_up(db, DB_SLOW);
}

struct db_counts
db_counts(const struct db *db)
{
	struct db_counts counts = { .lease_queue = db->tx->n_waiters };

	for (size_t i = 0; i < COUNT(db->lanes); i++)
		counts.queued[i] = db->lanes[i].n_queued;
	for (size_t i = 0; i < db->tx->n; i++)
		counts.leased += db->tx->leases[i].tx != NULL;
	return counts;
}

struct str
db_why_not_ready(const struct db *db)
{
	const char *why = "";

	if (db->why != NULL)
		why = db->why;
	else if (!is_up(db, DB_READ))
		why = db->lanes[DB_READ].link.why;
	else if (!is_up(db, DB_WRITE))
		why = db->lanes[DB_WRITE].link.why;
	else if (!db->verified)
		why = verify_why(db->verify);
	return str_from(why);
}

/*
 * Everything that a connection must not inherit from its server's or its
 * role's settings. Statements are written for generic plans, and for a
 * database whose hot part is in memory: an index is never the wrong way. Those
 * that must answer at once look a few rows up in each table; a merge, which
 * the planner likes for that, reads the table up to them, and a scan of a
 * table that is small yet reads all of it.
 */
char *
db_setup(const struct db *db, enum db_lane lane, int statement_timeout_ms)
{
	struct buf sql = { 0 };

	buf_fmt(&sql,
	    "SET search_path = public, pg_temp; SET timezone = 'UTC';"
	    "SET plan_cache_mode = force_generic_plan; SET jit = off;"
	    "SET random_page_cost = 1.1;"
	    "SET idle_in_transaction_session_timeout = %d;"
	    "SET statement_timeout = %d;"
	    "SET default_transaction_read_only = %s;",
	    db->options.stall_ms, statement_timeout_ms,
	    lane == DB_WRITE ? "off" : "on");
	if (lane != DB_SLOW)
		buf_lit(&sql, "SET enable_mergejoin = off;");
	if (lane == DB_READ)
		buf_lit(&sql, "SET enable_seqscan = off;");
	/* The connection for writes hears of the writes of others. */
	if (lane == DB_WRITE && db->options.watch != NULL)
		buf_lit(&sql, "LISTEN sala_moved;");
	if (db->schema != NULL)
		buf_str(&sql,
		    str_from(embedded_find("sql/internal/applied.sql")->bytes));
	buf_char(&sql, '\0');
	return sql.ptr;
}

size_t
db_statement_count(const struct db *db)
{
	return db->options.n_statements + n_tx_statements;
}

size_t
db_statement_number(const struct db *db, const struct statement *s)
{
	const struct db_options *o = &db->options;

	if (s >= tx_statements && s < tx_statements + n_tx_statements)
		return o->n_statements + (size_t)(s - tx_statements);
	assert(s >= o->statements && s < o->statements + o->n_statements);
	return (size_t)(s - o->statements);
}

void
db_schema_differs(
    const struct db *db, const PGresult *rows, char *why, size_t size)
{
	(void)schema_compare(db->schema, rows, why, size);
}
