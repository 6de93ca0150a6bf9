/* A member's dashboard: what is new, what waits, where to write. */
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "web/keyset.h"
#include "web/page.h"
#include "web/routes.h"

#define HELD_SHOWN    20
#define ANSWERS_SHOWN 10

/* The three steps of a beginner; done ones stay ticked until all are. */
static void
fill_steps(struct dashboard_page *v, bool has_membership)
{
	v->has_blog = v->n_blogs > 0;
	for (size_t i = 0; i < v->n_blogs; i++)
		if (v->blogs[i].n_posts > 0)
			v->has_post = true;
	v->has_membership = has_membership || v->n_memberships > 0;
	v->is_beginning = !v->has_blog || !v->has_post || !v->has_membership;
}

static void
fill_answers(struct dashboard_page *v)
{
	v->more_answers = v->n_answers > ANSWERS_SHOWN;
	if (v->more_answers)
		v->n_answers = ANSWERS_SHOWN;
	if (v->n_answers > 0)
		v->answers_up_to = v->answers[0].at;
}

static void
fill_notices(struct req *r, struct dashboard_page *v)
{
	size_t n = v->n_notices;

	v->n_notices = keyset_links(r, &v->page, n, 0,
	    n > PAGE_ROWS ? v->notices[PAGE_ROWS - 1].notice_id : 0);
}

/* What was shown counts as read. Not worth failing the page for. */
PARKS
static void
mark_read(struct req *r, const struct dashboard_page *v)
{
	struct db_batch *b;

	if (v->n_notices == 0 || !v->notices[0].is_unread)
		return;
	b = db_batch(r->task);
	q_notices_read(b, viewer_key(r), v->notices[0].notice_id);
	if (!db_run(b))
		return;
}

static struct reply
dashboard_show(struct req *r)
{
	struct dashboard_page v = { 0 };
	struct membership_count *joined = NULL;
	struct held_item *held;
	size_t n_held;
	struct keyset from = keyset_of(r);
	struct str who = viewer_key(r);
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_answers_mine(b, who, &v.answers, &v.n_answers);
	q_notices_mine(b, who, from.id, &v.notices, &v.n_notices);
	q_memberships_mine(b, who, &v.memberships, &v.n_memberships);
	q_memberships_count_mine(b, who, &joined);
	q_posts_mine(b, who, &v.posts, &v.n_posts);
	q_drafts_mine(b, who, NULL, NULL, &v.drafts, &v.n_drafts);
	q_blogs_mine(b, who, &v.blogs, &v.n_blogs);
	q_communities_mine(b, who, &v.communities, &v.n_communities);
	q_comments_held(b, who, NULL, &held, &n_held);
	if (!page_run_member(r, b, &reply))
		return reply;
	v.has_memberships = v.n_memberships > 0;
	v.has_posts = v.n_posts > 0;
	v.is_moderator = v.n_communities > 0;
	v.n_held = n_held < HELD_SHOWN ? (int64_t)n_held : HELD_SHOWN;
	fill_steps(&v, joined != NULL && joined->n > 0);
	fill_answers(&v);
	fill_notices(r, &v);
	mark_read(r, &v);
	return reply_page(r, VIEW_DASHBOARD_PAGE, &v);
}

/*
 * Comments are marked as read by a button, not by being shown: of many only
 * some are, and the others would be lost.
 */
static struct reply
answers_mark_read(struct req *r)
{
	struct answers_form form;
	struct page page = { 0 };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	if (!form_read(r, &answers_form_def, &form))
		return reply_error(r, 400, msg(NULL));
	page_viewer(b, r, &page);
	if (!page_run_member(r, b, &reply))
		return reply;
	b = db_batch(r->task);
	q_answers_read(b, viewer_key(r), form.up_to);
	if (!db_run(b))
		return reply_unavailable(r, b);
	return reply_done(r, STR("/dashboard"), NULL);
}

const struct route dashboard_routes[] = {
	{ METHOD_GET, "/dashboard", dashboard_show, .who = WHO_MEMBER,
	    .query = keyset_query },
	{ METHOD_POST, "/dashboard", answers_mark_read, .who = WHO_MEMBER },
	{ 0 },
};
