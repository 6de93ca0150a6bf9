/*
 * RSS feeds: of the site, a blog, a community, a tag, and of a post's
 * comments. A feed's bytes are a function of its content alone: the language
 * is its subject's, the time that of its newest change, so that the tag of
 * its bytes tells a reader whether anything is new.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/token.h"
#include "cache/cache.h"
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "render/templates.h"
#include "scribe/absolute.h"
#include "text/catalogue.h"
#include "text/slug.h"
#include "web/app.h"
#include "web/blog.h"
#include "web/community.h"
#include "web/feed_text.h"
#include "web/page.h"
#include "web/path.h"
#include "web/post.h"
#include "web/routes.h"
#include "web/shown.h"

#define FEED_TYPE "application/rss+xml; charset=utf-8"

/* ---- What all feeds share ---- */

/* The catalogue of the subject's language, or of the site's. */
static const struct lang *
words_for(const struct app *app, struct str code)
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
	const struct lang *words = words_for(app, lang);
	struct buf out;

	page->site_title = feed_plain(r->arena, app->options->site_title);
	page->base_url = app->options->base_url;
	page->lang = lang.len > 0 ? lang : str_from(words->code);
	buf_init(&out, 0);
	templates_render(app->templates, id, words, page, &out);
	struct str body = buf_take(&out, r->arena);
	struct reply reply = reply_make(r, 200, FEED_TYPE, body);

	reply_validators(&reply, token_of_content(r->arena, body), changed_at);
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

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* ---- Posts: of the site, a blog, a community, a tag ---- */

static void
fill_item(struct req *r, struct feed_item *item)
{
	make_absolute(r, &item->body, item->id, item->slug);
	item->title = feed_plain(r->arena, item->title);
	item->author_name = feed_plain(r->arena, item->author_name);
	item->blog_title = feed_plain(r->arena, item->blog_title);
	item->excerpt = feed_markup(
	    r->arena, item->summary.len > 0 ? item->summary : item->excerpt);
	for (size_t i = 0; i < item->n_tags; i++)
		item->tags[i] = feed_plain(r->arena, item->tags[i]);
}

/* `before` is where the subject's page is, without its slug. */
static struct reply
posts_reply(struct req *r, struct posts_feed *v,
    const struct feed_subject *subject, const struct setting *authority,
    const char *before)
{
	struct str path = path_of(r->arena, before, subject->slug, "");
	struct str feed = arena_fmt(r->arena, STR_FMT "/feed.rss",
	    STR_ARG(path.len > 1 ? path : STR("")));

	if (!str_eq(r->path, feed))
		return reply_redirect(r, 301, path_encode(r->arena, feed));
	shown_in_feed(r, v->items, v->n_items);
	v->name = feed_plain(r->arena, subject->title);
	v->about = feed_plain(r->arena, subject->about);
	v->authority = authority_of(authority);
	v->href = absolute(r, path);
	v->self_href = absolute(r, feed);
	v->image_href = image_href(r);
	v->changed_at = subject->changed_at;
	for (size_t i = 0; i < v->n_items; i++) {
		const struct feed_item *item = &v->items[i];

		fill_item(r, &v->items[i]);
		v->changed_at =
		    later(v->changed_at, later(item->changed_at, item->at));
	}
	v->has_changed_at = v->n_items > 0 || subject->has_changed_at;
	return feed_reply(
	    r, VIEW_POSTS_FEED, &v->page, subject->lang, v->changed_at);
}

static struct reply
site_feed(struct req *r)
{
	struct posts_feed v = { .gathers = true };
	struct feed_subject *site = NULL;
	struct setting *authority = NULL;
	struct db_batch *b = db_batch(r->task);

	q_feed_of_site(b, &site);
	q_feed_site(b, &v.items, &v.n_items);
	q_feed_authority(b, &authority);
	if (!db_run(b))
		return reply_unavailable(r, b);
	return posts_reply(r, &v, site, authority, "/");
}

static struct reply
blog_feed(struct req *r)
{
	struct posts_feed v = { 0 };
	struct feed_subject *blog = NULL;
	struct setting *authority = NULL;
	struct str key = slug_key(r->arena, req_param(r, "blog"));
	struct db_batch *b = db_batch(r->task);

	q_feed_of_blog(b, key, &blog);
	q_feed_blog(b, key, &v.items, &v.n_items);
	q_feed_authority(b, &authority);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (blog == NULL)
		return blog_missing(r);
	return posts_reply(r, &v, blog, authority, "/b/");
}

static struct reply
community_rss(struct req *r)
{
	struct posts_feed v = { .gathers = true };
	struct feed_subject *community = NULL;
	struct setting *authority = NULL;
	struct str key = community_key(r);
	struct db_batch *b = db_batch(r->task);

	q_feed_of_community(b, key, &community);
	q_feed_community(b, key, &v.items, &v.n_items);
	q_feed_authority(b, &authority);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (community == NULL)
		return community_missing(r);
	return posts_reply(r, &v, community, authority, "/c/");
}

static struct reply
tag_feed(struct req *r)
{
	struct posts_feed v = { .gathers = true };
	struct feed_subject *tag = NULL;
	struct setting *authority = NULL;
	struct str key = slug_key(r->arena, req_param(r, "tag"));
	struct db_batch *b = db_batch(r->task);

	q_feed_of_tag(b, key, &tag);
	q_feed_tag(b, key, &v.items, &v.n_items);
	q_feed_authority(b, &authority);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (tag == NULL)
		return reply_not_found(r);
	return posts_reply(r, &v, tag, authority, "/t/");
}

/* ---- The comments of a post ---- */

static void
fill_comment(struct req *r, struct feed_comment *c)
{
	make_absolute(r, &c->body, c->post_id, c->post_slug);
	c->author_name = feed_plain(r->arena, c->author_name);
	c->excerpt = feed_markup(r->arena, c->excerpt);
}

static struct reply
comments_rss(struct req *r)
{
	struct comments_feed v = { 0 };
	struct setting *authority = NULL;
	int64_t id = req_int(r, "id");
	struct db_batch *b = db_batch(r->task);

	q_feed_of_post(b, id, &v.post);
	q_feed_comments(b, id, &v.comments, &v.n_comments);
	q_feed_authority(b, &authority);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (v.post == NULL)
		return post_missing(r);
	cache_tag(r, tag_of(TAG_POST, id));
	v.authority = authority_of(authority);
	v.image_href = image_href(r);
	v.has_changed_at = true;
	v.changed_at = v.post->changed_at;
	v.post->title = feed_plain(r->arena, v.post->title);
	v.post->author_name = feed_plain(r->arena, v.post->author_name);
	for (size_t i = 0; i < v.n_comments; i++) {
		v.changed_at = later(v.changed_at, v.comments[i].changed_at);
		fill_comment(r, &v.comments[i]);
	}
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
