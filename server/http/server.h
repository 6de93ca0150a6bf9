/*
 * The HTTP/1.1 server (RFC 9110, RFC 9112): bytes to requests, replies to
 * bytes, and every limit and deadline in between. One server a loop.
 *
 * It refuses what is ambiguous: framing that two readers could understand
 * differently is 400 and the end of the connection. A request's whole
 * message is read before it is answered (but when it is too large, or waits
 * for "100 Continue"), so that a broken one is never half obeyed.
 *
 *	struct http_options options = http_options_default();
 *	struct http_server *server = http_server_new(
 *	    loop, &options, tables, &hooks, app);
 *
 *	http_server_listen_fd(server, fd);
 *	loop_run(loop);
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/msg.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/route.h"

struct loop;

/*
 * Deadlines count from the first byte of a message, not from its last one.
 * `..._bytes_per_s` moves them on with what has really come or gone.
 */
struct http_options {
	size_t max_request_line_bytes; /* 8 KB; longer: 414 */
	size_t max_header_bytes; /* 32 KB; more: 431 */
	size_t max_header_fields; /* 100; more: 431 */
	size_t max_memory_body_bytes; /* 256 KB; more goes to a file */
	size_t max_buffered_bytes; /* 64 MB: bodies in memory, together */
	size_t max_discard_bytes; /* 64 KB: an unwanted body is read */
	int header_ms; /* 10 s; later: 408 */
	int body_ms; /* 30 s ... */
	int body_bytes_per_s; /* ... and 1 s per KB */
	int idle_ms; /* 60 s between requests */
	int write_ms; /* 30 s without progress ... */
	int write_bytes_per_s; /* ... and 30 s + 1 s per KB in all */
	int linger_ms; /* 5 s for a client to stop sending */
	int request_ms; /* 60 s: a task's deadline */
	int drain_ms; /* 10 s for http_server_drain */
	int drain_idle_ms; /* 0.2 s for idle connections to ask */
	int max_connections; /* 0: what the descriptors allow */
	int max_connections_per_address; /* 1,024; 0: no limit */
	int max_requests; /* 4,096 at work at once; more: 503 */
	int reserved_fds; /* 64: kept for the database and logs */
	const char *trusted_proxies; /* "127.0.0.1, 10.0.0.0/8"; whose
					   X-Forwarded-For and -Proto count;
					   NULL: nobody's */
	const char *temp_dir; /* NULL: $TMPDIR, or /tmp */
};

struct http_options http_options_default(void);

/* Whether trusted_proxies could be read: for who checks a configuration. */
bool http_proxies_are_valid(const char *trusted_proxies);

/*
 * Whether the reader's address is among these networks, which are valid. A
 * request that says that it was passed on, by a proxy that is not trusted,
 * comes from who knows where.
 */
bool req_is_from(const struct req *r, const char *networks);

/* What a request cost, for the log line. */
struct req_stats {
	int status; /* as sent: 304 where the handler said 200 */
	int64_t total_usec; /* from its first byte to the answer */
	int64_t db_usec;
	uint64_t body_bytes_in, bytes_out;
};

/*
 * What the layer above adds. All but `ready` run on the request's task
 * (`done` of a ready answer does not, and has header fields only); any may
 * be NULL.
 *
 * error	the page for a status of http's own: 400 404 405 408 413 414
 *		415 417 421 431 500 501 503 505. The request holds what was
 *		understood of it; header fields are there if all of the head
 *		was read.
 * before	runs before the handler; true: *out is the answer.
 * after	adds the standing headers to every reply, errors included.
 * ready	a ready answer (http/ready.h), or NULL; on the loop's stack.
 * kept		runs instead of the handler where the route says that its
 *		answers may be kept (struct route); it may call the handler.
 * done		the answer is on its way: the log line.
 */
struct ready;
struct ready_ask;

struct http_hooks {
	struct reply (*error)(struct req *r, int status, struct msg why);
	bool (*before)(struct req *r, struct reply *out);
	void (*after)(struct req *r, struct reply *reply);
	const struct ready *(*ready)(void *app, const struct ready_ask *ask);
	struct reply (*kept)(struct req *r);
	void (*done)(const struct req *r, const struct reply *reply,
	    const struct req_stats *stats);
};

struct http_server;

/*
 * Options, hooks and tables are copied or kept; app is what requests carry.
 * NULL, with the reason in the log, when the routes conflict or
 * trusted_proxies cannot be read.
 */
MUST_CHECK
struct http_server *http_server_new(struct loop *loop,
    const struct http_options *options, const struct route *const *tables,
    const struct http_hooks *hooks, void *app);

/*
 * Accepts on a listening socket, which is made non-blocking and stays the
 * caller's to close, after http_server_free or http_server_drain.
 */
void http_server_listen_fd(struct http_server *server, int fd);

/*
 * No longer accepts; finishes what was begun, telling each client that the
 * connection ends, and calls done(arg) when no connection is left, at the
 * latest after drain_ms. The callback may free the server.
 */
void http_server_drain(
    struct http_server *server, void (*done)(void *), void *arg);

/*
 * As http_server_drain, but when another server has taken over and nobody is
 * in a hurry: idle connections are not cut after drain_idle_ms, their next
 * request is answered as their last one. http_server_drain may follow.
 */
void http_server_retire(
    struct http_server *server, void (*done)(void *), void *arg);

/* Cuts what is left. Requests at work end unheard; the loop must go on or
 * be freed after this, for their tasks. */
void http_server_free(struct http_server *server);

/* For metrics and tests. */
struct http_counts {
	size_t connections, idle, requests_at_work;
	uint64_t accepted, refused;
};
struct http_counts http_server_counts(const struct http_server *server);

#endif
