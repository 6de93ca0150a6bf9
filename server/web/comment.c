/*
 * Commenting. Members find the form below the post; guests have a page of
 * their own, so that a post's page can be kept for everybody. A guest's
 * comment is held until somebody lets it through.
 */
#include "base/arena.h"
#include "base/shared.h"
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/name.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/path.h"
#include "web/prose.h"
#include "web/routes.h"
#include "web/throttle.h"

static const struct throttle_rate guest_rate = { 20, 60, 3600 };
static const struct throttle_rate member_rate = { 30, 240, 3600 };

/* False: *out is the answer. */
PARKS
static bool
load_post(struct req *r, struct comment_page *v, struct reply *out)
{
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v->page);
	q_post_by_id(b, req_int(r, "id"), viewer_key(r), &v->post);
	if (!db_run(b))
		*out = reply_unavailable(r, b);
	else if (v->post == NULL || v->post->is_draft)
		*out = reply_not_found(r);
	else
		return true;
	return false;
}

static struct reply
comment_show(struct req *r)
{
	struct comment_page v = { 0 };
	struct comment_form form;
	struct reply reply;

	if (!load_post(r, &v, &reply))
		return reply;
	form_init(&comment_form_def, r->arena, &form);
	v.form = &form;
	v.page.noindex = true;
	return reply_page(r, VIEW_COMMENT_PAGE, &v);
}

/*
 * Who fills in what cannot be seen is a program, or somebody whose browser
 * meant well: the text is given back with that field empty, so that a person
 * loses nothing and need only send it again.
 */
static void
check_trap(struct comment_form *form)
{
	if (form->website.len > 0)
		form_error(&form->base, NULL,
		    msg(N_("A field that people do not see was filled in, as "
			   "programs do. It is empty again: if you wrote this "
			   "yourself, send it once more.")));
}

/* False: the form has mistakes. */
PARKS
static bool
check(struct req *r, struct comment_form *form, struct prose *prose)
{
	if (viewer_of(r) == NULL &&
	    !name_clean(r->arena, form->guest_name, &form->guest_name))
		form_error(&form->base, "guest_name",
		    msg(N_("Give a name, so that people know whom they "
			   "answer.")));
	if (viewer_of(r) == NULL)
		check_trap(form);
	if (form->base.failed)
		return false;
	*prose = (struct prose){ form->body, PROSE_COMMENT, "body" };
	return prose_render(r, &form->base, prose);
}

static bool
throttle(struct req *r, struct reply *out)
{
	if (viewer_of(r) != NULL)
		return throttle_allows(
		    r, "comment", viewer_of(r)->login, member_rate, out);
	return throttle_allows(r, "guest-comment", r->client, guest_rate, out);
}

static void
queue_comment(struct req *r, struct db_batch *b,
    const struct comment_form *form, const struct prose *prose,
    struct outcome **done)
{
	bool is_guest = viewer_of(r) == NULL;

	q_comment_create(b,
	    &(struct q_comment_create_args){
		.session = viewer_key(r),
		.post_id = req_int(r, "id"),
		.guest_name =
		    is_guest ? form->guest_name : (struct str){ NULL, 0 },
		.source = form->body,
		.body = prose->html,
		.excerpt = prose->excerpt,
		.renderer = prose->version,
		.nonce = form->nonce,
	    },
	    done);
}

/*
 * The session ended while a member wrote. The form of a guest asks for a
 * name: who gave one writes as a guest, whatever old cookie is there.
 */
static bool
session_ended(struct req *r)
{
	return viewer_of(r) == NULL && viewer_key(r).len > 0 &&
	       req_form_raw(r, "guest_name").ptr == NULL;
}

/* The form with its mistakes. */
PARKS
static struct reply
comment_again(struct req *r, struct comment_page *v)
{
	struct reply reply;

	if (!load_post(r, v, &reply))
		return reply;
	return reply_form(r, VIEW_COMMENT_PAGE, v);
}

/* What comes often asks for little: the post only when it must be shown. */
static struct reply
comment_save(struct req *r)
{
	struct comment_form form;
	struct comment_page v = { .form = &form };
	struct prose prose;
	struct outcome *done = NULL;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	form_read(r, &comment_form_def, &form);
	page_viewer(b, r, &v.page);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (session_ended(r))
		return reply_log_in(r);
	if (!check(r, &form, &prose))
		return comment_again(r, &v);
	if (!throttle(r, &reply))
		return reply;

	b = db_batch(r->task);
	queue_comment(r, b, &form, &prose, &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	struct str path = path_post(r->arena, req_int(r, "id"), done->slug);
	if (str_is(done->state, "visible"))
		path = arena_fmt(r->arena, STR_FMT "#c%lld", STR_ARG(path),
		    (long long)done->id);
	return reply_done(r, path,
	    str_is(done->state, "visible") ? "comment-added" : "comment-held");
}

const struct route comment_routes[] = {
	{ METHOD_GET, "/p/{id:int}/comment", comment_show },
	{ METHOD_POST, "/p/{id:int}/comment", comment_save },
	{ 0 },
};
