/* Blogs: their pages, opening one, their settings. */
#include "web/blog.h"

#include "base/arena.h"
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/name.h"
#include "text/script.h"
#include "text/slug.h"
#include "web/keyset.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/path.h"
#include "web/prose.h"
#include "web/routes.h"
#include "web/shown.h"

static struct str
blog_key(struct req *r)
{
	return slug_key(r->arena, req_param(r, "blog"));
}

/* No row: it never was there, or it was deleted. */
struct reply
blog_missing(struct req *r)
{
	struct fate *fate = NULL;
	struct db_batch *b = db_batch(r->task);

	q_blog_fate(b, blog_key(r), &fate);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (fate == NULL)
		return reply_not_found(r);
	return reply_gone(r, msg(N_("This blog was closed.")));
}

static struct reply
blog_show(struct req *r)
{
	struct blog_page v = { 0 };
	struct str key = blog_key(r);
	struct keyset from = keyset_of(r);
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_blog_by_slug(b, key, viewer_key(r), &v.blog);
	q_posts_by_blog(b, key, from.at, from.id, &v.posts, &v.n_posts);
	q_communities_by_blog(b, key, &v.communities, &v.n_communities);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (v.blog == NULL)
		return blog_missing(r);
	if (!str_eq(req_param(r, "blog"), v.blog->slug))
		return reply_redirect(
		    r, 301, path_of(r->arena, "/b/", v.blog->slug, ""));
	page_feed(r, &v.page,
	    path_encode(
		r->arena, path_of(r->arena, "/b/", v.blog->slug, "/feed.rss")),
	    v.blog->title);
	KEYSET_PAGE(r, &v.page, v.posts, v.n_posts);
	shown_posts(r, v.posts, v.n_posts);
	return reply_page(r, VIEW_BLOG_PAGE, &v);
}

/* ---- Opening a blog, and its settings ---- */

/* The form as it is stored. */
struct blog_text {
	struct str title, slug, key;
	struct prose about;
};

/* False: the form has mistakes. An empty slug is made from the title. */
PARKS
static bool
make_blog(struct req *r, struct blog_form *form, struct blog_text *out)
{
	struct msg why;

	if (!name_clean(r->arena, form->title, &out->title))
		form_error(&form->base, "title",
		    msg(N_("Give the blog a title that others can read.")));
	if (form->slug.len == 0 && !form->base.failed)
		form->slug = slug_from_title(r->arena, out->title);
	out->slug = form->slug;
	if (!form->base.failed && !slug_is_valid(out->slug, &why))
		form_error(&form->base, "slug", why);
	out->key = slug_key(r->arena, out->slug);
	if (form->base.failed)
		return false;
	out->about = (struct prose){ form->about, PROSE_COMMENT, "about" };
	return prose_render(r, &form->base, &out->about);
}

/* The page of the form: false, and *out is the answer, without a session. */
PARKS
static bool
is_signed_in(struct req *r, struct page *page, struct reply *out)
{
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, page);
	return page_run_member(r, b, out);
}

static struct reply
new_show(struct req *r)
{
	struct blog_new_page v = { 0 };
	struct blog_form form;
	struct reply reply;

	if (!is_signed_in(r, &v.page, &reply))
		return reply;
	form_init(&blog_form_def, r->arena, &form);
	v.form = &form;
	return reply_page(r, VIEW_BLOG_NEW_PAGE, &v);
}

static void
queue_create(struct req *r, struct db_batch *b, const struct blog_form *form,
    const struct blog_text *text, struct outcome **done)
{
	q_blog_create(b,
	    &(struct q_blog_create_args){
		.session = viewer_key(r),
		.slug = text->slug,
		.slug_key = text->key,
		.title = text->title,
		.about = form->about,
		.body = text->about.html,
		.about_text = text->about.excerpt,
		.renderer = text->about.version,
		.lang = script_lang(text->title),
		.nonce = form->nonce,
	    },
	    done);
}

static struct reply
new_save(struct req *r)
{
	struct blog_new_page v = { 0 };
	struct blog_form form;
	struct blog_text text = { 0 };
	struct outcome *done = NULL;
	struct reply reply;

	form_read(r, &blog_form_def, &form);
	if (!is_signed_in(r, &v.page, &reply))
		return reply;
	v.form = &form;
	if (!make_blog(r, &form, &text))
		return reply_form(r, VIEW_BLOG_NEW_PAGE, &v);

	struct db_batch *b = db_batch(r->task);
	queue_create(r, b, &form, &text, &done);
	if (!outcome_run_form(r, b, &done, &form.base, &reply))
		return form.base.failed ? reply_form(r, VIEW_BLOG_NEW_PAGE, &v)
					: reply;
	return reply_done(
	    r, path_of(r->arena, "/b/", done->slug, ""), "blog-opened");
}

/* False: *out is the answer. */
PARKS
static bool
load_own(struct req *r, struct blog_settings_page *v, struct reply *out)
{
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v->page);
	q_blog_by_slug(b, blog_key(r), viewer_key(r), &v->blog);
	if (!page_run_member(r, b, out))
		return false;
	if (v->blog == NULL)
		*out = reply_not_found(r);
	else if (!v->blog->viewer_is_owner)
		*out = reply_forbidden(
		    r, msg(N_("Only its owner changes a blog's settings.")));
	else
		return true;
	return false;
}

static struct reply
settings_show(struct req *r)
{
	struct blog_settings_page v = { 0 };
	struct blog_form form;
	struct reply reply;

	if (!load_own(r, &v, &reply))
		return reply;
	form_init(&blog_form_def, r->arena, &form);
	form.title = v.blog->title;
	form.slug = v.blog->slug;
	form.about = v.blog->about;
	v.form = &form;
	return reply_page(r, VIEW_BLOG_SETTINGS_PAGE, &v);
}

static void
queue_update(struct req *r, struct db_batch *b, const struct blog_form *form,
    const struct blog_text *text, struct outcome **done)
{
	q_blog_update(b,
	    &(struct q_blog_update_args){
		.session = viewer_key(r),
		.slug_key = blog_key(r),
		.new_slug = text->slug,
		.new_slug_key = text->key,
		.title = text->title,
		.about = form->about,
		.body = text->about.html,
		.about_text = text->about.excerpt,
		.renderer = text->about.version,
		.lang = script_lang(text->title),
	    },
	    done);
}

static struct reply
settings_save(struct req *r)
{
	struct blog_settings_page v = { 0 };
	struct blog_form form;
	struct blog_text text = { 0 };
	struct outcome *done = NULL;
	struct reply reply;

	form_read(r, &blog_form_def, &form);
	if (!load_own(r, &v, &reply))
		return reply;
	v.form = &form;
	if (!make_blog(r, &form, &text))
		return reply_form(r, VIEW_BLOG_SETTINGS_PAGE, &v);

	struct db_batch *b = db_batch(r->task);
	queue_update(r, b, &form, &text, &done);
	if (!outcome_run_form(r, b, &done, &form.base, &reply))
		return form.base.failed
			   ? reply_form(r, VIEW_BLOG_SETTINGS_PAGE, &v)
			   : reply;
	return reply_done(r, path_of(r->arena, "/b/", done->slug, ""), "saved");
}

const struct route blog_routes[] = {
	{ METHOD_GET, "/b/{blog}", blog_show, .cache = CACHE_ANONYMOUS,
	    .query = keyset_query },
	{ METHOD_GET, "/blogs/new", new_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/blogs/new", new_save, .who = WHO_MEMBER },
	{ METHOD_GET, "/b/{blog}/settings", settings_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/b/{blog}/settings", settings_save, .who = WHO_MEMBER },
	{ 0 },
};
