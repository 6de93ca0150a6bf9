/* Tags: the most used ones, and the posts of one. */
#include "base/arena.h"
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/slug.h"
#include "web/keyset.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"
#include "web/shown.h"

static struct reply
tags_show(struct req *r)
{
	struct tags_page v = { 0 };
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_tags_most(b, &v.tags, &v.n_tags);
	if (!db_run(b))
		return reply_unavailable(r, b);
	shown_places(r);
	return reply_page(r, VIEW_TAGS_PAGE, &v);
}

static struct reply
tag_show(struct req *r)
{
	struct tag_page v = { 0 };
	struct str key = slug_key(r->arena, req_param(r, "tag"));
	struct keyset from = keyset_of(r);
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_tag_by_key(b, key, &v.tag);
	q_posts_by_tag(b, key, from.at, from.id, &v.posts, &v.n_posts);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (v.tag == NULL)
		return reply_not_found(r);
	struct str path =
	    path_encode(r->arena, path_of(r->arena, "/t/", v.tag->name, ""));
	if (!str_eq(req_param(r, "tag"), v.tag->name))
		return reply_redirect(r, 301, path);
	page_feed(r, &v.page,
	    arena_fmt(r->arena, STR_FMT "/feed.rss", STR_ARG(path)),
	    v.tag->name);
	KEYSET_PAGE(r, &v.page, v.posts, v.n_posts);
	shown_posts(r, v.posts, v.n_posts);
	return reply_page(r, VIEW_TAG_PAGE, &v);
}

const struct route tag_routes[] = {
	{ METHOD_GET, "/t", tags_show, .cache = CACHE_ANONYMOUS },
	{ METHOD_GET, "/t/{tag}", tag_show, .cache = CACHE_ANONYMOUS,
	    .query = keyset_query },
	{ 0 },
};
