/* What may be done about a comment, and the guests' comments that wait. */
#include "base/arena.h"
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "web/keyset.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"

static struct reply
held_show(struct req *r)
{
	struct held_page v = { 0 };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_comments_held(b, viewer_key(r), keyset_id(r, "after"), &v.comments,
	    &v.n_comments);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.n_comments > PAGE_ROWS) {
		v.n_comments = PAGE_ROWS;
		v.page.next_href = arena_fmt(r->arena, "/held?after=%lld",
		    (long long)v.comments[PAGE_ROWS - 1].id);
	}
	return reply_page(r, VIEW_HELD_PAGE, &v);
}

static struct reply
comment_manage(struct req *r)
{
	struct comment_manage_page v = { 0 };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_comment_by_id(b, req_int(r, "id"), viewer_key(r), &v.comment);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.comment == NULL)
		return reply_not_found(r);
	if (!v.comment->viewer_is_author && !v.comment->viewer_may_moderate)
		return reply_forbidden(r, msg(NULL));
	return reply_page(r, VIEW_COMMENT_MANAGE_PAGE, &v);
}

static const char *
done_message(const struct comment_act_form *form)
{
	if (form->action_is_hide)
		return "comment-hidden";
	if (form->action_is_delete)
		return "comment-deleted";
	return "comment-shown";
}

static struct reply
comment_act(struct req *r)
{
	struct comment_act_form form;
	struct outcome *done = NULL;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	if (!form_read(r, &comment_act_form_def, &form))
		return reply_error(r, 400, msg(NULL));
	q_comment_act(b, viewer_key(r), req_int(r, "id"), form.action, &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	return reply_done(r,
	    form.back_is_held ? STR("/held")
			      : path_post(r->arena, done->id, done->slug),
	    done_message(&form));
}

static const char *const held_query[] = { "after", NULL };

const struct route moderation_routes[] = {
	{ METHOD_GET, "/held", held_show, .who = WHO_MEMBER,
	    .query = held_query },
	{ METHOD_GET, "/comment/{id:int}", comment_manage, .who = WHO_MEMBER },
	{ METHOD_POST, "/comment/{id:int}", comment_act, .who = WHO_MEMBER },
	{ 0 },
};
