#include "db/round_impl.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "db/batch_impl.h"
#include "db/db_impl.h"
#include "db/link_impl.h"
#include "db/row_impl.h"
#include "db/value_impl.h"

static void
add_step(struct round *round, struct db_batch *b, struct call *c, bool prepares)
{
	if (round->n_steps == round->capacity) {
		round->capacity = round->capacity ? 2 * round->capacity : 64;
		round->steps = mem_resize(
		    round->steps, round->capacity * sizeof(*round->steps));
	}
	round->steps[round->n_steps++] = (struct step){ b, c, prepares };
}

static uint8_t *
prepared(struct link *link, const struct statement *s)
{
	return &link->prepared[db_statement_number(link->db, s)];
}

static bool
send_prepare(struct link *link, const struct statement *s)
{
	Oid types[BATCH_MAX_PARAMS];

	for (size_t i = 0; i < s->n_params; i++)
		types[i] = value_param_oid(s, i);
	*prepared(link, s) = LINK_PREPARING;
	return PQsendPrepare(
		   link->conn, s->name, s->sql, (int)s->n_params, types) == 1;
}

static bool
send_call(
    struct round *round, struct link *link, struct db_batch *b, struct call *c)
{
	static const int binary[BATCH_MAX_PARAMS] = { [0 ... BATCH_MAX_PARAMS -
							  1] = 1 };
	const struct statement *s = c->statement;

	if (*prepared(link, s) == LINK_UNPREPARED) {
		add_step(round, b, c, true);
		if (!send_prepare(link, s))
			return false;
	}
	add_step(round, b, c, false);
	return PQsendQueryPrepared(link->conn, s->name, (int)s->n_params,
		   c->values, c->lengths, binary, 1) == 1;
}

/* The place of a bulk statement: its own, or where it has to be put. */
static size_t
bulk_place(const struct round *round, const struct statement *s)
{
	size_t i = 0;

	while (i < round->n_bulks && round->bulks[i]->statement < s)
		i++;
	return i;
}

static void
gather(struct round *round, struct call *c)
{
	const size_t at = bulk_place(round, c->statement);
	struct call **end = &round->bulks[at];

	c->together = NULL;
	if (at < round->n_bulks && (*end)->statement == c->statement) {
		while (*end != NULL)
			end = &(*end)->together;
		*end = c;
		return;
	}
	assert(round->n_bulks < ROUND_MAX_BULKS);
	for (size_t i = round->n_bulks++; i > at; i--)
		round->bulks[i] = round->bulks[i - 1];
	*end = c;
}

/* One execution for all: their values become arrays. */
static bool
send_bulk(struct round *round, struct link *link, struct call *first)
{
	const struct statement *s = first->statement;
	struct call all = { .statement = s };
	struct arena *arena = arena_new();
	const size_t from = round->n_steps;
	bool sent;

	all.values = ARENA_ARRAY(arena, const char *, s->n_params);
	all.lengths = ARENA_ARRAY(arena, int, s->n_params);
	for (size_t i = 0; i < s->n_params; i++) {
		const struct value v = value_gather(arena, first, i);

		all.values[i] = v.bytes;
		all.lengths[i] = v.len;
	}
	sent = send_call(round, link, NULL, &all);
	for (size_t i = from; i < round->n_steps; i++)
		round->steps[i].call = first;
	arena_release(arena);
	return sent;
}

bool
round_send(struct round *round, struct link *link)
{
	bool sent = true;

	round->n_steps = round->at = round->n_bulks = 0;
	round->between = round->failed = false;
	*round->sqlstate = *round->constraint = '\0';
	for (size_t i = 0; i < round->n; i++) {
		struct db_batch *b = round->members[i];

		b->state = BATCH_SENT;
		b->misfit = false;
		for (struct call *c = b->calls; c && sent; c = c->next)
			if (c->statement->bulk)
				gather(round, c);
			else
				sent = send_call(round, link, b, c);
	}
	for (size_t i = 0; i < round->n_bulks && sent; i++)
		sent = send_bulk(round, link, round->bulks[i]);
	link_expect(link);
	if (!sent || PQpipelineSync(link->conn) != 1) {
		link_lost(link, PQerrorMessage(link->conn));
		return false;
	}
	return link_flush(link);
}

static size_t
member_number(const struct round *round, const struct db_batch *b)
{
	size_t i = 0;

	while (i < round->n && round->members[i] != b)
		i++;
	return i;
}

static const char *
error_field(const PGresult *result, int code)
{
	const char *text = PQresultErrorField(result, code);

	return text != NULL ? text : "";
}

/*
 * An error ends the round, unless it ends the connection. Its detail is left
 * out of the message: it quotes what people typed.
 */
static enum round_state
take_error(struct round *round, const PGresult *result, const char **why)
{
	const bool by_step = round->at < round->n_steps;
	const struct step *step = by_step ? &round->steps[round->at] : NULL;

	if (link_is_ended_by(result)) {
		snprintf(round->message, sizeof(round->message), "%s",
		    PQresultErrorMessage(result));
		*why = round->message;
		return ROUND_BROKEN;
	}
	if (round->failed)
		return ROUND_MORE;
	round->failed = true;
	round->failed_member =
	    by_step ? member_number(round, step->batch) : round->n;
	snprintf(round->sqlstate, sizeof(round->sqlstate), "%s",
	    error_field(result, PG_DIAG_SQLSTATE));
	snprintf(round->constraint, sizeof(round->constraint), "%s",
	    error_field(result, PG_DIAG_CONSTRAINT_NAME));
	snprintf(round->message, sizeof(round->message), "%s: %s (%s)",
	    by_step ? step->call->statement->name : "commit",
	    error_field(result, PG_DIAG_MESSAGE_PRIMARY), round->sqlstate);
	return ROUND_MORE;
}

static enum round_state
take_bulk(struct call *first, const PGresult *result, const char **why)
{
	const struct statement *s = first->statement;

	if (row_decode_bulk(first, result, why) == ROW_FITS)
		return ROUND_MORE;
	log_error("statement %s (%s): %s", s->name, s->where, *why);
	for (struct call *c = first; c != NULL; c = c->together)
		c->batch->misfit = true;
	return ROUND_BROKEN;
}

static enum round_state
take_rows(struct step *step, const PGresult *result, const char **why)
{
	struct db_batch *b = step->batch;
	struct call *c = step->call;
	const struct statement *s = c->statement;
	enum row_fit fit;

	if (b == NULL)
		return take_bulk(c, result, why);
	if (b->task == NULL) /* nobody will look at them */
		return ROUND_MORE;
	fit = row_decode_all(b->arena, s, result, &c->rows, why);
	c->n_rows = s->record != NULL ? (size_t)PQntuples(result) : 0;
	if (fit == ROW_FITS)
		return ROUND_MORE;
	log_error("statement %s (%s): %s", s->name, s->where, *why);
	b->misfit = true;
	return fit == ROW_MISFIT ? ROUND_MORE : ROUND_BROKEN;
}

/* The result of the step that is next. */
static enum round_state
take_step(struct round *round, struct link *link, const PGresult *result,
    const char **why)
{
	struct step *step = &round->steps[round->at];
	const ExecStatusType status = PQresultStatus(result);
	uint8_t *mark = prepared(link, step->call->statement);

	if (step->prepares)
		*mark = status == PGRES_COMMAND_OK ? LINK_PREPARED
						   : LINK_UNPREPARED;
	if (status == PGRES_FATAL_ERROR)
		return take_error(round, result, why);
	if (round->failed && status == PGRES_PIPELINE_ABORTED)
		return ROUND_MORE;
	*why = "an answer out of order";
	if (round->failed)
		return ROUND_BROKEN;
	if (step->prepares)
		return status == PGRES_COMMAND_OK ? ROUND_MORE : ROUND_BROKEN;
	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
		return ROUND_BROKEN;
	return take_rows(step, result, why);
}

/* Behind the last step only the Sync may come, or that the commit failed. */
static enum round_state
take_end(struct round *round, const PGresult *result, const char **why)
{
	if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
		return ROUND_DONE;
	if (PQresultStatus(result) == PGRES_FATAL_ERROR)
		return take_error(round, result, why);
	*why = "an answer that nobody asked for";
	return ROUND_BROKEN;
}

enum round_state
round_take(
    struct round *round, struct link *link, PGresult *result, const char **why)
{
	enum round_state state;

	if (result == NULL) {
		*why = "the end of an answer that had not begun";
		if (!round->between)
			return ROUND_BROKEN;
		round->between = false;
		if (round->at < round->n_steps)
			round->at++;
		return ROUND_MORE;
	}
	*why = "two answers to one statement";
	if (round->between && round->at < round->n_steps)
		state = ROUND_BROKEN;
	else if (round->at < round->n_steps)
		state = take_step(round, link, result, why);
	else
		state = take_end(round, result, why);
	round->between = true;
	PQclear(result);
	return state;
}

void
round_release(struct round *round)
{
	free(round->steps);
}
