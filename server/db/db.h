/*
 * The database: batches of prepared statements on pipelined connections.
 *
 * A handler queues every query that its page needs and waits once:
 *
 *	struct db_batch *b = db_batch(r->task);
 *
 *	q_viewer(b, viewer_key(r), &page.viewer);
 *	q_post_by_id(b, req_int(r, "id"), viewer_key(r), &page.post);
 *	if (!db_run(b))			// PARKS
 *		return reply_unavailable(r, b);
 *
 * A loop has three lanes: reads that answer at once, writes, and reads that
 * may take long. Each lane is one connection that everybody shares. At most
 * one segment of the pipeline is in flight per lane; whatever asks meanwhile
 * forms the next one: reads, and writes that are declared bulk. A segment is one
 * transaction: when a statement of a shared one fails, it is undone and
 * each of its batches runs again alone, so that nobody pays for another's
 * error. Answers go out only after the commit.
 *
 * Results are matched by their order and checked: number and types of the
 * columns, lengths, NULL. Any surprise closes the connection; a lost one is
 * replaced, at once the first time, then with a jittered back-off. Meanwhile
 * batches fail with DB_AWAY. Reads that were in flight run again, once;
 * writes never do: their outcome is not known.
 *
 * All of it belongs to one loop and its thread. Nothing blocks: names of
 * hosts are resolved on a pool thread.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "base/str.h"

struct db;
struct db_batch;
struct db_tx;
struct embedded;
struct loop;
struct statement;
struct tag_set;
struct tag_table;
struct task;

struct db_value;

/*
 * Who keeps answers must hear of writes. A write on this loop bumps what it
 * moves (base/tags.h) as soon as it is committed, or its outcome is unknown,
 * and before anybody is told: `moves` names that, statement by statement, or
 * sets `everything`. Writes of other programs come as notifications, to who
 * is connected to hear them.
 */
struct db_watch {
	struct tag_table *tags;
	void (*moves)(const struct statement *s, const struct db_value *values,
	    struct tag_set *moved);
	void (*listens)(void *arg, bool listens);
	void (*notified)(void *arg);
	void *arg;
};

/* A number that is 0 stands for the default behind it. All of it is kept. */
struct db_options {
	const char *url; /* a libpq URL or conninfo string; several hosts */
	const struct statement *statements;
	size_t n_statements;
	/* The files that the schema must have been made of (db/migrate.h);
	 * n_files 0: the schema is not looked at. */
	const struct embedded *files;
	size_t n_files;
	const struct db_watch *watch; /* NULL: nobody keeps answers here */
	bool announces; /* tells watchers elsewhere of every write */
	int read_timeout_ms; /* a statement's time on the read lane: 200 */
	int write_timeout_ms; /* on the write lane: 2000 */
	int slow_timeout_ms; /* on the slow lane and in transactions: 2000 */
	int connect_timeout_ms; /* 5000 */
	int stall_ms; /* an answer to a read that does not come: 10000 */
	int max_shared_reads; /* batches that share a segment: 64 */
	int max_shared_writes; /* bulk ones that share one: 64 */
	int max_queue; /* batches that wait for a lane: 1024 */
	int max_tx; /* leased connections: 2 */
};

/* Begins to connect and sets loop->db. */
struct db *db_open(struct loop *loop, const struct db_options *options);

/*
 * Closes all connections and frees it. Batches that are still in flight
 * fail; call it when no task will ask any more.
 */
void db_close(struct db *db);

/*
 * True when the schema is our own, every statement has been verified against
 * its declaration, and both the read and the write lane are connected.
 * Otherwise the other says why not, for the log and /readyz; the text holds
 * until the next turn of the loop.
 */
bool db_is_ready(const struct db *db);
struct str db_why_not_ready(const struct db *db);

/* True when no connection of ours is up. */
bool db_is_away(const struct db *db);

/* For metrics. */
struct db_counts {
	size_t queued[3]; /* batches that wait, by lane: read, write, slow */
	size_t leased, lease_queue; /* connections of transactions */
};
struct db_counts db_counts(const struct db *db);

/*
 * A batch is all reads or all writes, and runs once. It lives in the task's
 * arena; so do the rows.
 */
struct db_batch *db_batch(struct task *task);

/*
 * Runs what was queued and waits for it. True: everything was done, and
 * committed, and all results are in the variables whose addresses were given
 * to the q_... functions. False: none of these was touched.
 *
 * A task whose deadline passes does not wait any longer; the batch goes on
 * without it when it was already sent.
 */
PARKS
MUST_CHECK
bool db_run(struct db_batch *b);

/*
 *	DB_AWAY		no connection; nothing was done
 *	DB_UNKNOWN	a write was sent and its outcome is not known
 *	DB_TIMEOUT	took too long; nothing was changed
 *	DB_REFUSED	the server reported an error; nothing was changed
 *	DB_BUSY		too many are waiting; nothing was done
 */
enum db_failure { DB_OK, DB_AWAY, DB_UNKNOWN, DB_TIMEOUT, DB_REFUSED, DB_BUSY };

enum db_failure db_batch_failure(const struct db_batch *b);
/* With DB_REFUSED: the code (PostgreSQL, appendix A) and, where one was
 * violated, the constraint's name; empty otherwise. */
struct str db_batch_sqlstate(const struct db_batch *b);
struct str db_batch_constraint(const struct db_batch *b);

/*
 * A transaction of several steps, on a connection leased for its time. fn
 * makes batches by db_tx_batch(), runs them by db_run() and returns whether
 * to commit; reads and writes may be mixed. It is called again, at most twice,
 * when the server reports a deadlock or a serialization failure, so it keeps
 * no trace of an earlier call. When a batch failed there is no commit.
 *
 *	struct db_outcome done = db_tx(r->task, hand_over, &args);
 *
 *	if (done.failure != DB_OK)
 *		...
 */
struct db_outcome {
	enum db_failure failure; /* DB_OK: as fn said */
	bool committed;
	char sqlstate[6];
	struct str constraint;
};

PARKS
struct db_outcome db_tx(
    struct task *task, bool (*fn)(struct db_tx *tx, void *arg), void *arg);
struct db_batch *db_tx_batch(struct db_tx *tx);

#endif
