/* The home page and the list of all posts. */
#include "base/arena.h"
#include "cache/part.h"
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "web/app.h"
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

/* The lists of the home page that a comment leaves alone, as a rule. */
struct home_lists {
	struct post_item *latest, *read, *older;
	size_t n_latest, n_read, n_older;
	bool more;
	struct community_item *communities;
	size_t n_communities;
};

static void
ask_lists(struct db_batch *b, struct home_lists *l)
{
	q_posts_latest(b, NULL, NULL, &l->latest, &l->n_latest);
	q_posts_read(b, &l->read, &l->n_read);
	q_posts_older(b, &l->older, &l->n_older);
	q_communities_latest(b, NULL, NULL, &l->communities, &l->n_communities);
}

static void
tag_posts(struct cache_part *part, const struct post_item *posts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cache_part_tag(part, tag_of(TAG_POST, posts[i].id));
}

/* Lists that were just made: as long as they are shown, and kept. */
static void
keep_lists(struct req *r, struct home_lists *l, struct cache_part *fresh)
{
	l->more = l->n_latest > HOME_LATEST;
	l->n_latest = at_most(l->n_latest, HOME_LATEST);
	l->n_communities = at_most(l->n_communities, HOME_COMMUNITIES);
	/* A member's request holds what is the member's alone. */
	if (viewer_key(r).len > 0)
		return;
	fresh->data = l;
	cache_part_tag(fresh, tag_of(TAG_LIST, 0));
	cache_part_tag(fresh, tag_of(TAG_HOUR, 0));
	tag_posts(fresh, l->latest, l->n_latest);
	tag_posts(fresh, l->read, l->n_read);
	tag_posts(fresh, l->older, l->n_older);
	cache_part_keep(app_of(r)->cache, app_of(r)->home_lists, fresh, r);
}

static void
show_lists(struct req *r, struct home_page *v, const struct home_lists *l)
{
	v->latest = l->latest;
	v->n_latest = l->n_latest;
	v->read = l->read;
	v->n_read = l->n_read;
	v->older = l->older;
	v->n_older = l->n_older;
	v->communities = l->communities;
	v->n_communities = l->n_communities;
	v->has_read = l->n_read > 0;
	v->has_older = l->n_older > 0;
	if (l->more)
		v->page.next_href = STR("/latest");
	shown_posts(r, v->latest, v->n_latest);
	shown_posts(r, v->read, v->n_read);
	shown_posts(r, v->older, v->n_older);
}

static struct reply
home_show(struct req *r)
{
	struct home_page v = { 0 };
	struct cache *cache = app_of(r)->cache;
	struct home_lists *lists =
	    cache_part_find(cache, app_of(r)->home_lists, r);
	struct cache_part fresh = { .moment = cache_moment(cache) };
	const bool is_kept = lists != NULL;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_posts_commented(b, &v.commented, &v.n_commented);
	if (!is_kept) {
		lists = ARENA_NEW(r->arena, struct home_lists);
		ask_lists(b, lists);
	}
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (!is_kept)
		keep_lists(r, lists, &fresh);
	cache_tag(r, tag_of(TAG_DISCUSSED, 0));
	shown_posts(r, v.commented, v.n_commented);
	show_lists(r, &v, lists);
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
