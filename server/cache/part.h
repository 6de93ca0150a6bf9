/*
 * A part of an answer that is kept by itself: the rows of lists, say, that
 * stay the same while another list of the page changes with each comment.
 * The same rules hold as for whole answers (cache/cache.h): it is good until
 * one of its tags moves behind the moment at which its making began.
 *
 *	struct lists *lists = cache_part_find(cache, part, r);
 *	struct cache_part fresh = { .moment = cache_moment(cache) };
 *
 *	if (lists == NULL) {
 *		... queries into fresh.data, which lies in the request's arena
 *		cache_part_tag(&fresh, tag_of(TAG_LIST, 0));
 *		cache_part_keep(cache, part, &fresh, r);
 *	}
 *
 * What is kept lies in the arena of the request that made it, which lives on
 * with it: keep nothing that was made for one reader alone. A part has one
 * place in its worker's application, zeroed at first.
 */
#ifndef CACHE_PART_H
#define CACHE_PART_H

#include "cache/cache.h"

#define CACHE_PART_TAGS 64 /* with more it is not kept */

struct cache_moment {
	uint64_t noted;
	unsigned epoch;
};

struct cache_part {
	struct arena *arena; /* NULL: nothing is kept */
	void *data;
	struct cache_moment moment; /* before its queries */
	struct tag tags[CACHE_PART_TAGS];
	size_t n_tags;
	bool too_many;
};

struct cache_moment cache_moment(const struct cache *cache);

/* What is kept, for as long as the request lives; NULL: make it. */
void *cache_part_find(
    struct cache *cache, struct cache_part *part, struct req *r);

void cache_part_tag(struct cache_part *part, struct tag tag);

/* Keeps what this request has made, when it may be kept. */
void cache_part_keep(struct cache *cache, struct cache_part *part,
    const struct cache_part *fresh, struct req *r);

void cache_part_drop(struct cache_part *part);

#endif
