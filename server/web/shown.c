#include "web/shown.h"

#include "cache/cache.h"

void
shown_places(struct req *r)
{
	cache_tag(r, tag_of(TAG_LIST, 0));
}

void
shown_posts(struct req *r, const struct post_item *posts, size_t n)
{
	shown_places(r);
	cache_tag(r, tag_of(TAG_HOUR, 0));
	for (size_t i = 0; i < n; i++)
		cache_tag(r, tag_of(TAG_POST, posts[i].id));
}

void
shown_in_feed(struct req *r, const struct feed_item *items, size_t n)
{
	shown_places(r);
	for (size_t i = 0; i < n; i++)
		cache_tag(r, tag_of(TAG_POST, items[i].id));
}
