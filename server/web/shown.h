/*
 * What an answer shows, for the page cache (cache_tag): so a comment makes
 * those pages again that show its post, and no other.
 */
#ifndef WEB_SHOWN_H
#define WEB_SHOWN_H

#include <stddef.h>

#include "records.h"

struct req;

/* Nothing that a comment changes: places, members, tags, their numbers. */
void shown_places(struct req *r);

/* These posts as lists have them, and so an hourly number of readings. */
void shown_posts(struct req *r, const struct post_item *posts, size_t n);

/* These posts in a feed. */
void shown_in_feed(struct req *r, const struct feed_item *items, size_t n);

#endif
