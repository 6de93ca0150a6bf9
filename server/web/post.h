/* Posts: what other pages need of theirs. */
#ifndef WEB_POST_H
#define WEB_POST_H

#include "base/compiler.h"
#include "http/reply.h"

struct req;

/* The answer where the route's post, {id:int}, cannot be seen: it was never
 * there (404), or is gone (410). */
PARKS
struct reply post_missing(struct req *);

#endif
