/*
 * Paths and the tree of routes that they are looked up in.
 */
#ifndef HTTP_ROUTER_IMPL_H
#define HTTP_ROUTER_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "http/framing_impl.h"
#include "http/route.h"

/*
 * A path taken apart before it is decoded, so that an encoded slash is no
 * slash. A path is `odd` when no route can have it: an empty segment, "." or
 * "..", a slash inside a segment, too many segments.
 */
struct path {
	struct str text; /* decoded and joined again */
	struct str segments[ROUTE_MAX_SEGMENTS];
	size_t n_segments;
	bool slash_at_end; /* "/a/"; not in `text` */
	bool odd;
};

/* 400 for bad percent-encoding and for what is not clean text. */
struct refusal path_read(struct arena *a, struct str raw, struct path *out);

struct route_param {
	struct str value;
	int64_t number; /* of :int */
};

struct route_match {
	const struct route *route;
	unsigned number;
	const struct route_names *names;
	struct route_param params[ROUTE_MAX_PARAMS];
	size_t n_params;
	bool allows_get, allows_post; /* of the path */
};

struct route_names {
	struct str names[ROUTE_MAX_PARAMS];
	bool is_int[ROUTE_MAX_PARAMS];
	size_t n;
};

/*
 * False when the path is nobody's. True with route NULL: it exists, but not
 * with this method.
 */
bool router_find(const struct router *router, enum method method,
    const struct path *path, struct route_match *out);

/* Its routes by their numbers; NULL where there is none. */
const struct route *router_route(const struct router *router, unsigned number);

#endif
