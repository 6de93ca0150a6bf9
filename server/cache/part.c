/* Parts of answers that are kept by themselves. */
#include "cache/part.h"

#include "base/arena.h"
#include "base/clock.h"
#include "cache/entry_impl.h"

static void
release(void *arena)
{
	arena_release(arena);
}

struct cache_moment
cache_moment(const struct cache *cache)
{
	return (struct cache_moment){
		.noted = tags_now(cache->options.tags),
		.epoch = cache->epoch,
	};
}

void
cache_part_drop(struct cache_part *part)
{
	if (part->arena != NULL)
		arena_release(part->arena);
	*part = (struct cache_part){ 0 };
}

void *
cache_part_find(struct cache *cache, struct cache_part *part, struct req *r)
{
	if (part->arena == NULL || !cache->listens)
		return NULL;
	if (part->moment.epoch != cache->epoch ||
	    !tags_hold(cache->options.tags, part->tags, part->n_tags,
		part->moment.noted)) {
		cache_part_drop(part);
		return NULL;
	}
	/* It may be dropped while this request still shows it. */
	arena_on_release(r->arena, release, arena_retain(part->arena));
	return part->data;
}

void
cache_part_tag(struct cache_part *part, struct tag tag)
{
	if (part->n_tags < CACHE_PART_TAGS)
		part->tags[part->n_tags++] = tag;
	else
		part->too_many = true;
}

void
cache_part_keep(struct cache *cache, struct cache_part *part,
    const struct cache_part *fresh, struct req *r)
{
	if (!cache->listens || cache->options.max_bytes == 0 ||
	    fresh->too_many || fresh->moment.epoch != cache->epoch ||
	    tags_doubt_until(cache->options.tags) > clock_mono_usec())
		return;
	cache_part_drop(part);
	*part = *fresh;
	part->arena = arena_retain(r->arena);
}
