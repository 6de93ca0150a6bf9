/* The reader's language: a small page of its own, so that others can be kept
 * for everybody. */
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/catalogue.h"
#include "web/app.h"
#include "web/page.h"
#include "web/routes.h"
#include "web/visit.h"

#define LANG_MAX_AGE_S (365 * 86400)

static struct reply
language_show(struct req *r)
{
	struct language_page v = { 0 };
	struct language_form form;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	if (!db_run(b))
		return reply_unavailable(r, b);
	form_init(&language_form_def, r->arena, &form);
	v.form = &form;
	v.page.return_to = req_query(r, "next");
	v.page.noindex = true;
	return reply_page(r, VIEW_LANGUAGE_PAGE, &v);
}

static struct reply
language_set(struct req *r)
{
	struct language_form form;

	if (!form_read(r, &language_form_def, &form) ||
	    lang_find(app_of(r)->catalogues, form.lang) == NULL)
		return reply_error(r, 400, msg(NULL));
	if (viewer_key(r).len > 0) {
		struct db_batch *b = db_batch(r->task);

		q_language_set(b, viewer_key(r), form.lang);
		if (!db_run(b))
			return reply_unavailable(r, b);
	}
	struct reply reply = reply_redirect(
	    r, 303, redirect_is_safe(form.next) ? form.next : STR("/"));
	visit_set_cookie(r, &reply, "lang", form.lang, LANG_MAX_AGE_S);
	return reply;
}

const struct route language_routes[] = {
	{ METHOD_GET, "/language", language_show },
	{ METHOD_POST, "/language", language_set },
	{ 0 },
};
