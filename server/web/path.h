/* Addresses of this site, for redirects; templates write their own. */
#ifndef WEB_PATH_H
#define WEB_PATH_H

#include <stdint.h>

#include "base/str.h"

struct arena;
struct req;

/* A path as it stands in an address: what needs it percent-encoded. */
struct str path_encode(struct arena *, struct str path);

/*
 * What such an address says, for one that somebody typed or copied; broken
 * escapes stay as they are.
 */
struct str path_decode(struct arena *, struct str path);

/*
 * Where this request is, to come back to: the path with its query, encoded.
 * Of a page that is kept for everybody only what it depends on.
 */
struct str path_here(const struct req *);

/* "/p/123-slug", or "/p/123" without a slug; not encoded. */
struct str path_post(struct arena *, int64_t id, struct str slug);

/* path_of(arena, "/b/", slug, "/settings"); not encoded. */
struct str path_of(
    struct arena *, const char *before, struct str slug, const char *behind);

#endif
