/* For administrators: who has an account, and shutting one out. */
#include "base/arena.h"
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "web/keyset.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/routes.h"

#define ACCOUNTS_A_PAGE 50

static struct reply
accounts_show(struct req *r)
{
	struct accounts_page v = { 0 };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_accounts_list(b, viewer_key(r), keyset_id(r, "before"), &v.accounts,
	    &v.n_accounts);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (!v.page.viewer->is_admin)
		return reply_forbidden(
		    r, msg(N_("This page is for administrators.")));
	if (v.n_accounts > ACCOUNTS_A_PAGE) {
		v.n_accounts = ACCOUNTS_A_PAGE;
		v.page.next_href = arena_fmt(r->arena, "/accounts?before=%lld",
		    (long long)v.accounts[ACCOUNTS_A_PAGE - 1].id);
	}
	return reply_page(r, VIEW_ACCOUNTS_PAGE, &v);
}

static struct reply
account_save(struct req *r)
{
	struct account_state_form form;
	struct outcome *done = NULL;
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	if (!form_read(r, &account_state_form_def, &form))
		return reply_error(r, 400, msg(NULL));
	q_account_set_state(b, viewer_key(r), form.account, form.state, &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	return reply_done(r, STR("/accounts"), "saved");
}

const struct route admin_routes[] = {
	{ METHOD_GET, "/accounts", accounts_show, .who = WHO_ADMIN },
	{ METHOD_POST, "/accounts", account_save, .who = WHO_ADMIN },
	{ 0 },
};
