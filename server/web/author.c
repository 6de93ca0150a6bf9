/* Who writes in a blog. */
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/name.h"
#include "text/slug.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"

static struct reply
authors_page(struct req *r, int status, struct author_form *form)
{
	struct blog_authors_page v = { .form = form };
	struct str key = slug_key(r->arena, req_param(r, "blog"));
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_blog_by_slug(b, key, viewer_key(r), &v.blog);
	q_blog_authors(b, key, &v.authors, &v.n_authors);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.blog == NULL)
		return reply_not_found(r);
	if (!v.blog->viewer_is_author && !v.blog->viewer_is_admin)
		return reply_forbidden(r, msg(NULL));
	v.may_decide = v.blog->viewer_is_owner;
	v.may_leave = v.blog->viewer_is_author && !v.blog->viewer_is_owner;
	return reply_page_status(r, status, VIEW_BLOG_AUTHORS_PAGE, &v);
}

static struct reply
authors_show(struct req *r)
{
	struct author_form form;

	form_init(&author_form_def, r->arena, &form);
	return authors_page(r, 200, &form);
}

static struct reply
authors_save(struct req *r)
{
	struct author_form form;
	struct outcome *done = NULL;
	struct reply reply;
	struct str key = slug_key(r->arena, req_param(r, "blog"));
	struct db_batch *b = db_batch(r->task);

	if (!form_read(r, &author_form_def, &form))
		return authors_page(r, 422, &form);
	if (form.action_is_remove)
		q_blog_author_remove(
		    b, viewer_key(r), key, form.account, &done);
	else
		q_blog_author_set(b, viewer_key(r), key,
		    login_key(r->arena, form.login),
		    form.action_is_add_owner ? STR("owner") : STR("author"),
		    &done);
	if (!outcome_run_form(r, b, &done, &form.base, &reply))
		return form.base.failed ? authors_page(r, 422, &form) : reply;
	return reply_done(r, path_of(r->arena, "/b/", done->slug, ""), "saved");
}

const struct route author_routes[] = {
	{ METHOD_GET, "/b/{blog}/authors", authors_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/b/{blog}/authors", authors_save, .who = WHO_MEMBER },
	{ 0 },
};
