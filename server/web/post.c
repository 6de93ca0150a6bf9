/* A post's page; deleting a post and taking that back. */
#include "web/post.h"

#include "base/arena.h"
#include "cache/cache.h"
#include "base/buf.h"
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/catalogue.h"
#include "web/keyset.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"

#define COMMENTS_A_PAGE 200

/* A post that cannot be seen was never there, or is gone. */
struct reply
post_missing(struct req *r)
{
	struct gone_page v = {
		.post_id = req_int(r, "id"),
	};
	struct post_fate *fate = NULL;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_post_fate(b, v.post_id, viewer_key(r), &fate);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (fate == NULL)
		return reply_not_found(r);
	v.may_restore = fate->viewer_may_restore;
	v.page.noindex = true;
	return reply_page_status(r, 410, VIEW_GONE_PAGE, &v);
}

/* Whether the address is not the post's own: no slug, or an old one. */
static bool
is_elsewhere(struct req *r, const struct post_full *post, struct str *path)
{
	*path = path_post(r->arena, post->id, post->slug);
	return !str_eq(r->path, *path);
}

static struct reply
post_moved(struct req *r, struct str path)
{
	path = path_encode(r->arena, path);
	if (r->query.len > 0)
		path = arena_fmt(r->arena, STR_FMT "?" STR_FMT, STR_ARG(path),
		    STR_ARG(r->query));
	return reply_redirect(r, 301, path);
}

static void
page_of_comments(struct req *r, struct post_page *v)
{
	struct str path = v->page.path;

	if (req_query(r, "after").len > 0)
		v->page.newer_href = path;
	if (v->n_comments <= COMMENTS_A_PAGE)
		return;
	v->n_comments = COMMENTS_A_PAGE;
	v->page.next_href = arena_fmt(r->arena, STR_FMT "?after=%lld",
	    STR_ARG(path), (long long)v->comments[COMMENTS_A_PAGE - 1].id);
}

/* "Comments on …" in the reader's language. */
static struct str
comments_title(struct req *r, struct str post_title)
{
	struct buf out;

	buf_init(&out, 0);
	msg_text(
	    &out, lang_of(r), msg_arg(N_("Comments on “{arg}”"), post_title));
	return buf_take(&out, r->arena);
}

static void
post_feeds(struct req *r, struct post_page *v)
{
	if (!v->post->is_draft)
		page_feed(r, &v->page,
		    arena_fmt(r->arena, "/p/%lld/comments.rss",
			(long long)v->post->id),
		    comments_title(r, v->post->title));
	page_feed(r, &v->page,
	    path_encode(r->arena,
		path_of(r->arena, "/b/", v->post->blog_slug, "/feed.rss")),
	    v->post->blog_title);
}

static void
post_rights(struct post_page *v)
{
	const struct post_full *post = v->post;
	bool decides = post->viewer_is_author || post->viewer_is_owner ||
		       post->viewer_is_admin;

	v->may_delete = decides;
	v->may_moderate = decides || post->viewer_is_moderator;
	v->may_comment = v->page.viewer != NULL && !post->is_draft;
}

/*
 * A reading, but for who wrote it or has it in a blog of theirs; who goes on
 * to more comments is reading it still.
 */
static bool
is_reading(const struct post_page *v, const int64_t *after)
{
	const struct viewer *viewer = v->page.viewer;

	return after == NULL && !v->post->is_draft &&
	       !v->post->viewer_is_owner &&
	       (viewer == NULL || viewer->account_id != v->post->author_id);
}

static struct reply
post_show(struct req *r)
{
	struct post_page v = { 0 };
	struct comment_form form;
	struct str path;
	int64_t id = req_int(r, "id");
	const int64_t *after = keyset_id(r, "after");
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_post_by_id(b, id, viewer_key(r), &v.post);
	q_communities_by_post(b, id, &v.communities, &v.n_communities);
	q_post_neighbours(b, id, &v.neighbours, &v.n_neighbours);
	q_comments_by_post(
	    b, id, viewer_key(r), after, &v.comments, &v.n_comments);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (v.post == NULL)
		return post_missing(r);
	if (is_elsewhere(r, v.post, &path))
		return post_moved(r, path);
	cache_tag(r, tag_of(TAG_POST, id));
	cache_tag(r, tag_of(TAG_HOUR, 0));
	if (is_reading(&v, after))
		r->subject = id;
	form_init(&comment_form_def, r->arena, &form);
	v.form = &form;
	v.page.path = path_encode(r->arena, path);
	v.page.noindex = v.post->is_draft;
	page_of_comments(r, &v);
	post_feeds(r, &v);
	post_rights(&v);
	return reply_page(r, VIEW_POST_PAGE, &v);
}

static struct reply
post_ask_delete(struct req *r)
{
	struct post_delete_page v = { 0 };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_post_by_id(b, req_int(r, "id"), viewer_key(r), &v.post);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.post == NULL)
		return reply_not_found(r);
	if (!v.post->viewer_is_author && !v.post->viewer_is_owner &&
	    !v.post->viewer_is_admin)
		return reply_forbidden(r, msg(NULL));
	return reply_page(r, VIEW_POST_DELETE_PAGE, &v);
}

static struct reply
post_delete(struct req *r)
{
	struct outcome *done = NULL;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	q_post_delete(b, viewer_key(r), req_int(r, "id"), &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	return reply_done(
	    r, path_post(r->arena, done->id, STR("")), "post-deleted");
}

static struct reply
post_restore(struct req *r)
{
	struct outcome *done = NULL;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	q_post_restore(b, viewer_key(r), req_int(r, "id"), &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	return reply_done(
	    r, path_post(r->arena, done->id, done->slug), "post-restored");
}

static const char *const post_query[] = { "after", NULL };

const struct route post_routes[] = {
	{ METHOD_GET, "/p/{id:int}", post_show, .cache = CACHE_ANONYMOUS,
	    .query = post_query },
	{ METHOD_GET, "/p/{id:int}-{slug}", post_show, .cache = CACHE_ANONYMOUS,
	    .query = post_query },
	{ METHOD_GET, "/p/{id:int}/delete", post_ask_delete,
	    .who = WHO_MEMBER },
	{ METHOD_POST, "/p/{id:int}/delete", post_delete, .who = WHO_MEMBER },
	{ METHOD_POST, "/p/{id:int}/restore", post_restore, .who = WHO_MEMBER },
	{ 0 },
};
