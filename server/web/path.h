/* Addresses of this site, for redirects; templates write their own. */
#ifndef WEB_PATH_H
#define WEB_PATH_H

#include <stdint.h>

#include "base/str.h"

struct arena;

/* A path as it stands in an address: what needs it percent-encoded. */
struct str path_encode(struct arena *, struct str path);

/*
 * What such an address says, for one that somebody typed or copied; broken
 * escapes stay as they are.
 */
struct str path_decode(struct arena *, struct str path);

/* "/p/123-slug", or "/p/123" without a slug; not encoded. */
struct str path_post(struct arena *, int64_t id, struct str slug);

/* path_of(arena, "/b/", slug, "/settings"); not encoded. */
struct str path_of(
    struct arena *, const char *before, struct str slug, const char *behind);

#endif
