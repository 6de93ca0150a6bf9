/*
 * The parts of the server as they see each other.
 *
 *	server.c	options, life and end of the server
 *	accept.c	listening sockets, caps, refusing politely
 *	conn.c		a connection: reading, deadlines, closing
 *	exchange.c	a request from its head to its reply
 *	body.c		where a request's body goes
 *	send.c		a reply's head, and getting bytes out
 */
#ifndef HTTP_SERVER_IMPL_H
#define HTTP_SERVER_IMPL_H

#include <sys/queue.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "base/arena.h"
#include "base/buf.h"
#include "http/address_impl.h"
#include "http/census_impl.h"
#include "http/date_impl.h"
#include "http/head_impl.h"
#include "http/server.h"
#include "loop/wheel.h"

struct conn;
struct exchange;
struct listener;

/* What is read at a time while nothing is left over from before. */
#define SCRATCH_BYTES ((size_t)64 << 10)

TAILQ_HEAD(conn_list, conn);

struct http_server {
	unsigned refs; /* the owner's, and each exchange's */
	struct loop *loop;
	struct http_options options;
	struct http_hooks hooks;
	void *app;
	struct router *router;
	struct networks proxies;
	struct head_limits limits;
	struct wheel *wheel;
	struct census *census;
	struct listener *listeners;
	enum { ACCEPTING, ACCEPT_LEFT, ACCEPT_PAUSED } accepting;
	struct event *resume; /* accepts again after a pause */
	int64_t accept_warned_usec, accept_left_usec;
	uint64_t accept_left_fewest; /* that another had then */
	struct conn_list idle, active;
	size_t n_connections, n_idle, n_refusing, n_at_work;
	size_t max_connections, max_refusing;
	size_t buffered_bytes; /* bodies in memory */
	uint64_t next_id;
	char *scratch;
	struct head_parser parser; /* for heads that come in one piece */
	struct buf head; /* of the answer that is going out */
	char date[DATE_BYTES + 1];
	int64_t date_sec;
	bool draining;
	void (*drained)(void *);
	void *drained_arg;
	struct event *drain_timer;
	int64_t drain_idle_end, drain_end; /* monotonic */
};

/*
 * accept.c
 */
/* So many connections have come, or gone. */
void accept_count(struct http_server *server, int more);
void accept_pause(struct http_server *server);
void accept_resume(struct http_server *server);
/* Takes what waits in the listening sockets' queues. */
void accept_last(struct http_server *server);
void accept_end(struct http_server *server);

/*
 * server.c
 */
struct http_server *server_retain(struct http_server *server);
void server_release(void *server);
/* What Date says at that second: DATE_BYTES, until the next call. */
const char *server_date(struct http_server *server, int64_t now_sec);
/* A request was answered: counts it and calls the hook. */
void server_tell(struct http_server *server, const struct req *r,
    const struct reply *reply, const struct req_stats *stats);
/* A connection, or a request at work, has gone. */
void server_conn_gone(struct http_server *server);

#endif
