#include "db/batch_impl.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "db/db_impl.h"
#include "db/tx_impl.h"
#include "db/value_impl.h"
#include "loop/loop.h"
#include "loop/task.h"

struct db_batch *
batch_new(struct task *task)
{
	struct db_batch *b = ARENA_NEW(task_arena(task), struct db_batch);

	b->db = task_loop(task)->db;
	b->task = task;
	b->arena = task_arena(task);
	b->end = &b->calls;
	if (b->db == NULL) /* it was closed: the process is about to end */
		b->failure = DB_AWAY;
	return b;
}

struct db_batch *
db_batch(struct task *task)
{
	return batch_new(task);
}

static void
encode_values(struct db_batch *b, struct call *c, const struct db_value *values)
{
	const struct statement *s = c->statement;

	assert(s->n_params <= BATCH_MAX_PARAMS);
	c->values = ARENA_ARRAY(b->arena, const char *, s->n_params);
	c->lengths = ARENA_ARRAY(b->arena, int, s->n_params);
	for (size_t i = 0; i < s->n_params; i++) {
		const char *sqlstate;
		struct value v;

		if (!value_encode(
			b->arena, &s->params[i], &values[i], &v, &sqlstate) &&
		    b->failure == DB_OK)
			batch_refuse(b, sqlstate, NULL);
		c->values[i] = v.bytes;
		c->lengths[i] = v.len;
	}
}

static void
note_moves(struct db_batch *b, const struct statement *s,
    const struct db_value *values)
{
	const struct db_watch *watch =
	    b->db != NULL ? b->db->options.watch : NULL;

	if (watch == NULL || s->lane != DB_WRITE)
		return;
	if (watch->moves != NULL && b->tx == NULL)
		watch->moves(s, values, &b->moved);
	else
		b->moved.everything = true;
}

/*
 * What a write moved is said before anybody is told how it ended. When that
 * is not known, it may yet be committed.
 */
static void
tell_moves(struct db_batch *b, enum db_failure failure)
{
	const struct db_watch *watch =
	    b->db != NULL ? b->db->options.watch : NULL;

	if (watch == NULL || !b->writes)
		return;
	if (failure == DB_OK)
		tags_bump(watch->tags, &b->moved);
	else if (failure == DB_UNKNOWN &&
		 (b->moved.everything || b->moved.n > 0))
		tags_doubt(watch->tags);
}

void
db_batch_add(struct db_batch *b, const struct statement *s,
    const struct db_value *values, void *out, size_t *n_rows)
{
	struct call *c = ARENA_NEW(b->arena, struct call);

	assert(b->state == BATCH_OPEN);
	/* All reads or all writes; in a transaction whatever one likes. */
	assert(b->calls == NULL || b->tx != NULL ||
	       b->writes == (s->lane == DB_WRITE));
	*c = (struct call){
		.batch = b, .statement = s, .out = out, .n_out = n_rows
	};
	b->writes = b->writes || s->lane == DB_WRITE;
	b->is_slow = b->is_slow || s->lane == DB_SLOW;
	b->alone = b->alone || (s->lane == DB_WRITE && !s->bulk);
	encode_values(b, c, values);
	note_moves(b, s, values);
	*b->end = c;
	b->end = &c->next;
}

void
batch_prepend(struct db_batch *b, const struct statement *s)
{
	struct call *c = ARENA_NEW(b->arena, struct call);

	*c = (struct call){ .statement = s, .next = b->calls };
	b->calls = c;
}

void
batch_submit(struct db_batch *b, enum batch_state state)
{
	arena_retain(b->arena);
	b->state = state;
}

void
batch_finish(struct db_batch *b, enum db_failure failure)
{
	assert(b->state == BATCH_QUEUED || b->state == BATCH_SENT);
	b->state = BATCH_DONE;
	tell_moves(b, failure);
	if (b->task != NULL)
		b->failure = failure;
	if (b->parked)
		task_wake(b->task);
	arena_release(b->arena);
}

void
batch_refuse(struct db_batch *b, const char *sqlstate, const char *constraint)
{
	strncpy(b->sqlstate, sqlstate, sizeof(b->sqlstate) - 1);
	b->constraint = arena_str(b->arena, str_from(constraint));
	b->failure = DB_REFUSED;
}

/* Gives the rows to those who asked. */
static void
hand_out(const struct db_batch *b)
{
	for (const struct call *c = b->calls; c != NULL; c = c->next) {
		if (c->out == NULL)
			continue;
		*(void **)c->out = c->n_rows > 0 ? c->rows : NULL;
		if (c->n_out != NULL)
			*c->n_out = c->n_rows;
	}
}

static struct lane *
lane_of(const struct db_batch *b)
{
	return &b->db->lanes[b->writes	  ? DB_WRITE
			     : b->is_slow ? DB_SLOW
					  : DB_READ];
}

/* The deadline has passed. What was not sent is simply taken back. */
static void
leave(struct db_batch *b)
{
	enum db_failure failure;

	b->parked = false;
	if (b->tx != NULL)
		failure = tx_forget(b->tx, b);
	else
		failure = lane_forget(lane_of(b), b);
	tell_moves(b, failure);
	b->failure = failure;
}

bool
db_run(struct db_batch *b)
{
	const int64_t start = clock_mono_usec();
	struct task *task = b->task;

	assert(b->state == BATCH_OPEN && task_is_running(task));
	if (b->db != task_loop(task)->db)
		b->failure = DB_AWAY;
	if (b->failure == DB_OK && b->calls != NULL) {
		if (b->tx != NULL)
			tx_submit(b->tx, b);
		else
			lane_submit(lane_of(b), b);
	}
	b->parked = b->state == BATCH_QUEUED || b->state == BATCH_SENT;
	while (b->parked && b->state != BATCH_DONE)
		if (task_park(task, -1) == TASK_TIMED_OUT &&
		    b->state != BATCH_DONE)
			leave(b);
	b->parked = false;
	task_waits(task, WORK_NOTHING);
	*task_db_usec(task) += clock_mono_usec() - start;
	if (b->failure == DB_OK)
		hand_out(b);
	return b->failure == DB_OK;
}

enum db_failure
db_batch_failure(const struct db_batch *b)
{
	return b->failure;
}

struct str
db_batch_sqlstate(const struct db_batch *b)
{
	return str_from(b->sqlstate);
}

struct str
db_batch_constraint(const struct db_batch *b)
{
	return b->constraint;
}

static bool
is_one_of(const char *sqlstate, const char *const *list)
{
	while (*list != NULL && strcmp(sqlstate, *list) != 0)
		list++;
	return *list != NULL;
}

bool
batch_was_in_the_way(const char *sqlstate)
{
	/* serialization_failure, deadlock_detected */
	static const char *const codes[] = { "40001", "40P01", NULL };

	return is_one_of(sqlstate, codes);
}

bool
batch_needs_connection(const char *sqlstate, bool writes)
{
	/* feature_not_supported (a cached plan's), invalid_sql_statement_name,
	 * duplicate_prepared_statement; read_only_sql_transaction */
	static const char *const codes[] = { "0A000", "26000", "42P05", NULL };
	static const char *const standby[] = { "25006", NULL };

	return is_one_of(sqlstate, codes) ||
	       (writes && is_one_of(sqlstate, standby));
}
