/* Kept answers, their table, and who fills and waits. */
#ifndef CACHE_ENTRY_IMPL_H
#define CACHE_ENTRY_IMPL_H

#include <sys/queue.h>

#include <sodium.h>

#include "base/arena.h"
#include "cache/cache.h"

#define CACHE_BUCKETS  4096
#define CACHE_KEY_MAX  1024 /* longer addresses are not kept */
#define CACHE_TAGS_MAX 256 /* an answer with more depends on TAG_SITE */

enum gzip_state { GZIP_NONE, GZIP_MAKING, GZIP_MADE, GZIP_USELESS };

struct entry {
	struct ready ready; /* first: cache_find hands it out */
	struct reply reply; /* what it was made of */
	struct str key;
	uint64_t hash;
	struct entry *next;
	TAILQ_ENTRY(entry) lru; /* the one used last is last */
	uint64_t noted; /* the sequence before the queries */
	int64_t until_usec; /* monotonic; 0: no end */
	struct tag *tags;
	size_t n_tags, bytes;
	unsigned n_hits;
	enum gzip_state gzip;
};

/*
 * Who waits for an answer in the making. One that came before its making began
 * may be given it even if it is out of date when it is done. Of those that
 * cannot be given it, one is called to make the next, and the others wait on.
 */
struct waiter {
	struct task *task;
	struct filling *in; /* what it waits for */
	bool called, came_before, kept;
	struct entry
	    *given; /* NULL, or a reference; `kept`: it is in the cache */
	struct filling *next; /* NULL, or what it is to make */
	TAILQ_ENTRY(waiter) link;
};

/* An answer in the making. */
struct filling {
	struct str key;
	struct tag tags[CACHE_TAGS_MAX];
	size_t n_tags;
	bool too_many;
	uint64_t noted;
	unsigned epoch;
	TAILQ_HEAD(, waiter) waiters;
	TAILQ_ENTRY(filling) link;
};

struct cache {
	struct cache_options options;
	unsigned char hash_key[crypto_shorthash_KEYBYTES];
	struct entry *buckets[CACHE_BUCKETS];
	TAILQ_HEAD(, entry) lru;
	TAILQ_HEAD(, filling) fillings;
	size_t n_entries, bytes;
	unsigned epoch; /* how often it was emptied */
	bool listens;
};

/* A key in memory of its own. */
struct key {
	char bytes[CACHE_KEY_MAX];
	size_t len;
};

/* False: too long. */
MUST_CHECK
bool key_make(struct key *key, struct str target, struct str variant);
struct str key_view(const struct key *key);

/* The entry of that key if it is good; one that is not is taken out. */
struct entry *entry_find(struct cache *cache, struct str key);
/* Copies the reply's body, headers and validators; NULL: too large. It is the
 * caller's, in an arena of its own. */
struct entry *entry_make(const struct cache *cache,
    const struct filling *filling, const struct req *r,
    const struct reply *reply);
/* Into the table, with a reference of its own. */
void entry_keep(struct cache *cache, struct entry *entry);
void entry_remove(struct cache *cache, struct entry *entry);
/* Counts what an entry has grown by; makes room. */
void entry_grew(struct cache *cache, struct entry *entry, size_t bytes);

/* A copy of a list of headers. */
struct reply_header *entry_headers(
    struct arena *arena, const struct reply_header *headers);

#endif
