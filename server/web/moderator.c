/* Who moderates a community, and handing it over. */
#include "base/arena.h"
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/name.h"
#include "web/community.h"
#include "web/keyset.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"

static struct str
moderators_path(struct req *r)
{
	return path_of(
	    r->arena, "/c/", req_param(r, "community"), "/moderators");
}

/* False: *out is the answer. Moderators and the administrator get in. */
PARKS
static bool
load_moderators(
    struct req *r, struct community_moderators_page *v, struct reply *out)
{
	struct str key = community_key(r);
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v->page);
	q_community_by_slug(b, key, viewer_key(r), &v->community);
	q_community_moderators(b, key, &v->moderators, &v->n_moderators);
	if (!page_run_member(r, b, out))
		return false;
	if (v->community == NULL)
		*out = reply_not_found(r);
	else if (!v->community->viewer_is_moderator &&
		 !v->community->viewer_is_admin)
		*out = reply_forbidden(r, msg(NULL));
	else
		return true;
	return false;
}

static struct reply
moderators_page(struct req *r, int status, struct moderator_form *form)
{
	struct community_moderators_page v = { .form = form };
	struct reply reply;

	if (!load_moderators(r, &v, &reply))
		return reply;
	v.may_appoint =
	    v.community->viewer_is_owner || v.community->viewer_is_admin;
	return reply_page_status(r, status, VIEW_COMMUNITY_MODERATORS_PAGE, &v);
}

static struct reply
moderators_show(struct req *r)
{
	struct moderator_form form;

	form_init(&moderator_form_def, r->arena, &form);
	return moderators_page(r, 200, &form);
}

static struct reply
moderators_save(struct req *r)
{
	struct moderator_form form;
	struct outcome *done = NULL;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	if (!form_read(r, &moderator_form_def, &form))
		return moderators_page(r, 422, &form);
	if (form.action_is_add)
		q_moderator_add(b, viewer_key(r), community_key(r),
		    login_key(r->arena, form.login), &done);
	else
		q_moderator_remove(
		    b, viewer_key(r), community_key(r), form.account, &done);
	if (!outcome_run_form(r, b, &done, &form.base, &reply))
		return form.base.failed ? moderators_page(r, 422, &form)
					: reply;
	return reply_done(r, moderators_path(r), "saved");
}

static struct reply
hand_over_page(struct req *r, int status, struct hand_over_form *form)
{
	struct community_hand_over_page v = { .form = form };
	struct community_moderators_page loaded = { 0 };
	struct reply reply;

	if (!load_moderators(r, &loaded, &reply))
		return reply;
	if (!loaded.community->viewer_is_owner &&
	    !loaded.community->viewer_is_admin)
		return reply_forbidden(r, msg(N_("Only its owner hands a "
						 "community over.")));
	v.page = loaded.page;
	v.community = loaded.community;
	v.moderators = loaded.moderators;
	v.n_moderators = loaded.n_moderators;
	v.has_others = v.n_moderators > 1;
	return reply_page_status(r, status, VIEW_COMMUNITY_HAND_OVER_PAGE, &v);
}

static struct reply
hand_over_show(struct req *r)
{
	struct hand_over_form form;

	form_init(&hand_over_form_def, r->arena, &form);
	return hand_over_page(r, 200, &form);
}

static struct reply
hand_over_do(struct req *r)
{
	struct hand_over_form form;
	struct outcome *done = NULL;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	if (!form_read(r, &hand_over_form_def, &form))
		return hand_over_page(r, 422, &form);
	q_community_hand_over(
	    b, viewer_key(r), community_key(r), form.account, &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	return reply_done(r, moderators_path(r), "handed-over");
}

#define LOG_ROWS 50

static struct reply
log_show(struct req *r)
{
	struct community_log_page v = { 0 };
	struct str key = community_key(r);
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_community_by_slug(b, key, viewer_key(r), &v.community);
	q_community_log(b, key, viewer_key(r), keyset_id(r, "before"),
	    &v.events, &v.n_events);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.community == NULL)
		return community_missing(r);
	if (!v.community->viewer_is_moderator && !v.community->viewer_is_admin)
		return reply_forbidden(
		    r, msg(N_("Only the community's moderators see its log.")));
	if (v.n_events > LOG_ROWS) {
		v.n_events = LOG_ROWS;
		v.page.next_href = arena_fmt(r->arena, STR_FMT "?before=%lld",
		    STR_ARG(path_encode(r->arena, r->path)),
		    (long long)v.events[LOG_ROWS - 1].id);
	}
	return reply_page(r, VIEW_COMMUNITY_LOG_PAGE, &v);
}

const struct route moderator_routes[] = {
	{ METHOD_GET, "/c/{community}/log", log_show, .who = WHO_MEMBER },
	{ METHOD_GET, "/c/{community}/moderators", moderators_show,
	    .who = WHO_MEMBER },
	{ METHOD_POST, "/c/{community}/moderators", moderators_save,
	    .who = WHO_MEMBER },
	{ METHOD_GET, "/c/{community}/hand-over", hand_over_show,
	    .who = WHO_MEMBER },
	{ METHOD_POST, "/c/{community}/hand-over", hand_over_do,
	    .who = WHO_MEMBER },
	{ 0 },
};
