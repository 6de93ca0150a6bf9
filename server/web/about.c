/* Pages about the site: what it is for, and its feeds. */
#include "base/arena.h"
#include "cache/cache.h"
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "web/app.h"
#include "web/keyset.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"
#include "web/shown.h"

static struct reply
about_show(struct req *r)
{
	struct about_page v = { 0 };
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_site_stats(b, &v.stats);
	if (!db_run(b))
		return reply_unavailable(r, b);
	shown_places(r);
	cache_tag(r, tag_of(TAG_HOUR, 0));
	return reply_page(r, VIEW_ABOUT_PAGE, &v);
}

static struct feed_link
feed_of(struct req *r, const char *before, struct str slug, struct str title)
{
	return (struct feed_link){
		.href = path_of(
		    r->arena, before, path_encode(r->arena, slug), "/feed.rss"),
		.title = title,
	};
}

static void
fill_feeds(struct req *r, struct subscribe_page *v,
    const struct community_item *communities, const struct tag_item *tags,
    const struct blog_item *blogs)
{
	v->site = ARENA_NEW(r->arena, struct feed_link);
	v->n_site = 1;
	v->more_communities = v->n_communities > PAGE_ROWS;
	if (v->more_communities)
		v->n_communities = PAGE_ROWS;
	v->site[0] = (struct feed_link){
		.href = STR("/feed.rss"),
		.title = app_of(r)->options->site_title,
	};
	v->communities =
	    ARENA_ARRAY(r->arena, struct feed_link, v->n_communities);
	for (size_t i = 0; i < v->n_communities; i++)
		v->communities[i] = feed_of(
		    r, "/c/", communities[i].slug, communities[i].title);
	v->tags = ARENA_ARRAY(r->arena, struct feed_link, v->n_tags);
	for (size_t i = 0; i < v->n_tags; i++)
		v->tags[i] = feed_of(r, "/t/", tags[i].name, tags[i].name);
	v->blogs = ARENA_ARRAY(r->arena, struct feed_link, v->n_blogs);
	for (size_t i = 0; i < v->n_blogs; i++)
		v->blogs[i] = feed_of(r, "/b/", blogs[i].slug, blogs[i].title);
}

static struct reply
subscribe_show(struct req *r)
{
	struct subscribe_page v = { 0 };
	struct community_item *communities;
	struct tag_item *tags;
	struct blog_item *blogs;
	struct keyset from = keyset_of(r);
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_communities_latest(b, NULL, NULL, &communities, &v.n_communities);
	q_tags_most(b, &tags, &v.n_tags);
	q_blogs_latest(b, from.at, from.id, &blogs, &v.n_blogs);
	if (!db_run(b))
		return reply_unavailable(r, b);
	KEYSET_PAGE(r, &v.page, blogs, v.n_blogs);
	shown_places(r);
	fill_feeds(r, &v, communities, tags, blogs);
	return reply_page(r, VIEW_SUBSCRIBE_PAGE, &v);
}

const struct route about_routes[] = {
	{ METHOD_GET, "/about", about_show, .cache = CACHE_ANONYMOUS },
	{ METHOD_GET, "/subscribe", subscribe_show, .cache = CACHE_ANONYMOUS,
	    .query = keyset_query },
	{ 0 },
};
