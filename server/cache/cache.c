/* The page cache: life, and what http asks before any task exists. */
#include "cache/cache.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/metrics.h"
#include "base/token.h"
#include "cache/entry_impl.h"
#include "cache/gzip_impl.h"
#include "http/route.h"

struct cache *
cache_new(const struct cache_options *options)
{
	struct cache *cache = MEM_NEW(struct cache);

	cache->options = *options;
	token_random(cache->hash_key, sizeof(cache->hash_key));
	TAILQ_INIT(&cache->lru);
	TAILQ_INIT(&cache->fillings);
	return cache;
}

void
cache_empty(struct cache *cache)
{
	while (!TAILQ_EMPTY(&cache->lru))
		entry_remove(cache, TAILQ_FIRST(&cache->lru));
	cache->epoch++;
}

void
cache_free(struct cache *cache)
{
	cache_empty(cache);
	free(cache);
}

void
cache_listens(struct cache *cache, bool listens)
{
	if (listens && !cache->listens)
		cache_empty(cache);
	cache->listens = listens;
}

const struct ready *
cache_find(struct cache *cache, const struct ready_ask *ask)
{
	struct key key;
	struct str variant;
	const enum cache_reader reader =
	    cache->options.reader(cache->options.arg, ask, &variant);

	if (!cache->listens || !key_make(&key, ask->target, variant))
		return NULL;
	struct entry *e = entry_find(cache, key_view(&key));

	if (e == NULL || (reader == CACHE_READER_OWN &&
			     e->ready.route->cache != CACHE_IMMUTABLE))
		return NULL;
	/* A task makes the other form. */
	if (ask->gzip && gzip_is_due(e))
		return NULL;
	e->n_hits++;
	meter_add(&cache->options.meter->cache_hits, 1);
	return &e->ready;
}

struct cache_counts
cache_counts(const struct cache *cache)
{
	return (struct cache_counts){
		.entries = cache->n_entries,
		.bytes = cache->bytes,
	};
}
