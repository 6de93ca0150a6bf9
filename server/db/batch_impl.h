/*
 * A batch from the inside. Its memory is the task's arena, which it retains
 * while it is queued or sent: a task whose deadline passes leaves, and what
 * comes back is dropped.
 */
#ifndef DB_BATCH_IMPL_H
#define DB_BATCH_IMPL_H

#include <sys/queue.h>

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/tags.h"
#include "db/db.h"
#include "db/statement.h"

enum { BATCH_MAX_PARAMS = 64 };

/* One statement of a batch, ready to be sent; then its rows. */
struct call {
	struct call *next;
	struct db_batch *batch;
	struct call *together; /* the next that is executed with it */
	const struct statement *statement;
	const char **values; /* NULL: NULL */
	int *lengths;
	void *out;
	size_t *n_out;
	void *rows;
	size_t n_rows;
};

enum batch_state { BATCH_OPEN, BATCH_QUEUED, BATCH_SENT, BATCH_DONE };

struct db_batch {
	struct db *db;
	struct task *task; /* NULL: it has left */
	struct arena *arena;
	struct db_tx *tx; /* NULL: on a lane */
	struct call *calls, **end;
	bool writes, is_slow;
	struct tag_set moved; /* by its writes */
	enum batch_state state;
	bool parked; /* the task waits for it */
	bool alone; /* shares no segment, or not any more */
	bool was_rerun;
	bool misfit; /* a result did not fit its declaration */
	int tries;
	enum db_failure failure;
	char sqlstate[6];
	struct str constraint;
	TAILQ_ENTRY(db_batch) entry; /* while queued */
};

TAILQ_HEAD(batch_list, db_batch);

struct db_batch *batch_new(struct task *task);

/* Puts a statement without parameters and rows before all others. */
void batch_prepend(struct db_batch *b, const struct statement *s);

/* Takes the arena for the time until batch_finish. */
void batch_submit(struct db_batch *b, enum batch_state state);

/* The end: wakes the task, if it still waits. b may be gone afterwards. */
void batch_finish(struct db_batch *b, enum db_failure failure);

/* An error that the server reported about this batch. */
void batch_refuse(
    struct db_batch *b, const char *sqlstate, const char *constraint);

/* Whether the error means that two transactions were in each other's way:
 * running again may help. */
bool batch_was_in_the_way(const char *sqlstate);

/*
 * Whether the error says more about the connection than about the statement,
 * so that a new connection may mend it: a plan's result type has changed, a
 * prepared statement is not there or there already; for writes also that the
 * server has become a standby.
 */
bool batch_needs_connection(const char *sqlstate, bool writes);

#endif
