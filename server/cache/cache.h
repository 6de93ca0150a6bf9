/*
 * The page cache: whole answers to anonymous GETs, ready to be sent, for the
 * routes that say so (CACHE_ANONYMOUS, CACHE_IMMUTABLE). Each worker has its
 * own. There is no time to live: an answer is good until one of its tags
 * moves (base/tags.h).
 *
 * The key is the canonical address: the path, encoded in one way only, the
 * query parameters that the route declares, in its order, and the variant
 * (the language). A request for another spelling of the address is answered
 * from the same entry, but by a task; so nobody can fill the cache by adding
 * parameters.
 *
 * One request fills an entry; others that want the same wait for it. Who
 * fills names what the answer was made of:
 *
 *	cache_tag(r, tag_of(TAG_POST, post->id));
 *
 * An answer without any such tag gets TAG_SITE, which every write bumps. What
 * it is about (r->subject) is kept with it.
 * Kept are answers with status 200 that set no cookie. The gzip form is made
 * on the second request that takes it.
 *
 * While the cache does not hear of other programs' writes, nothing is served
 * from it; but when the database cannot be reached at all, it is: then each
 * answer says `Cache-Status: sala; hit; detail=unconfirmed` (RFC 9211). Once
 * the database is back, the cache is emptied before anything else.
 */
#ifndef CACHE_CACHE_H
#define CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tags.h"
#include "http/ready.h"
#include "http/reply.h"
#include "http/request.h"

struct cache;
struct meter;

enum cache_reader {
	CACHE_READER_ANY, /* nothing in the answer is theirs alone */
	CACHE_READER_OWN, /* only what never changes may be kept for them */
};

struct cache_options {
	size_t max_bytes; /* 0: nothing is kept */
	struct tag_table *tags;
	struct meter *meter; /* where hits, fills, evictions are counted */
	/* Reads cookies and languages: who asks, and the variant's name. */
	enum cache_reader (*reader)(
	    void *arg, const struct ready_ask *ask, struct str *variant);
	/* Adds the standing headers, which http does for other answers. */
	void (*finish)(struct req *r, struct reply *reply);
	/* Whether the database cannot be reached. */
	bool (*is_away)(void *arg);
	void *arg;
};

struct cache *cache_new(const struct cache_options *options);
void cache_free(struct cache *cache);

/* For http's hooks: an entry as it is, or NULL; and the handler's answer, or
 * what is kept of it. */
const struct ready *cache_find(
    struct cache *cache, const struct ready_ask *ask);
PARKS
struct reply cache_serve(struct cache *cache, struct req *r);

/*
 * The address in its one spelling: the path, and of the query the parameters
 * that the route declares.
 */
struct str cache_address(const struct req *r);

/* Names a part of what the request's answer shows. */
void cache_tag(struct req *r, struct tag tag);

void cache_empty(struct cache *cache);
/* Whether writes of other programs are heard; at first they are not. */
void cache_listens(struct cache *cache, bool listens);

struct cache_counts {
	size_t entries, bytes;
};
struct cache_counts cache_counts(const struct cache *cache);

#endif
