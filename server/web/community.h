/* What the pages of a community share. */
#ifndef WEB_COMMUNITY_H
#define WEB_COMMUNITY_H

#include "base/compiler.h"
#include "http/reply.h"
#include "records.h"

struct req;

/* The key of the slug in this request's address. */
struct str community_key(struct req *);

/* It never was there (404), or it was closed (410). */
PARKS
struct reply community_missing(struct req *);

/* Names its feed for the page. */
void community_feed(struct req *, struct page *, const struct community_full *);

#endif
