/*
 * A round: one segment of a pipeline, from its first statement to its Sync,
 * shared by some batches. It sends them and matches the results by order.
 */
#ifndef DB_ROUND_IMPL_H
#define DB_ROUND_IMPL_H

#include <stdbool.h>
#include <stddef.h>

#include <libpq-fe.h>

#include "base/compiler.h"

struct call;
struct db_batch;
struct link;

enum { ROUND_MAX = 64, ROUND_MAX_BULKS = 8 };

struct step {
	struct db_batch *batch; /* NULL: several, see call->together */
	struct call *call;
	bool prepares;
};

struct round {
	struct db_batch *members[ROUND_MAX];
	size_t n; /* 0: no round is in flight */
	/* Bulk statements, as their numbers go: rows are locked in one order
	 * by all who send them. */
	struct call *bulks[ROUND_MAX_BULKS];
	size_t n_bulks;
	struct step *steps;
	size_t n_steps, capacity;
	size_t at; /* the step whose result comes next */
	bool between; /* its result came, the NULL behind it not yet */
	bool failed; /* the server reported an error: all is undone */
	size_t failed_member; /* n: the commit itself */
	char sqlstate[6], constraint[64], message[256];
};

/* Sends the members; false: the link was lost. */
MUST_CHECK
bool round_send(struct round *round, struct link *link);

/*
 * Takes the next result, or the NULL between two. ROUND_BROKEN: something
 * came that cannot be; *why is set and the link must be given up.
 */
enum round_state { ROUND_MORE, ROUND_DONE, ROUND_BROKEN };

MUST_CHECK
enum round_state round_take(
    struct round *round, struct link *link, PGresult *result, const char **why);

void round_release(struct round *round);

#endif
