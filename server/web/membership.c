/*
 * A blog's way into a community and out of it: applying, inviting, and every
 * step after that on one page that both sides see, with the whole history.
 */
#include "base/arena.h"
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/slug.h"
#include "web/community.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"

static struct str
membership_path(struct req *r, int64_t id)
{
	return arena_fmt(r->arena, "/membership/%lld", (long long)id);
}

/* ---- Applying ---- */

static void
fill_options(struct req *r, struct apply_page *v,
    const struct apply_choice *choices, size_t n)
{
	struct apply_option *only = NULL;
	size_t n_able = 0;

	v->options = ARENA_ARRAY(r->arena, struct apply_option, n);
	v->n_options = n;
	for (size_t i = 0; i < n; i++) {
		struct apply_option *option = &v->options[i];

		option->choice = (struct apply_choice *)&choices[i];
		option->chosen = choices[i].blog_id == v->form->blog;
		if (!choices[i].can_apply)
			continue;
		only = option;
		n_able++;
	}
	v->may_apply = n_able > 0;
	if (n_able == 1)
		only->chosen = true;
}

static struct reply
apply_page(struct req *r, int status, struct apply_form *form)
{
	struct apply_page v = { .form = form };
	struct apply_choice *choices = NULL;
	size_t n = 0;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_community_by_slug(b, community_key(r), viewer_key(r), &v.community);
	q_apply_choices(b, community_key(r), viewer_key(r), &choices, &n);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.community == NULL)
		return community_missing(r);
	fill_options(r, &v, choices, n);
	return reply_page_status(r, status, VIEW_APPLY_PAGE, &v);
}

static struct reply
apply_show(struct req *r)
{
	struct apply_form form;

	form_init(&apply_form_def, r->arena, &form);
	return apply_page(r, 200, &form);
}

static struct reply
apply_send(struct req *r)
{
	struct apply_form form;
	struct outcome *done = NULL;
	struct reply reply;

	form_read(r, &apply_form_def, &form);
	if (form.blog == 0)
		form_error(
		    &form.base, "blog", msg(N_("Choose one of your blogs.")));
	if (form.base.failed)
		return apply_page(r, 422, &form);

	struct db_batch *b = db_batch(r->task);
	q_membership_apply(b,
	    &(struct q_membership_apply_args){
		.session = viewer_key(r),
		.blog_id = form.blog,
		.community_key = community_key(r),
		.message = form.message,
		.nonce = form.nonce,
	    },
	    &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	return reply_done(r, membership_path(r, done->id),
	    str_is(done->state, "approved") ? "approved" : "applied");
}

/* ---- Inviting ---- */

static struct reply
invite_page(struct req *r, int status, struct invite_form *form)
{
	struct invite_page v = { .form = form };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_community_by_slug(b, community_key(r), viewer_key(r), &v.community);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.community == NULL)
		return community_missing(r);
	if (!v.community->viewer_is_moderator)
		return reply_forbidden(
		    r, msg(N_("Only the community's moderators invite.")));
	return reply_page_status(r, status, VIEW_INVITE_PAGE, &v);
}

static struct reply
invite_show(struct req *r)
{
	struct invite_form form;

	form_init(&invite_form_def, r->arena, &form);
	return invite_page(r, 200, &form);
}

/* The slug out of what was typed: a slug, or the address of a blog's page. */
static struct str
typed_slug(struct str typed)
{
	size_t at;

	if (str_find(typed, STR("/b/"), &at))
		typed = str_slice(typed, at + 3, typed.len);
	str_cut(typed, '?', &typed, &(struct str){ 0 });
	str_cut(typed, '#', &typed, &(struct str){ 0 });
	str_cut(typed, '/', &typed, &(struct str){ 0 });
	return typed;
}

static struct reply
invite_send(struct req *r)
{
	struct invite_form form;
	struct outcome *done = NULL;
	struct str slug;

	if (!form_read(r, &invite_form_def, &form))
		return invite_page(r, 422, &form);
	slug = path_decode(r->arena, typed_slug(form.blog));

	struct db_batch *b = db_batch(r->task);
	q_membership_invite(b,
	    &(struct q_membership_invite_args){
		.session = viewer_key(r),
		.blog_key = slug_key(r->arena, slug),
		.community_key = community_key(r),
		.message = form.message,
		.nonce = form.nonce,
	    },
	    &done);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (done != NULL && str_is(done->result, "not_found")) {
		form_error(&form.base, "blog",
		    msg(N_("There is no blog at this address.")));
		return invite_page(r, 422, &form);
	}
	if (done == NULL || !str_is(done->result, "ok"))
		return outcome_reply(r, done);
	return reply_done(r, membership_path(r, done->id),
	    str_is(done->state, "approved") ? "approved" : "invited");
}

/* ---- One episode ---- */

/* Which buttons the page shows; the database decides once more. */
static void
fill_rights(struct membership_page *v)
{
	const struct membership_item *m = v->membership;
	bool moderates = m->viewer_is_moderator;
	bool owns = m->viewer_is_blog_owner;

	v->may_approve = moderates && (m->is_applied || m->is_changes_asked);
	v->may_refuse = v->may_approve;
	v->may_ask = moderates && m->is_applied;
	v->may_remove = moderates && m->is_approved;
	v->may_accept = owns && m->is_invited;
	v->may_decline = v->may_accept;
	v->may_withdraw = (owns && (m->is_applied || m->is_changes_asked)) ||
			  (moderates && m->is_invited);
	v->may_leave = owns && m->is_approved;
	v->may_reapply =
	    owns && (m->is_changes_asked || m->is_refused || m->is_withdrawn ||
			m->is_left || m->is_removed);
	v->may_act = v->may_approve || v->may_remove || v->may_accept ||
		     v->may_withdraw || v->may_leave;
}

static struct reply
episode_page(struct req *r, int status, struct membership_form *form)
{
	struct membership_page v = { .form = form };
	int64_t id = req_int(r, "id");
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_membership_by_id(b, id, viewer_key(r), &v.membership);
	q_membership_history(b, id, viewer_key(r), &v.events, &v.n_events);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.membership == NULL)
		return reply_not_found(r);
	fill_rights(&v);
	return reply_page_status(r, status, VIEW_MEMBERSHIP_PAGE, &v);
}

static struct reply
membership_show(struct req *r)
{
	struct membership_form form;

	form_init(&membership_form_def, r->arena, &form);
	form.announce = 1;
	return episode_page(r, 200, &form);
}

static const char *
done_message(const struct membership_form *form)
{
	if (form->action_is_approve || form->action_is_accept)
		return "approved";
	if (form->action_is_refuse)
		return "refused";
	if (form->action_is_ask_changes)
		return "asked";
	if (form->action_is_remove)
		return "removed";
	if (form->action_is_leave)
		return "left";
	if (form->action_is_decline)
		return "declined";
	return "withdrawn";
}

/*
 * The queue's page holds a form for each application, all with one nonce:
 * what makes a sending unique is the nonce and the episode.
 */
static struct str
act_nonce(struct req *r, const struct membership_form *form)
{
	return arena_fmt(r->arena, STR_FMT ".%lld", STR_ARG(form->nonce),
	    (long long)req_int(r, "id"));
}

struct act {
	struct req *req;
	const struct membership_form *form;
};

static void
queue_act(struct db_batch *b, void *arg, struct outcome **done)
{
	const struct act *act = arg;
	const struct membership_form *form = act->form;

	q_membership_act(b,
	    &(struct q_membership_act_args){
		.session = viewer_key(act->req),
		.id = req_int(act->req, "id"),
		.action = form->action,
		.body = form->reason,
		.announce = form->announce < 30 ? form->announce : 30,
		.nonce = act_nonce(act->req, form),
	    },
	    done);
}

static struct reply
membership_act(struct req *r)
{
	struct membership_form form;
	struct act act = { r, &form };
	struct outcome_work work = { queue_act, &act, NULL };
	struct reply reply;

	if (!form_read(r, &membership_form_def, &form))
		return episode_page(r, 422, &form);
	if (!outcome_work_run(r, &work, &reply))
		return reply;
	if (outcome_is_mistake(work.done, &form.base))
		return episode_page(r, 422, &form);
	if (work.done == NULL || !str_is(work.done->result, "ok"))
		return outcome_reply(r, work.done);
	return reply_done(r,
	    form.back_is_queue
		? path_of(r->arena, "/c/", work.done->slug, "/queue")
		: membership_path(r, req_int(r, "id")),
	    done_message(&form));
}

/* ---- All communities of one blog ---- */

static struct reply
blog_communities_show(struct req *r)
{
	struct blog_communities_page v = { 0 };
	struct str key = slug_key(r->arena, req_param(r, "blog"));
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_blog_by_slug(b, key, viewer_key(r), &v.blog);
	q_memberships_by_blog(
	    b, key, viewer_key(r), &v.memberships, &v.n_memberships);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.blog == NULL)
		return reply_not_found(r);
	if (!v.blog->viewer_is_author && !v.blog->viewer_is_admin)
		return reply_forbidden(r, msg(NULL));
	return reply_page(r, VIEW_BLOG_COMMUNITIES_PAGE, &v);
}

const struct route membership_routes[] = {
	{ METHOD_GET, "/c/{community}/apply", apply_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/c/{community}/apply", apply_send, .who = WHO_MEMBER },
	{ METHOD_GET, "/c/{community}/invite", invite_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/c/{community}/invite", invite_send,
	    .who = WHO_MEMBER },
	{ METHOD_GET, "/membership/{id:int}", membership_show,
	    .who = WHO_MEMBER },
	{ METHOD_POST, "/membership/{id:int}", membership_act,
	    .who = WHO_MEMBER },
	{ METHOD_GET, "/b/{blog}/communities", blog_communities_show,
	    .who = WHO_MEMBER },
	{ 0 },
};
