/*
 * Routes are tables of designated initialisers, one table a resource; a row
 * without a path ends it:
 *
 *	static const struct route post_routes[] = {
 *		{ METHOD_GET, "/p/{id:int}", post_show },
 *		{ METHOD_GET, "/p/{id:int}-{slug}", post_show },
 *		{ METHOD_POST, "/p/{id:int}/edit", post_edit,
 *		    .who = WHO_MEMBER },
 *		{ 0 },
 *	};
 *
 * A pattern is segments between slashes. A segment is text and parameters:
 * {name} takes one or more bytes, {name:int} a positive decimal number
 * without leading zeros that fits int64_t. Where several patterns fit, text
 * beats parameters, and a number beats text parameters, segment by segment
 * from the left. Two routes that fit the very same paths with one method are
 * an error at start.
 *
 * A GET route answers HEAD too. A path that exists under another method is
 * 405 with Allow; a path with one slash too many at its end is redirected
 * (301) to the one without; anything else is 404.
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/request.h"

/* Who gets past the door: documentation, and rows of the access tests. */
enum route_who {
	WHO_ANYONE,
	WHO_MEMBER,
	WHO_ADMIN,
};

/* How answers may be kept. */
enum route_cache {
	CACHE_NEVER,
	CACHE_ANONYMOUS, /* the same for all who are not signed in */
	CACHE_IMMUTABLE, /* an asset with its hash in the name */
};

/* A form's body, if its route does not say otherwise. */
#define FORM_MAX_BYTES ((size_t)6 << 20)

struct route {
	enum method method; /* METHOD_GET or METHOD_POST */
	const char *path;
	struct reply (*handler)(struct req *r);
	enum route_who who;
	size_t max_body_bytes; /* of a POST; 0: FORM_MAX_BYTES */
	enum route_cache cache;
	const char *const *query; /* parameters that the page depends
					   on, NULL-terminated; NULL: none */
	bool raw_body; /* any Content-Type; not read as a form */
};

/*
 * Routes are numbered from 1, in the order of their tables, the same in every
 * process: what is counted for each is counted by that number. NULL when
 * there is none of that number.
 */
const struct route *route_by_number(const struct req *r, unsigned number);

#define ROUTE_MAX	   128 /* numbers, 0 among them */
#define ROUTE_MAX_PARAMS   4
#define ROUTE_MAX_SEGMENTS 8

struct buf;
struct router;

/*
 * From a NULL-terminated list of tables, which are kept. NULL when a pattern
 * is wrong or two routes conflict; `error` then says which.
 */
MUST_CHECK
struct router *router_new(const struct route *const *tables, struct buf *error);
void router_free(struct router *router);

#endif
