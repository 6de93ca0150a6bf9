/*
 * Ready answers: the bytes of a whole answer, made once and sent to everybody
 * who asks the same. http asks for one (struct http_hooks) as soon as a head
 * is complete, before any task exists; what is found there goes out at once,
 * or its 304. Everything else (ranges, HTTP/1.0, other conditions, the end of
 * a connection) takes the way of every request and is answered by a reply.
 */
#ifndef HTTP_READY_H
#define HTTP_READY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct arena;
struct reply;
struct req;
struct route;

/* What decides which answer it is; absent fields were not sent. */
struct ready_ask {
	struct str target; /* path and query, as sent */
	struct str cookies;
	struct str languages; /* Accept-Language */
	bool gzip; /* the client takes it */
};

/* False: no ready answer fits this request, or may be made of it. */
bool ready_ask_of(const struct req *r, struct ready_ask *ask);

/*
 * One representation. The heads end with the empty line; their Date is
 * written anew whenever one goes out.
 */
struct ready_form {
	struct str head, head_304; /* absent: there is no such form */
	struct str body;
	struct str etag; /* without quotes */
};

struct ready {
	struct arena *arena; /* holds everything; retained while it is sent */
	const struct route *route;
	unsigned route_number;
	int64_t modified_sec; /* 0: not known */
	int64_t subject; /* what struct req had when it was made */
	struct ready_form plain, gzip;
};

/* From a 200 with all of its headers. Its body must lie in the arena. */
void ready_form_init(
    struct ready_form *form, struct arena *arena, const struct reply *reply);

#endif
