/*
 * Writing: a new post in a blog, and changing one. One form with three
 * buttons: preview, keep as a draft, publish (or save, once it is published).
 */
#include "base/arena.h"
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/name.h"
#include "text/script.h"
#include "text/slug.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/path.h"
#include "web/prose.h"
#include "web/routes.h"

/* ---- The choice of a blog ---- */

static struct reply
write_show(struct req *r)
{
	struct write_page v = { 0 };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_blogs_mine(b, viewer_key(r), &v.blogs, &v.n_blogs);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (v.n_blogs == 1)
		return reply_redirect(r, 303,
		    path_of(r->arena, "/b/", v.blogs[0].slug, "/write"));
	return reply_page(r, VIEW_WRITE_PAGE, &v);
}

/* ---- What both forms share ---- */

/* The text as it is stored, made of the form. */
struct text {
	int64_t blog_id; /* of a new post */
	struct str title, slug, lang;
	struct prose prose;
	struct tag_list tags;
	bool publish;
};

static enum prose_kind
kind_of(const struct post_form *form)
{
	return form->kind_is_html ? PROSE_HTML : PROSE_POST;
}

/* False: the form has mistakes. */
PARKS
static bool
make_text(
    struct req *r, struct post_form *form, bool is_published, struct text *out)
{
	bool wanted = form->action_is_publish || is_published;

	out->publish = wanted && !form->action_is_preview;
	if (!name_clean(r->arena, form->title, &out->title) && out->publish)
		form_error(&form->base, "title",
		    msg(N_("A post needs a title before it is published.")));
	if (out->publish && str_trim(form->body).len == 0)
		form_error(&form->base, "body",
		    msg(N_("There is no text to publish yet.")));
	if (!prose_tags(r, form->tags, &form->base, "tags", &out->tags) ||
	    form->base.failed)
		return false;
	out->slug = slug_from_title(r->arena, out->title);
	out->lang = script_lang(form->body);
	out->prose = (struct prose){ form->body, kind_of(form), "body" };
	return prose_render(r, &form->base, &out->prose);
}

static struct str
excerpt_of(const struct post_form *form, const struct text *text)
{
	return form->summary.len > 0 ? form->summary : text->prose.excerpt;
}

/* The form again: because of its mistakes, or as a preview. */
static struct reply
edit_again(struct req *r, struct post_edit_page *v, const struct text *text)
{
	v->page.noindex = true;
	if (v->form->base.failed)
		return reply_form(r, VIEW_POST_EDIT_PAGE, v);
	v->has_preview = true;
	v->preview = text->prose.html;
	return reply_page(r, VIEW_POST_EDIT_PAGE, v);
}

/* Where to go once it is stored. */
static struct reply
written(struct req *r, const struct outcome *done, bool was_published)
{
	if (!str_is(done->state, "published"))
		return reply_done(r,
		    arena_fmt(r->arena, "/p/%lld/edit", (long long)done->id),
		    "draft-saved");
	return reply_done(r, path_post(r->arena, done->id, done->slug),
	    was_published ? "saved" : "published");
}

/* ---- A new post ---- */

/* False: *out is the answer. */
PARKS
static bool
load_blog(struct req *r, struct post_edit_page *v, struct blog_full **blog,
    struct reply *out)
{
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v->page);
	q_blog_by_slug(
	    b, slug_key(r->arena, req_param(r, "blog")), viewer_key(r), blog);
	if (!page_run_member(r, b, out))
		return false;
	if (*blog == NULL)
		*out = reply_not_found(r);
	else if (!(*blog)->viewer_is_author)
		*out = reply_forbidden(
		    r, msg(N_("Only its authors write in this blog.")));
	else
		return true;
	return false;
}

static void
fill_new(struct req *r, struct post_edit_page *v, const struct blog_full *blog)
{
	v->is_new = true;
	v->blog_slug = blog->slug;
	v->blog_title = blog->title;
	v->action = path_of(r->arena, "/b/", blog->slug, "/write");
}

static struct reply
new_show(struct req *r)
{
	struct post_edit_page v = { 0 };
	struct post_form form;
	struct blog_full *blog = NULL;
	struct reply reply;

	if (!load_blog(r, &v, &blog, &reply))
		return reply;
	form_init(&post_form_def, r->arena, &form);
	v.form = &form;
	fill_new(r, &v, blog);
	v.page.noindex = true;
	return reply_page(r, VIEW_POST_EDIT_PAGE, &v);
}

static void
queue_create(struct req *r, struct db_batch *b, const struct post_form *form,
    const struct text *text, struct outcome **done)
{
	q_post_create(b,
	    &(struct q_post_create_args){
		.session = viewer_key(r),
		.blog_id = text->blog_id,
		.title = text->title,
		.slug = text->slug,
		.summary = form->summary,
		.source = form->body,
		.kind = form->kind_is_html ? STR("html") : STR("markdown"),
		.body = text->prose.html,
		.excerpt = excerpt_of(form, text),
		.renderer = text->prose.version,
		.lang = text->lang,
		.tags = text->tags.tags,
		.n_tags = text->tags.n,
		.tag_keys = text->tags.keys,
		.n_tag_keys = text->tags.n,
		.publish = text->publish,
		.nonce = form->nonce,
	    },
	    done);
}

static struct reply
new_save(struct req *r)
{
	struct post_edit_page v = { 0 };
	struct post_form form;
	struct text text = { 0 };
	struct blog_full *blog = NULL;
	struct outcome *done = NULL;
	struct reply reply;

	form_read(r, &post_form_def, &form);
	if (!load_blog(r, &v, &blog, &reply))
		return reply;
	v.form = &form;
	fill_new(r, &v, blog);
	if (!make_text(r, &form, false, &text) || form.action_is_preview)
		return edit_again(r, &v, &text);

	struct db_batch *b = db_batch(r->task);
	text.blog_id = blog->id;
	queue_create(r, b, &form, &text, &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	return written(r, done, false);
}

/* ---- Changing a post ---- */

/* False: *out is the answer. */
PARKS
static bool
load_source(struct req *r, struct post_edit_page *v,
    struct post_source **source, struct reply *out)
{
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v->page);
	q_post_source(b, req_int(r, "id"), viewer_key(r), source);
	if (!page_run_member(r, b, out))
		return false;
	if (*source == NULL)
		*out = reply_not_found(r);
	else if (!(*source)->viewer_is_author)
		*out = reply_forbidden(
		    r, msg(N_("Only its author changes a post.")));
	else
		return true;
	return false;
}

static void
fill_edit(
    struct req *r, struct post_edit_page *v, const struct post_source *source)
{
	v->blog_slug = source->blog_slug;
	v->blog_title = source->blog_title;
	v->is_published = !source->is_draft;
	v->action = arena_fmt(r->arena, "/p/%lld/edit", (long long)source->id);
}

static struct reply
edit_show(struct req *r)
{
	struct post_edit_page v = { 0 };
	struct post_form form;
	struct post_source *source = NULL;
	struct reply reply;

	if (!load_source(r, &v, &source, &reply))
		return reply;
	form_init(&post_form_def, r->arena, &form);
	form.title = source->title;
	form.summary = source->summary;
	form.body = source->source;
	form.kind = source->kind;
	form.kind_is_html = str_is(source->kind, "html");
	form.kind_is_markdown = !form.kind_is_html;
	form.tags = prose_tags_line(r, source->tags, source->n_tags);
	form.seen = source->updated_at;
	v.form = &form;
	fill_edit(r, &v, source);
	v.page.noindex = true;
	return reply_page(r, VIEW_POST_EDIT_PAGE, &v);
}

static void
queue_update(struct req *r, struct db_batch *b, const struct post_form *form,
    const struct text *text, struct outcome **done)
{
	q_post_update(b,
	    &(struct q_post_update_args){
		.session = viewer_key(r),
		.id = req_int(r, "id"),
		.seen_at = form->seen > 0 ? &form->seen : NULL,
		.title = text->title,
		.slug = text->slug,
		.summary = form->summary,
		.source = form->body,
		.kind = form->kind_is_html ? STR("html") : STR("markdown"),
		.body = text->prose.html,
		.excerpt = excerpt_of(form, text),
		.renderer = text->prose.version,
		.lang = text->lang,
		.tags = text->tags.tags,
		.n_tags = text->tags.n,
		.tag_keys = text->tags.keys,
		.n_tag_keys = text->tags.n,
		.publish = text->publish,
	    },
	    done);
}

/*
 * Somebody, perhaps the same person in another window, saved it meanwhile:
 * the form comes back, and sending it again replaces the other text.
 */
static struct reply
edit_changed(
    struct req *r, struct post_edit_page *v, const struct post_source *source)
{
	v->form->seen = source->updated_at;
	form_error(&v->form->base, NULL,
	    msg(N_("This post was changed in another window since you opened "
		   "it here. Your text is below; send it again to replace "
		   "the other one.")));
	return edit_again(r, v, NULL);
}

static struct reply
edit_save(struct req *r)
{
	struct post_edit_page v = { 0 };
	struct post_form form;
	struct text text = { 0 };
	struct post_source *source = NULL;
	struct outcome *done = NULL;
	struct reply reply;

	form_read(r, &post_form_def, &form);
	if (!load_source(r, &v, &source, &reply))
		return reply;
	v.form = &form;
	fill_edit(r, &v, source);
	if (!make_text(r, &form, v.is_published, &text) ||
	    form.action_is_preview)
		return edit_again(r, &v, &text);

	struct db_batch *b = db_batch(r->task);
	queue_update(r, b, &form, &text, &done);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (done != NULL && str_is(done->result, "changed"))
		return edit_changed(r, &v, source);
	if (done == NULL || !str_is(done->result, "ok"))
		return outcome_reply(r, done);
	return written(r, done, v.is_published);
}

const struct route writing_routes[] = {
	{ METHOD_GET, "/write", write_show, .who = WHO_MEMBER },
	{ METHOD_GET, "/b/{blog}/write", new_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/b/{blog}/write", new_save, .who = WHO_MEMBER },
	{ METHOD_GET, "/p/{id:int}/edit", edit_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/p/{id:int}/edit", edit_save, .who = WHO_MEMBER },
	{ 0 },
};
