/* The table of kept answers. */
#include "cache/entry_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "http/route.h"

#define ENTRY_OVERHEAD 4096 /* heads, key, tags, the arena itself */
/* While a write is in doubt (base/tags.h), so long may an answer be old. */
#define DOUBT_USEC (100 * USEC_PER_MS)

bool
key_make(struct key *key, struct str target, struct str variant)
{
	key->len = 0;
	if (target.len + 1 + variant.len > sizeof(key->bytes))
		return false;
	memcpy(key->bytes, target.ptr, target.len);
	key->bytes[target.len] = '\n';
	memcpy(key->bytes + target.len + 1, variant.ptr, variant.len);
	key->len = target.len + 1 + variant.len;
	return true;
}

struct str
key_view(const struct key *key)
{
	return (struct str){ key->bytes, key->len };
}

static uint64_t
hash_of(const struct cache *cache, struct str key)
{
	uint64_t hash;

	crypto_shorthash((unsigned char *)&hash, (const unsigned char *)key.ptr,
	    key.len, cache->hash_key);
	return hash;
}

static struct entry **
bucket_of(struct cache *cache, uint64_t hash)
{
	return &cache->buckets[hash & (CACHE_BUCKETS - 1)];
}

static bool
is_good(const struct cache *cache, const struct entry *e)
{
	if (e->until_usec != 0 && clock_mono_usec() > e->until_usec)
		return false;
	return tags_hold(cache->options.tags, e->tags, e->n_tags, e->noted);
}

struct entry *
entry_find(struct cache *cache, struct str key)
{
	const uint64_t hash = hash_of(cache, key);
	struct entry *e = *bucket_of(cache, hash);

	while (e != NULL && (e->hash != hash || !str_eq(e->key, key)))
		e = e->next;
	if (e == NULL)
		return NULL;
	if (!is_good(cache, e)) {
		entry_remove(cache, e);
		return NULL;
	}
	TAILQ_REMOVE(&cache->lru, e, lru);
	TAILQ_INSERT_TAIL(&cache->lru, e, lru);
	return e;
}

void
entry_remove(struct cache *cache, struct entry *entry)
{
	struct entry **at = bucket_of(cache, entry->hash);

	while (*at != entry)
		at = &(*at)->next;
	*at = entry->next;
	TAILQ_REMOVE(&cache->lru, entry, lru);
	cache->n_entries--;
	cache->bytes -= entry->bytes;
	arena_release(entry->ready.arena);
}

void
entry_grew(struct cache *cache, struct entry *entry, size_t bytes)
{
	struct entry *oldest;

	entry->bytes += bytes;
	cache->bytes += bytes;
	while (cache->bytes > cache->options.max_bytes &&
	       (oldest = TAILQ_FIRST(&cache->lru)) != entry) {
		entry_remove(cache, oldest);
		meter_add(&cache->options.meter->cache_evictions, 1);
	}
}

struct reply_header *
entry_headers(struct arena *arena, const struct reply_header *headers)
{
	struct reply_header *first = NULL, **end = &first;

	for (; headers != NULL; headers = headers->next) {
		*end = ARENA_NEW(arena, struct reply_header);
		(*end)->name = arena_str(arena, headers->name);
		(*end)->value = arena_str(arena, headers->value);
		end = &(*end)->next;
	}
	return first;
}

static void
copy_reply(struct entry *e, const struct reply *reply)
{
	struct arena *arena = e->ready.arena;

	e->reply = (struct reply){
		.status = 200,
		.type = reply->type != NULL
			    ? arena_cstr(arena, str_from(reply->type))
			    : NULL,
		.body = arena_str(arena, reply->body),
		.arena = arena,
		.headers = entry_headers(arena, reply->headers),
		.etag = arena_str(arena, reply->etag),
		.last_modified_usec = reply->last_modified_usec,
	};
	e->ready.modified_sec = reply->last_modified_usec / USEC_PER_SEC;
	ready_form_init(&e->ready.plain, arena, &e->reply);
}

static void
copy_tags(struct entry *e, const struct filling *filling)
{
	struct arena *arena = e->ready.arena;

	e->noted = filling->noted;
	if (filling->n_tags == 0 || filling->too_many) {
		e->n_tags = 1;
		e->tags = ARENA_NEW(arena, struct tag);
		e->tags[0] = tag_of(TAG_SITE, 0);
		return;
	}
	e->n_tags = filling->n_tags;
	e->tags = ARENA_ARRAY(arena, struct tag, e->n_tags);
	memcpy(e->tags, filling->tags, e->n_tags * sizeof(e->tags[0]));
}

struct entry *
entry_make(const struct cache *cache, const struct filling *filling,
    const struct req *r, const struct reply *reply)
{
	struct arena *arena;
	struct entry *e;

	if (reply->body.len > cache->options.max_bytes / 16)
		return NULL;
	arena = arena_new();
	e = ARENA_NEW(arena, struct entry);
	e->ready.arena = arena;
	e->ready.route = r->route;
	e->ready.route_number = r->route_number;
	e->ready.subject = r->subject;
	e->key = arena_str(arena, filling->key);
	e->hash = hash_of(cache, e->key);
	copy_tags(e, filling);
	copy_reply(e, reply);
	if (tags_doubt_until(cache->options.tags) > clock_mono_usec())
		e->until_usec = clock_mono_usec() + DOUBT_USEC;
	return e;
}

void
entry_keep(struct cache *cache, struct entry *e)
{
	/* Meanwhile another may have been put in its place. */
	struct entry *old = entry_find(cache, e->key);

	if (old != NULL)
		entry_remove(cache, old);
	arena_retain(e->ready.arena);
	e->next = *bucket_of(cache, e->hash);
	*bucket_of(cache, e->hash) = e;
	TAILQ_INSERT_TAIL(&cache->lru, e, lru);
	cache->n_entries++;
	entry_grew(cache, e, ENTRY_OVERHEAD + e->reply.body.len);
}
