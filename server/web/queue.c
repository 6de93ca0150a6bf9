/* The moderators' queue: who wants to come in, who waits, what was decided. */
#include "base/arena.h"
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "web/community.h"
#include "web/page.h"
#include "web/routes.h"

/* What one batch loads. The lists come in the order of the episodes. */
struct loaded {
	struct membership_item *open, *past;
	struct application_post *posts;
	size_t n_open, n_past, n_posts;
};

/* The posts of one episode, which stand together in the list. */
static void
fill_posts(const struct loaded *l, struct application *a)
{
	size_t first = 0;

	while (first < l->n_posts &&
	       l->posts[first].membership_id != a->episode->id)
		first++;
	a->posts = &l->posts[first];
	while (first + a->n_posts < l->n_posts &&
	       l->posts[first + a->n_posts].membership_id == a->episode->id)
		a->n_posts++;
}

/* Applications stand before what waits for a blog's owner. */
static void
fill_queue(struct req *r, struct queue_page *v, const struct loaded *l)
{
	size_t n = 0;

	while (n < l->n_open && l->open[n].is_applied)
		n++;
	v->applications = ARENA_ARRAY(r->arena, struct application, n);
	v->n_applications = n;
	for (size_t i = 0; i < n; i++) {
		v->applications[i].episode = &l->open[i];
		fill_posts(l, &v->applications[i]);
	}
	v->waiting = l->open + n;
	v->n_waiting = l->n_open - n;
	v->has_waiting = v->n_waiting > 0;
	v->past = l->past;
	v->n_past = l->n_past;
	v->has_past = v->n_past > 0;
}

static struct reply
queue_show(struct req *r)
{
	struct queue_page v = { 0 };
	struct loaded l = { 0 };
	struct str key = community_key(r), who = viewer_key(r);
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_community_by_slug(b, key, who, &v.community);
	q_applications(b, key, who, &l.open, &l.n_open);
	q_application_posts(b, key, who, &l.posts, &l.n_posts);
	q_applications_past(b, key, who, &l.past, &l.n_past);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.community == NULL)
		return community_missing(r);
	if (!v.community->viewer_is_moderator && !v.community->viewer_is_admin)
		return reply_forbidden(
		    r, msg(N_("Only the community's "
			      "moderators see its applications.")));
	fill_queue(r, &v, &l);
	return reply_page(r, VIEW_QUEUE_PAGE, &v);
}

const struct route queue_routes[] = {
	{ METHOD_GET, "/c/{community}/queue", queue_show, .who = WHO_MEMBER },
	{ 0 },
};
