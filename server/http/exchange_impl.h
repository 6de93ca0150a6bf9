/*
 * A request and its reply: made when a head is complete (or will never be),
 * living in the request's arena.
 */
#ifndef HTTP_EXCHANGE_IMPL_H
#define HTTP_EXCHANGE_IMPL_H

#include "http/chunked_impl.h"
#include "http/condition_impl.h"
#include "http/conn_impl.h"
#include "http/framing_impl.h"
#include "http/pairs_impl.h"
#include "http/router_impl.h"

/*
 * Where a body goes: memory, then an unlinked file; or nowhere, when nobody
 * wants it.
 */
struct body {
	struct http_server *server;
	struct buf memory;
	int fd; /* -1: none */
	void *map; /* of the whole file */
	uint64_t size, limit;
	bool wanted;
	bool failed; /* the disk, not the client */
	struct str view; /* all of it, after body_end */
};

/* Cleans up with the arena. */
void body_init(struct body *body, struct http_server *server,
    struct arena *arena, uint64_t limit, bool wanted);
/* False: larger than the limit (413), or the disk is full (503). */
MUST_CHECK
bool body_add(struct body *body, struct str bytes);
MUST_CHECK
bool body_end(struct body *body);

enum exchange_body {
	EXCHANGE_NO_BODY, /* nothing to read: answer now */
	EXCHANGE_SEND_CONTINUE, /* the client waits to be told to send it */
	EXCHANGE_READ_BODY,
};

struct exchange {
	struct req req;
	struct reply reply;
	struct conn *conn; /* NULL when it was cut */
	struct http_server *server;
	struct arena *arena;
	struct head head;
	struct framing framing;
	struct path path;
	struct route_match match;
	struct pairs query, form;
	struct census_entry *counted; /* behind a proxy */
	struct refusal refusal; /* status 0: none */
	struct body body;
	struct chunked chunked;
	struct range range;
	int64_t began_usec, now_sec; /* monotonic; wall, when answered */
	bool keep_alive; /* as far as the request is concerned */
	bool body_ended;
	bool proxied; /* by a trusted one */
};

/*
 * From the bytes of a head of which the parser understood at least a part;
 * they are copied. `refused` is what is wrong with the head, or status 0.
 */
struct exchange *exchange_new(struct conn *conn, const char *bytes,
    const struct head_parser *parser, struct refusal refused);

/* Before anything of the body is read. */
enum exchange_body exchange_body(struct exchange *x, bool some_is_here);

/* Feeds the body; takes what it used. False: more is needed. */
bool exchange_feed(struct exchange *x, struct str *in);

/* The body will not be had: refuse, and close afterwards. */
void exchange_refuse(struct exchange *x, int status, const char *why);

/* Runs it in a task; the answer goes out by itself. */
void exchange_run(struct exchange *x);

/* Never run: releases it. */
void exchange_drop(struct exchange *x);

/* What of the reply's body goes out: nothing for HEAD, 204 and 304. */
struct str exchange_body_out(const struct exchange *x);
/* The length that the head tells; HEAD tells GET's. */
bool exchange_has_length(const struct exchange *x, uint64_t *length);

#endif
