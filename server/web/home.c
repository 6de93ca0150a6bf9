/* The home page and the list of all posts. */
#include "cache/cache.h"
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "web/keyset.h"
#include "web/page.h"
#include "web/routes.h"
#include "web/shown.h"

/* How many rows of its longer lists the home page shows. */
#define HOME_LATEST	 12
#define HOME_COMMUNITIES 6

static size_t
at_most(size_t n, size_t most)
{
	return n < most ? n : most;
}

static struct reply
home_show(struct req *r)
{
	struct home_page v = { 0 };
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_posts_latest(b, NULL, NULL, &v.latest, &v.n_latest);
	q_posts_commented(b, &v.commented, &v.n_commented);
	q_posts_read(b, &v.read, &v.n_read);
	q_posts_older(b, &v.older, &v.n_older);
	q_communities_latest(b, NULL, NULL, &v.communities, &v.n_communities);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (v.n_latest > HOME_LATEST)
		v.page.next_href = STR("/latest");
	v.n_latest = at_most(v.n_latest, HOME_LATEST);
	v.n_communities = at_most(v.n_communities, HOME_COMMUNITIES);
	v.has_read = v.n_read > 0;
	v.has_older = v.n_older > 0;
	cache_tag(r, tag_of(TAG_DISCUSSED, 0));
	shown_posts(r, v.latest, v.n_latest);
	shown_posts(r, v.commented, v.n_commented);
	shown_posts(r, v.read, v.n_read);
	shown_posts(r, v.older, v.n_older);
	return reply_page(r, VIEW_HOME_PAGE, &v);
}

static struct reply
latest_show(struct req *r)
{
	struct latest_page v = { 0 };
	struct keyset from = keyset_of(r);
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_posts_latest(b, from.at, from.id, &v.posts, &v.n_posts);
	if (!db_run(b))
		return reply_unavailable(r, b);
	KEYSET_PAGE(r, &v.page, v.posts, v.n_posts);
	shown_posts(r, v.posts, v.n_posts);
	return reply_page(r, VIEW_LATEST_PAGE, &v);
}

const struct route home_routes[] = {
	{ METHOD_GET, "/", home_show, .cache = CACHE_ANONYMOUS },
	{ METHOD_GET, "/latest", latest_show, .cache = CACHE_ANONYMOUS,
	    .query = keyset_query },
	{ 0 },
};
