/*
 * RSS feeds: of the site, a blog, a community, a tag, and of a post's
 * comments. A feed's bytes are a function of its content alone: the language
 * is its subject's, the time that of its newest change, so that the tag of
 * its bytes tells a reader whether anything is new.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/token.h"
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "render/templates.h"
#include "scribe/absolute.h"
#include "text/catalogue.h"
#include "text/slug.h"
#include "web/app.h"
#include "web/community.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"

#define FEED_TYPE	"application/rss+xml; charset=utf-8"
#define FEED_ETAG_BYTES 16

/* ---- What all feeds share ---- */

static struct str
feed_etag(struct req *r, struct str body)
{
	unsigned char digest[TOKEN_HASH_BYTES];

	token_hash(digest, body);
	return token_hex(r->arena, digest, FEED_ETAG_BYTES);
}

static const struct lang *
subject_lang(const struct app *app, struct str code)
{
	const struct lang *lang = lang_find(app->catalogues, code);

	return lang != NULL
		   ? lang
		   : lang_find(app->catalogues, app->options->language);
}

static struct reply
feed_reply(struct req *r, enum view_id id, struct page *page, struct str lang,
    int64_t changed_at)
{
	const struct app *app = app_of(r);
	const struct lang *in = subject_lang(app, lang);
	struct buf out;

	page->site_title = app->options->site_title;
	page->base_url = app->options->base_url;
	page->lang = str_from(in->code);
	buf_init(&out, 0);
	templates_render(app->templates, id, in, page, &out);
	struct str body = buf_take(&out, r->arena);
	struct reply reply = reply_make(r, 200, FEED_TYPE, body);

	reply_validators(&reply, feed_etag(r, body), changed_at);
	reply_header(&reply, "Cache-Control", STR("public, max-age=900"));
	reply_header(&reply, "Vary", STR("Accept-Encoding"));
	reply_header(&reply, "Access-Control-Allow-Origin", STR("*"));
	return reply;
}

/* The site's address in front of a path, which is encoded for it. */
static struct str
absolute(struct req *r, struct str path)
{
	return arena_fmt(r->arena, STR_FMT STR_FMT,
	    STR_ARG(app_of(r)->options->base_url),
	    STR_ARG(path_encode(r->arena, path)));
}

static struct str
image_href(struct req *r)
{
	return absolute(r, app_asset_href(app_of(r), "feed.png"));
}

static struct str
authority_of(const struct setting *authority)
{
	return authority != NULL ? authority->value : STR("");
}

static void
make_absolute(struct req *r, struct html *body, int64_t post, struct str slug)
{
	*body = html_absolute(r->arena, *body, app_of(r)->options->base_url,
	    absolute(r, path_post(r->arena, post, slug)));
}

static struct reply
posts_reply(struct req *r, struct posts_feed *v,
    const struct setting *authority, struct str path, struct str lang)
{
	v->authority = authority_of(authority);
	v->href = absolute(r, path);
	v->self_href = absolute(r, arena_fmt(r->arena, STR_FMT "/feed.rss",
				       STR_ARG(path.len > 1 ? path : STR(""))));
	v->image_href = image_href(r);
	for (size_t i = 0; i < v->n_items; i++) {
		struct feed_item *item = &v->items[i];

		make_absolute(r, &item->body, item->id, item->slug);
		if (item->changed_at > v->changed_at)
			v->changed_at = item->changed_at;
		if (item->at > v->changed_at)
			v->changed_at = item->at;
	}
	v->has_changed_at = v->n_items > 0;
	return feed_reply(r, VIEW_POSTS_FEED, &v->page, lang, v->changed_at);
}

/* ---- The feeds ---- */

static struct reply
site_feed(struct req *r)
{
	struct posts_feed v = { .gathers = true };
	struct setting *authority = NULL;
	struct db_batch *b = db_batch(r->task);

	q_feed_site(b, &v.items, &v.n_items);
	q_feed_authority(b, &authority);
	if (!db_run(b))
		return reply_unavailable(r, b);
	return posts_reply(r, &v, authority, STR("/"), STR(""));
}

static struct reply
blog_feed(struct req *r)
{
	struct posts_feed v = { 0 };
	struct blog_full *blog = NULL;
	struct setting *authority = NULL;
	struct str key = slug_key(r->arena, req_param(r, "blog"));
	struct db_batch *b = db_batch(r->task);

	q_blog_by_slug(b, key, STR(""), &blog);
	q_feed_blog(b, key, &v.items, &v.n_items);
	q_feed_authority(b, &authority);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (blog == NULL)
		return reply_not_found(r);
	struct str path = path_of(r->arena, "/b/", blog->slug, "");
	if (!str_eq(req_param(r, "blog"), blog->slug))
		return reply_redirect(
		    r, 301, path_of(r->arena, "/b/", blog->slug, "/feed.rss"));
	v.name = blog->title;
	v.about = blog->about_text;
	return posts_reply(r, &v, authority, path, blog->lang);
}

static struct reply
community_rss(struct req *r)
{
	struct posts_feed v = { .gathers = true };
	struct community_full *community = NULL;
	struct setting *authority = NULL;
	struct str key = community_key(r);
	struct db_batch *b = db_batch(r->task);

	q_community_by_slug(b, key, STR(""), &community);
	q_feed_community(b, key, &v.items, &v.n_items);
	q_feed_authority(b, &authority);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (community == NULL)
		return community_missing(r);
	struct str path = path_of(r->arena, "/c/", community->slug, "");
	if (!str_eq(req_param(r, "community"), community->slug))
		return reply_redirect(r, 301,
		    path_of(r->arena, "/c/", community->slug, "/feed.rss"));
	v.name = community->title;
	v.about = community->about_text;
	return posts_reply(r, &v, authority, path, community->lang);
}

static struct reply
tag_feed(struct req *r)
{
	struct posts_feed v = { .gathers = true };
	struct tag_item *tag = NULL;
	struct setting *authority = NULL;
	struct str key = slug_key(r->arena, req_param(r, "tag"));
	struct db_batch *b = db_batch(r->task);

	q_tag_by_key(b, key, &tag);
	q_feed_tag(b, key, &v.items, &v.n_items);
	q_feed_authority(b, &authority);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (tag == NULL)
		return reply_not_found(r);
	struct str path = path_of(r->arena, "/t/", tag->name, "");
	if (!str_eq(req_param(r, "tag"), tag->name))
		return reply_redirect(
		    r, 301, path_of(r->arena, "/t/", tag->name, "/feed.rss"));
	v.name = tag->name;
	return posts_reply(r, &v, authority, path, STR(""));
}

static struct reply
comments_rss(struct req *r)
{
	struct comments_feed v = { 0 };
	struct setting *authority = NULL;
	int64_t id = req_int(r, "id");
	struct db_batch *b = db_batch(r->task);

	q_post_by_id(b, id, STR(""), &v.post);
	q_feed_comments(b, id, &v.comments, &v.n_comments);
	q_feed_authority(b, &authority);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (v.post == NULL)
		return reply_not_found(r);
	v.authority = authority_of(authority);
	v.image_href = image_href(r);
	for (size_t i = 0; i < v.n_comments; i++) {
		struct feed_comment *c = &v.comments[i];

		make_absolute(r, &c->body, c->post_id, c->post_slug);
		if (c->created_at > v.changed_at)
			v.changed_at = c->created_at;
	}
	v.has_changed_at = v.n_comments > 0;
	return feed_reply(
	    r, VIEW_COMMENTS_FEED, &v.page, v.post->lang, v.changed_at);
}

const struct route feed_routes[] = {
	{ METHOD_GET, "/feed.rss", site_feed, .cache = CACHE_ANONYMOUS },
	{ METHOD_GET, "/b/{blog}/feed.rss", blog_feed,
	    .cache = CACHE_ANONYMOUS },
	{ METHOD_GET, "/c/{community}/feed.rss", community_rss,
	    .cache = CACHE_ANONYMOUS },
	{ METHOD_GET, "/t/{tag}/feed.rss", tag_feed, .cache = CACHE_ANONYMOUS },
	{ METHOD_GET, "/p/{id:int}/comments.rss", comments_rss,
	    .cache = CACHE_ANONYMOUS },
	{ 0 },
};
