/* Communities: their pages, opening one, its settings, its member blogs. */
#include "web/community.h"

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

struct str
community_key(struct req *r)
{
	return slug_key(r->arena, req_param(r, "community"));
}

struct reply
community_missing(struct req *r)
{
	struct fate *fate = NULL;
	struct db_batch *b = db_batch(r->task);

	q_community_fate(b, community_key(r), &fate);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (fate == NULL)
		return reply_not_found(r);
	return reply_gone(r, msg(N_("This community was closed.")));
}

void
community_feed(struct req *r, struct page *page, const struct community_full *c)
{
	page_feed(r, page,
	    path_encode(
		r->arena, path_of(r->arena, "/c/", c->slug, "/feed.rss")),
	    c->title);
}

/* ---- Pages for everybody ---- */

static struct reply
communities_show(struct req *r)
{
	struct communities_page v = { 0 };
	struct keyset from = keyset_of(r);
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_communities_latest(
	    b, from.at, from.id, &v.communities, &v.n_communities);
	if (!db_run(b))
		return reply_unavailable(r, b);
	KEYSET_PAGE(r, &v.page, v.communities, v.n_communities);
	shown_places(r);
	return reply_page(r, VIEW_COMMUNITIES_PAGE, &v);
}

static struct reply
community_show(struct req *r)
{
	struct community_page v = { 0 };
	struct str key = community_key(r);
	struct keyset from = keyset_of(r);
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_community_by_slug(b, key, viewer_key(r), &v.community);
	q_community_moderators(b, key, &v.moderators, &v.n_moderators);
	q_posts_by_community(b, key, from.at, from.id, &v.posts, &v.n_posts);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (v.community == NULL)
		return community_missing(r);
	if (!str_eq(req_param(r, "community"), v.community->slug))
		return reply_redirect(
		    r, 301, path_of(r->arena, "/c/", v.community->slug, ""));
	community_feed(r, &v.page, v.community);
	KEYSET_PAGE(r, &v.page, v.posts, v.n_posts);
	shown_posts(r, v.posts, v.n_posts);
	return reply_page(r, VIEW_COMMUNITY_PAGE, &v);
}

static struct reply
members_show(struct req *r)
{
	struct community_members_page v = { 0 };
	struct str key = community_key(r);
	struct keyset from = keyset_of(r);
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_community_by_slug(b, key, viewer_key(r), &v.community);
	q_blogs_by_community(b, key, from.at, from.id, &v.blogs, &v.n_blogs);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (v.community == NULL)
		return community_missing(r);
	shown_places(r);
	community_feed(r, &v.page, v.community);
	size_t n = v.n_blogs;
	v.n_blogs = keyset_links(r, &v.page, n,
	    n > PAGE_ROWS ? v.blogs[PAGE_ROWS - 1].at : 0,
	    n > PAGE_ROWS ? v.blogs[PAGE_ROWS - 1].membership_id : 0);
	return reply_page(r, VIEW_COMMUNITY_MEMBERS_PAGE, &v);
}

/* ---- Opening one, and its settings ---- */

/* The form as it is stored. */
struct community_text {
	struct str title, slug, key;
	struct prose about, rules;
};

/* False: the form has mistakes. An empty slug is made from the title. */
PARKS
static bool
make_community(
    struct req *r, struct community_form *form, struct community_text *out)
{
	struct msg why;

	if (!name_clean(r->arena, form->title, &out->title))
		form_error(&form->base, "title",
		    msg(N_("Give the community a "
			   "title that others can read.")));
	if (form->slug.len == 0 && !form->base.failed)
		form->slug = slug_from_title(r->arena, out->title);
	out->slug = form->slug;
	if (!form->base.failed && !slug_is_valid(out->slug, &why))
		form_error(&form->base, "slug", why);
	out->key = slug_key(r->arena, out->slug);
	if (form->base.failed)
		return false;
	out->about = (struct prose){ form->about, PROSE_COMMENT, "about" };
	out->rules = (struct prose){ form->rules, PROSE_COMMENT, "rules" };
	return prose_render(r, &form->base, &out->about) &&
	       prose_render(r, &form->base, &out->rules);
}

static struct reply
new_page(struct req *r, int status, struct community_form *form)
{
	struct community_new_page v = { .form = form };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	if (!page_run_member(r, b, &reply))
		return reply;
	return reply_page_status(r, status, VIEW_COMMUNITY_NEW_PAGE, &v);
}

static struct reply
new_show(struct req *r)
{
	struct community_form form;

	form_init(&community_form_def, r->arena, &form);
	form.entry_is_open = true;
	return new_page(r, 200, &form);
}

static void
queue_create(struct req *r, struct db_batch *b,
    const struct community_form *form, const struct community_text *text,
    struct outcome **done)
{
	q_community_create(b,
	    &(struct q_community_create_args){
		.session = viewer_key(r),
		.slug = text->slug,
		.slug_key = text->key,
		.title = text->title,
		.about = form->about,
		.body = text->about.html,
		.about_text = text->about.excerpt,
		.rules = form->rules,
		.rules_body = text->rules.html,
		.renderer = text->about.version,
		.lang = script_lang(text->title),
		.open = form->entry_is_open,
		.nonce = form->nonce,
	    },
	    done);
}

static struct reply
new_save(struct req *r)
{
	struct community_form form;
	struct community_text text = { 0 };
	struct outcome *done = NULL;
	struct reply reply;

	form_read(r, &community_form_def, &form);
	if (viewer_key(r).len == 0)
		return reply_log_in(r);
	if (!make_community(r, &form, &text))
		return new_page(r, 422, &form);

	struct db_batch *b = db_batch(r->task);
	queue_create(r, b, &form, &text, &done);
	if (!outcome_run_form(r, b, &done, &form.base, &reply))
		return form.base.failed ? new_page(r, 422, &form) : reply;
	return reply_done(
	    r, path_of(r->arena, "/c/", done->slug, ""), "community-made");
}

/* False: *out is the answer. */
PARKS
static bool
load_own(struct req *r, struct community_settings_page *v, struct reply *out)
{
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v->page);
	q_community_by_slug(b, community_key(r), viewer_key(r), &v->community);
	if (!page_run_member(r, b, out))
		return false;
	if (v->community == NULL)
		*out = reply_not_found(r);
	else if (!v->community->viewer_is_owner &&
		 !v->community->viewer_is_admin)
		*out = reply_forbidden(r, msg(N_("Only its owner changes a "
						 "community's settings.")));
	else
		return true;
	return false;
}

static struct reply
settings_show(struct req *r)
{
	struct community_settings_page v = { 0 };
	struct community_form form;
	struct reply reply;

	if (!load_own(r, &v, &reply))
		return reply;
	form_init(&community_form_def, r->arena, &form);
	form.title = v.community->title;
	form.slug = v.community->slug;
	form.about = v.community->about;
	form.rules = v.community->rules;
	form.entry_is_open = v.community->is_open;
	form.entry_is_closed = !v.community->is_open;
	v.form = &form;
	return reply_page(r, VIEW_COMMUNITY_SETTINGS_PAGE, &v);
}

static void
queue_update(struct req *r, struct db_batch *b,
    const struct community_form *form, const struct community_text *text,
    struct outcome **done)
{
	q_community_update(b,
	    &(struct q_community_update_args){
		.session = viewer_key(r),
		.slug_key = community_key(r),
		.new_slug = text->slug,
		.new_slug_key = text->key,
		.title = text->title,
		.about = form->about,
		.body = text->about.html,
		.about_text = text->about.excerpt,
		.rules = form->rules,
		.rules_body = text->rules.html,
		.renderer = text->about.version,
		.lang = script_lang(text->title),
		.open = form->entry_is_open,
	    },
	    done);
}

static struct reply
settings_save(struct req *r)
{
	struct community_settings_page v = { 0 };
	struct community_form form;
	struct community_text text = { 0 };
	struct outcome *done = NULL;
	struct reply reply;

	form_read(r, &community_form_def, &form);
	if (!load_own(r, &v, &reply))
		return reply;
	v.form = &form;
	if (!make_community(r, &form, &text))
		return reply_form(r, VIEW_COMMUNITY_SETTINGS_PAGE, &v);

	struct db_batch *b = db_batch(r->task);
	queue_update(r, b, &form, &text, &done);
	if (!outcome_run_form(r, b, &done, &form.base, &reply))
		return form.base.failed
			   ? reply_form(r, VIEW_COMMUNITY_SETTINGS_PAGE, &v)
			   : reply;
	return reply_done(r, path_of(r->arena, "/c/", done->slug, ""), "saved");
}

const struct route community_routes[] = {
	{ METHOD_GET, "/c", communities_show, .cache = CACHE_ANONYMOUS,
	    .query = keyset_query },
	{ METHOD_GET, "/c/new", new_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/c/new", new_save, .who = WHO_MEMBER },
	{ METHOD_GET, "/c/{community}", community_show,
	    .cache = CACHE_ANONYMOUS, .query = keyset_query },
	{ METHOD_GET, "/c/{community}/members", members_show,
	    .cache = CACHE_ANONYMOUS, .query = keyset_query },
	{ METHOD_GET, "/c/{community}/settings", settings_show,
	    .who = WHO_MEMBER },
	{ METHOD_POST, "/c/{community}/settings", settings_save,
	    .who = WHO_MEMBER },
	{ 0 },
};
