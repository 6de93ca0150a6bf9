/* Blogs: what other pages need of theirs. */
#ifndef WEB_BLOG_H
#define WEB_BLOG_H

#include "base/compiler.h"
#include "http/reply.h"

struct req;

/* The answer where the route's {blog} cannot be seen: 404, or 410. */
PARKS
struct reply blog_missing(struct req *);

#endif
