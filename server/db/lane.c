#include "db/lane_impl.h"

#include <assert.h>
#include <string.h>

#include "base/log.h"
#include "base/metrics.h"
#include "db/db_impl.h"
#include "db/tx_impl.h"
#include "db/verify_impl.h"
#include "loop/loop.h"
#include "loop/task.h"

enum { MAX_TRIES = 3 };

static const char too_slow[] = "57014"; /* query_canceled */

static void lane_up(void *arg);
static void lane_down(void *arg, const char *why);
static void lane_result(void *arg, PGresult *result);
static void lane_notified(void *arg);

void
lane_init(struct lane *lane, struct db *db, enum db_lane kind)
{
	static const char *const names[] = {
		[DB_READ] = "read", [DB_WRITE] = "write", [DB_SLOW] = "slow"
	};
	const struct db_options *o = &db->options;
	const int timeouts[] = { [DB_READ] = o->read_timeout_ms,
		[DB_WRITE] = o->write_timeout_ms,
		[DB_SLOW] = o->slow_timeout_ms };
	const int shared[] = { [DB_READ] = o->max_shared_reads,
		[DB_WRITE] = o->max_shared_writes,
		[DB_SLOW] = 1 };

	*lane = (struct lane){
		.db = db, .kind = kind, .max_shared = (size_t)shared[kind]
	};
	TAILQ_INIT(&lane->queue);
	link_init(&lane->link, db,
	    (struct link_use){ .name = names[kind],
		.setup = db_setup(db, kind, timeouts[kind]),
		/* A commit may wait for a standby, and closing the
		 * connection would not end it. */
		.stall_ms = kind == DB_WRITE ? 0 : o->stall_ms,
		.up = lane_up,
		.down = lane_down,
		.result = lane_result,
		.notified = lane_notified,
		.arg = lane });
}

void
lane_open(struct lane *lane)
{
	if (lane->link.state == LINK_CLOSED)
		link_open(&lane->link);
}

static struct meter *
meter_of(const struct lane *lane)
{
	return lane->db->loop->meter;
}

static struct db_batch *
queue_take(struct lane *lane)
{
	struct db_batch *b = TAILQ_FIRST(&lane->queue);

	TAILQ_REMOVE(&lane->queue, b, entry);
	lane->n_queued--;
	return b;
}

static void
queue_fail(struct lane *lane, enum db_failure failure)
{
	while (!TAILQ_EMPTY(&lane->queue))
		batch_finish(queue_take(lane), failure);
}

/* Back to the front of the queue, if anybody still waits for it. */
static void
queue_again(struct lane *lane, struct db_batch *b)
{
	if (b->task == NULL) {
		batch_finish(b, DB_AWAY);
		return;
	}
	b->state = BATCH_QUEUED;
	TAILQ_INSERT_HEAD(&lane->queue, b, entry);
	lane->n_queued++;
}

/* Sends the next round, when there is none in flight. */
static void
lane_go_on(struct lane *lane)
{
	struct round *round = &lane->round;
	bool alone = false;

	if (lane->link.state != LINK_UP || round->n > 0)
		return;
	while (!TAILQ_EMPTY(&lane->queue) && round->n < lane->max_shared &&
	       !alone) {
		alone = TAILQ_FIRST(&lane->queue)->alone;
		if (alone && round->n > 0)
			break;
		round->members[round->n++] = queue_take(lane);
	}
	if (round->n > 0)
		meter_note_size(
		    &meter_of(lane)->db_rounds[lane->kind], round->n);
	/* When the link is lost, lane_down has seen to the members. */
	if (round->n > 0 && !round_send(round, &lane->link))
		return;
}

void
lane_submit(struct lane *lane, struct db_batch *b)
{
	static const enum work_wait waits[] = { [DB_READ] = WORK_READ,
		[DB_WRITE] = WORK_WRITE,
		[DB_SLOW] = WORK_SLOW };

	if (b->writes && lane->db->options.announces && b->state == BATCH_OPEN)
		batch_prepend(b, &tx_statements[TX_MOVED]);
	batch_submit(b, BATCH_QUEUED);
	task_waits(b->task, waits[lane->kind]);
	if (lane->db->faulty || !link_is_hopeful(&lane->link)) {
		batch_finish(b, DB_AWAY);
	} else if (lane->n_queued >= (size_t)lane->db->options.max_queue) {
		meter_add(&meter_of(lane)->db_busy[lane->kind], 1);
		batch_finish(b, DB_BUSY);
	} else {
		TAILQ_INSERT_TAIL(&lane->queue, b, entry);
		lane->n_queued++;
		lane_go_on(lane);
	}
}

enum db_failure
lane_forget(struct lane *lane, struct db_batch *b)
{
	b->task = NULL;
	if (b->state == BATCH_SENT)
		return b->writes ? DB_UNKNOWN : DB_TIMEOUT;
	TAILQ_REMOVE(&lane->queue, b, entry);
	lane->n_queued--;
	batch_finish(b, DB_TIMEOUT);
	return DB_TIMEOUT;
}

/* The server refused a batch that was alone, or that was to blame. */
static void
lane_refused(struct lane *lane, struct db_batch *b)
{
	const char *code = lane->round.sqlstate;
	const bool too_long = strcmp(code, too_slow) == 0;

	b->tries++;
	if (b->task == NULL) {
		batch_finish(b, DB_REFUSED);
	} else if (too_long && lane->kind == DB_READ) {
		/* The slow lane has more patience. */
		b->is_slow = true;
		lane_submit(&lane->db->lanes[DB_SLOW], b);
		arena_release(b->arena);
	} else if (too_long) {
		batch_finish(b, DB_TIMEOUT);
	} else if (batch_was_in_the_way(code) && b->tries < MAX_TRIES) {
		queue_again(lane, b);
	} else if (batch_needs_connection(code, b->writes) && !b->was_rerun) {
		b->was_rerun = true;
		queue_again(lane, b);
	} else {
		/* A broken constraint is somebody's mistake, not ours. */
		if (strncmp(code, "23", 2) != 0)
			log_warn("database: %s", lane->round.message);
		batch_refuse(b, code, lane->round.constraint);
		batch_finish(b, DB_REFUSED);
	}
}

/* Everything was undone: each member runs again, alone. */
static void
lane_replay(struct lane *lane, size_t n)
{
	const struct round *round = &lane->round;
	const bool timed_out = strcmp(round->sqlstate, too_slow) == 0;

	for (size_t i = n; i-- > 0;) {
		struct db_batch *b = round->members[i];

		b->alone = true;
		if (n == 1 || (timed_out && i == round->failed_member))
			lane_refused(lane, b);
		else
			queue_again(lane, b);
	}
}

/* What came back makes no sense; a write was done all the same. */
static void
lane_misfit(struct db_batch *b)
{
	if (!b->writes)
		batch_refuse(b, "XX000", NULL);
	batch_finish(b, b->writes ? DB_UNKNOWN : DB_REFUSED);
}

static void
lane_committed(struct lane *lane, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct db_batch *b = lane->round.members[i];

		if (b->misfit)
			lane_misfit(b);
		else
			batch_finish(b, DB_OK);
	}
}

static bool
needs_connection(const struct lane *lane)
{
	return lane->round.failed &&
	       batch_needs_connection(
		   lane->round.sqlstate, lane->kind == DB_WRITE);
}

static void
lane_round_done(struct lane *lane)
{
	const size_t n = lane->round.n;

	lane->link.expecting = false;
	lane->round.n = 0;
	if (lane->round.failed) {
		meter_add(&meter_of(lane)->db_replays[lane->kind], 1);
		lane_replay(lane, n);
	} else {
		lane_committed(lane, n);
	}
	if (needs_connection(lane))
		link_lost(&lane->link, lane->round.message);
	lane_go_on(lane);
}

static void
lane_result(void *arg, PGresult *result)
{
	struct lane *lane = arg;
	const char *why = "";

	switch (round_take(&lane->round, &lane->link, result, &why)) {
	case ROUND_MORE:
		break;
	case ROUND_DONE:
		lane_round_done(lane);
		break;
	case ROUND_BROKEN:
		link_lost(&lane->link, why);
		break;
	}
}

static void
tell_listening(struct lane *lane, bool listens)
{
	const struct db_watch *watch = lane->db->options.watch;

	if (watch != NULL && lane->kind == DB_WRITE)
		watch->listens(watch->arg, listens);
}

static void
lane_notified(void *arg)
{
	struct lane *lane = arg;
	const struct db_watch *watch = lane->db->options.watch;

	if (watch != NULL)
		watch->notified(watch->arg);
}

static void
lane_up(void *arg)
{
	struct lane *lane = arg;

	tell_listening(lane, true);
	lane_go_on(lane);
	/* Each takes time, which who waits already should have first. */
	if (lane->kind < DB_SLOW)
		lane_open(lane + 1);
	else
		verify_begin(lane->db->verify);
}

/* A read may run again, once; nobody knows what became of a write. */
static void
lane_lost(struct lane *lane, struct db_batch *b)
{
	if (b->misfit) {
		lane_misfit(b);
	} else if (b->writes) {
		batch_finish(b, DB_UNKNOWN);
	} else if (b->was_rerun) {
		batch_finish(b, DB_AWAY);
	} else {
		b->was_rerun = true;
		queue_again(lane, b);
	}
}

static void
lane_down(void *arg, const char *why)
{
	struct lane *lane = arg;
	const size_t n = lane->round.n;

	lane->round.n = 0;
	tell_listening(lane, false);
	for (size_t i = n; i-- > 0;)
		lane_lost(lane, lane->round.members[i]);
	if (!link_is_hopeful(&lane->link))
		queue_fail(lane, DB_AWAY);
}

void
lane_release(struct lane *lane)
{
	link_release(&lane->link);
	lane_down(lane, "closed");
	queue_fail(lane, DB_AWAY);
	round_release(&lane->round);
}
