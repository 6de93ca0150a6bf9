#include "db/link_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "base/token.h"
#include "db/address_impl.h"
#include "db/db_impl.h"
#include "loop/loop.h"

enum {
	FIRST_PAUSE_MS = 500,
	MAX_PAUSE_MS = 5000,
	LASTED_MS = 250 /* a connection that lived so long was a good one */
};

static void link_timer(int fd, short what, void *arg);

void
link_init(struct link *l, struct db *db, struct link_use use)
{
	*l = (struct link){ .db = db, .use = use };
	l->timer = evtimer_new(db->loop->base, link_timer, l);
	l->prepared = mem_alloc(db_statement_count(db));
	l->why = mem_cstr("not connected yet");
}

void
link_release(struct link *l)
{
	link_close(l);
	event_free(l->timer);
	free(l->use.setup);
	free(l->prepared);
	free(l->why);
}

void
link_enter(struct link *l, enum link_state state, int timer_ms)
{
	const struct timeval tv = { timer_ms / 1000, timer_ms % 1000 * 1000 };

	l->state = state;
	if (timer_ms >= 0)
		evtimer_add(l->timer, &tv);
	else
		evtimer_del(l->timer);
}

/* Frees what belongs to one attempt. */
static void
link_drop(struct link *l)
{
	if (l->readable != NULL)
		event_free(l->readable);
	if (l->writable != NULL)
		event_free(l->writable);
	l->readable = l->writable = NULL;
	if (l->conn != NULL)
		PQfinish(l->conn);
	l->conn = NULL;
	link_forget_look_up(l);
	endpoints_free(l->endpoints);
	l->endpoints = NULL;
	l->expecting = false;
	memset(l->prepared, LINK_UNPREPARED, db_statement_count(l->db));
}

void
link_open(struct link *l)
{
	assert(l->state == LINK_CLOSED);
	l->tries = 0;
	link_enter(l, LINK_PAUSING, 0);
}

void
link_close(struct link *l)
{
	link_drop(l);
	evtimer_del(l->timer);
	l->state = LINK_CLOSED;
}

bool
link_is_hopeful(const struct link *l)
{
	return l->state == LINK_UP ||
	       (l->state != LINK_CLOSED && l->was_up && l->tries == 0);
}

static int
pause_ms(unsigned tries)
{
	int ms = FIRST_PAUSE_MS;
	uint16_t dice;

	if (tries == 0)
		return 0;
	while (--tries > 0 && ms < MAX_PAUSE_MS)
		ms *= 2;
	if (ms > MAX_PAUSE_MS)
		ms = MAX_PAUSE_MS;
	token_random((unsigned char *)&dice, sizeof(dice));
	return ms / 2 + ms * (dice & 1023) / 2048;
}

/* libpq ends its messages with a line end and may write several lines. */
static void
link_note_why(struct link *l, const char *why)
{
	const size_t len = strcspn(why, "\n");
	char *text = mem_alloc(len + 1);

	memcpy(text, why, len);
	if (l->tries == 0 || strcmp(text, l->why) != 0)
		log_warn("database, %s connection: %s", l->use.name, text);
	free(l->why);
	l->why = text;
}

/* One that was up for a moment only is not replaced at once. */
static unsigned
next_tries(const struct link *l)
{
	const int64_t lasted = clock_mono_usec() - l->up_usec;

	if (l->state != LINK_UP)
		return l->tries + 1;
	if (lasted >= LASTED_MS * USEC_PER_MS)
		return 0;
	return l->tries > 0 ? l->tries : 1;
}

void
link_lost(struct link *l, const char *why)
{
	const unsigned tries = next_tries(l);

	assert(l->state != LINK_CLOSED);
	if (l->state == LINK_UP)
		meter_add(&l->db->loop->meter->db_lost, 1);
	link_note_why(l, why);
	link_drop(l);
	l->tries = tries;
	link_enter(l, LINK_PAUSING, pause_ms(tries));
	l->use.down(l->use.arg, l->why);
}

bool
link_flush(struct link *l)
{
	const int rc = PQflush(l->conn);

	if (rc < 0)
		link_lost(l, PQerrorMessage(l->conn));
	else if (rc > 0)
		event_add(l->writable, NULL);
	return rc >= 0;
}

void
link_expect(struct link *l)
{
	l->expecting = true;
	l->progress_usec = clock_mono_usec();
}

bool
link_is_ended_by(const PGresult *error)
{
	const char *severity =
	    PQresultErrorField(error, PG_DIAG_SEVERITY_NONLOCALIZED);

	return severity == NULL || strcmp(severity, "ERROR") != 0;
}

/*
 * Hands out every result that is complete. When a connection ends, libpq
 * forgets what else was asked over it: behind the end of the statement that
 * was at work it would say "no result" for ever.
 */
static void
link_drain(struct link *l)
{
	bool over = false;
	PGnotify *note;

	while (l->state == LINK_UP && l->expecting && !over &&
	       !PQisBusy(l->conn)) {
		PGresult *result = PQgetResult(l->conn);

		over = result == NULL && PQstatus(l->conn) == CONNECTION_BAD;
		l->use.result(l->use.arg, result);
	}
	while (l->state == LINK_UP && (note = PQnotifies(l->conn)) != NULL) {
		PQfreemem(note);
		if (l->use.notified != NULL)
			l->use.notified(l->use.arg);
	}
}

/* What came before the end of the connection still counts. */
static void
link_readable(int fd, short what, void *arg)
{
	struct link *l = arg;
	const bool good = PQconsumeInput(l->conn) == 1;

	l->progress_usec = clock_mono_usec();
	link_drain(l);
	if (l->state == LINK_UP &&
	    (!good || PQstatus(l->conn) != CONNECTION_OK))
		link_lost(l, PQerrorMessage(l->conn));
}

static void
link_writable(int fd, short what, void *arg)
{
	struct link *l = arg;

	if (link_flush(l))
		link_readable(fd, what, arg);
}

void
link_is_up(struct link *l)
{
	struct event_base *base = l->db->loop->base;
	const int fd = PQsocket(l->conn);

	if (PQenterPipelineMode(l->conn) != 1) {
		link_lost(l, PQerrorMessage(l->conn));
		return;
	}
	event_free(l->readable);
	l->readable =
	    event_new(base, fd, EV_READ | EV_PERSIST, link_readable, l);
	l->writable = event_new(base, fd, EV_WRITE, link_writable, l);
	event_add(l->readable, NULL);
	if (l->tries > 0 || l->was_up)
		log_info("database, %s connection: connected", l->use.name);
	link_enter(l, LINK_UP, l->use.stall_ms > 0 ? l->use.stall_ms / 2 : -1);
	l->up_usec = clock_mono_usec();
	l->was_up = true;
	l->use.up(l->use.arg);
}

/* While up: an answer that has stopped coming. */
static void
link_check_progress(struct link *l)
{
	const int64_t still = clock_mono_usec() - l->progress_usec;

	if (l->expecting && still >= l->use.stall_ms * USEC_PER_MS)
		link_lost(l, "no answer");
	else
		link_enter(l, LINK_UP, l->use.stall_ms / 2);
}

static void
link_timer(int fd, short what, void *arg)
{
	struct link *l = arg;

	if (l->state == LINK_UP)
		link_check_progress(l);
	else
		link_connect_step(l);
}
