/*
 * A lane: one link that everybody shares, and the batches that wait for it.
 * One round is in flight; what is asked meanwhile forms the next.
 */
#ifndef DB_LANE_IMPL_H
#define DB_LANE_IMPL_H

#include "db/batch_impl.h"
#include "db/link_impl.h"
#include "db/round_impl.h"

struct lane {
	struct db *db;
	enum db_lane kind;
	struct link link;
	struct round round;
	struct batch_list queue;
	size_t n_queued;
	size_t max_shared; /* members of a round */
};

void lane_init(struct lane *lane, struct db *db, enum db_lane kind);
/* Connects; when it is connected, it opens the next one: db->lanes in their
 * order, then the verification. */
void lane_open(struct lane *lane);
/* Fails what is queued or in flight and closes the link. */
void lane_release(struct lane *lane);

/* Takes the batch; it may finish at once. */
void lane_submit(struct lane *lane, struct db_batch *b);

/* Its task does not wait any longer: takes a queued one back. Returns what
 * that means for the task. */
enum db_failure lane_forget(struct lane *lane, struct db_batch *b);

#endif
