/*
 * A link: one connection that keeps itself connected.
 *
 * link_open begins; from then on the link connects, runs the set-up SQL,
 * enters pipeline mode and calls `up`. When the connection is lost, `down`
 * is called and the link tries again by itself: at once after a connection
 * that had lasted, otherwise after a pause that doubles up to MAX_PAUSE_MS,
 * with jitter. `down` also follows each attempt that fails.
 *
 * Connecting happens on the loop's own stack, never on a task's; names are
 * resolved on a pool thread. Callbacks may call link_lost and link_close,
 * but not free the link.
 */
#ifndef DB_LINK_IMPL_H
#define DB_LINK_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "base/compiler.h"

struct address;
struct db;
struct endpoints;
struct event;
struct resolve;

enum link_state {
	LINK_CLOSED,
	LINK_PAUSING, /* until the next attempt */
	LINK_RESOLVING,
	LINK_CONNECTING,
	LINK_SETTING_UP,
	LINK_UP
};

struct link_use {
	const char *name; /* "read": the application's name is "sala read" */
	char *setup; /* SQL that a new connection runs first; owned */
	int stall_ms; /* so long may an answer make no progress; 0: for ever */
	void (*up)(void *arg);
	void (*down)(void *arg, const char *why);
	/* While `expecting`: each result, which is then the owner's, and the
	 * NULL that ends the results of one statement. */
	void (*result)(void *arg, PGresult *result);
	void (*notified)(void *arg); /* NULL: nobody cares */
	void *arg;
};

struct link {
	struct db *db;
	struct link_use use;
	enum link_state state;
	PGconn *conn;
	struct event *readable, *writable, *timer;
	unsigned tries; /* failed attempts in a row */
	bool was_up; /* ever */
	bool expecting; /* set by the owner: results are to come */
	int64_t up_usec; /* since when it is up */
	int64_t progress_usec; /* when something was last sent or came */
	struct resolve *resolving;
	struct endpoints *endpoints;
	uint8_t *prepared; /* by number of statement: enum below */
	char *why; /* the last failure, or NULL */
};

/* LINK_PREPARING: sent, its answer is not here yet. */
enum { LINK_UNPREPARED, LINK_PREPARING, LINK_PREPARED };

void link_init(struct link *l, struct db *db, struct link_use use);
void link_open(struct link *l);
/* No callback comes any more; link_open may follow. */
void link_close(struct link *l);
void link_release(struct link *l);

/* The connection cannot be used (any more): calls `down`, tries again. */
void link_lost(struct link *l, const char *why);

/* Sends what is queued in libpq. False: the link was lost meanwhile. */
MUST_CHECK
bool link_flush(struct link *l);

/* A set of results begins to be expected. */
void link_expect(struct link *l);

/* An error that is nobody's statement's: it ends the connection, or libpq
 * made it because the connection had ended. */
bool link_is_ended_by(const PGresult *error);

/* For link.c and link_connect.c. */
void link_enter(struct link *l, enum link_state state, int timer_ms);
void link_connect_step(struct link *l); /* the timer, while not up */
void link_forget_look_up(struct link *l);
void link_is_up(struct link *l);

/* Up, or lost just now and being replaced for the first time. */
bool link_is_hopeful(const struct link *l);

#endif
