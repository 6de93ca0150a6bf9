/* The devices on which one is logged in, and ending that. */
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "web/page.h"
#include "web/routes.h"

static struct reply
sessions_show(struct req *r)
{
	struct sessions_page v = { 0 };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_sessions_mine(b, viewer_key(r), &v.sessions, &v.n_sessions);
	if (!page_run_member(r, b, &reply))
		return reply;
	return reply_page(r, VIEW_SESSIONS_PAGE, &v);
}

static struct reply
session_end(struct req *r)
{
	struct session_form form;
	struct db_batch *b = db_batch(r->task);

	if (!form_read(r, &session_form_def, &form))
		return reply_error(r, 400, msg(NULL));
	if (form.others)
		q_sessions_revoke_others(b, viewer_key(r));
	else
		q_session_revoke(b, viewer_key(r), form.session);
	if (!db_run(b))
		return reply_unavailable(r, b);
	return reply_done(r, STR("/settings/sessions"), "session-ended");
}

const struct route session_routes[] = {
	{ METHOD_GET, "/settings/sessions", sessions_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/settings/sessions", session_end, .who = WHO_MEMBER },
	{ 0 },
};
