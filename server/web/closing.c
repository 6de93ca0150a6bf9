/* Closing a blog or a community: a page that asks, and the act. */
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/slug.h"
#include "web/community.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"

static struct reply
blog_ask(struct req *r)
{
	struct close_page v = { .is_blog = true };
	struct blog_full *blog = NULL;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_blog_by_slug(
	    b, slug_key(r->arena, req_param(r, "blog")), viewer_key(r), &blog);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (blog == NULL)
		return reply_not_found(r);
	if (!blog->viewer_is_owner && !blog->viewer_is_admin)
		return reply_forbidden(
		    r, msg(N_("Only its owner closes a blog.")));
	v.title = blog->title;
	v.back =
	    path_encode(r->arena, path_of(r->arena, "/b/", blog->slug, ""));
	v.action = path_encode(
	    r->arena, path_of(r->arena, "/b/", blog->slug, "/close"));
	return reply_page(r, VIEW_CLOSE_PAGE, &v);
}

static void
queue_blog_delete(struct db_batch *b, void *arg, struct outcome **done)
{
	struct req *r = arg;

	q_blog_delete(
	    b, viewer_key(r), slug_key(r->arena, req_param(r, "blog")), done);
}

static struct reply
blog_close(struct req *r)
{
	struct outcome_work work = { queue_blog_delete, r, NULL };
	struct reply reply;

	if (!outcome_work_run(r, &work, &reply))
		return reply;
	if (work.done == NULL || !str_is(work.done->result, "ok"))
		return outcome_reply(r, work.done);
	return reply_done(r, STR("/dashboard"), "blog-closed");
}

static struct reply
community_ask(struct req *r)
{
	struct close_page v = { 0 };
	struct community_full *community = NULL;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_community_by_slug(b, community_key(r), viewer_key(r), &community);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (community == NULL)
		return community_missing(r);
	if (!community->viewer_is_owner && !community->viewer_is_admin)
		return reply_forbidden(
		    r, msg(N_("Only its owner closes a community.")));
	v.title = community->title;
	v.back = path_encode(
	    r->arena, path_of(r->arena, "/c/", community->slug, ""));
	v.action = path_encode(
	    r->arena, path_of(r->arena, "/c/", community->slug, "/close"));
	return reply_page(r, VIEW_CLOSE_PAGE, &v);
}

static struct reply
community_close(struct req *r)
{
	struct outcome *done = NULL;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	q_community_delete(b, viewer_key(r), community_key(r), &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	return reply_done(r, STR("/dashboard"), "community-closed");
}

const struct route closing_routes[] = {
	{ METHOD_GET, "/b/{blog}/close", blog_ask, .who = WHO_MEMBER },
	{ METHOD_POST, "/b/{blog}/close", blog_close, .who = WHO_MEMBER },
	{ METHOD_GET, "/c/{community}/close", community_ask,
	    .who = WHO_MEMBER },
	{ METHOD_POST, "/c/{community}/close", community_close,
	    .who = WHO_MEMBER },
	{ 0 },
};
