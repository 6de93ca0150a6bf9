/* Answers that are pages: what every page shows, and the error pages. */
#include "web/page.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/token.h"
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "render/templates.h"
#include "text/catalogue.h"
#include "web/app.h"
#include "web/flash.h"
#include "web/gate.h"
#include "web/label.h"
#include "web/path.h"
#include "web/visit.h"

#define HTML_TYPE	 "text/html; charset=utf-8"
#define PAGE_LIMIT_BYTES (16 << 20)
#define NONCE_BYTES	 16
#define MAX_FEEDS	 4

struct app *
app_of(struct req *r)
{
	return r->app;
}

struct str
viewer_key(struct req *r)
{
	return visit_of(r)->session_key;
}

void
page_viewer(struct db_batch *b, struct req *r, struct page *page)
{
	struct visit *visit = visit_of(r);

	visit->page = page;
	if (visit->session_key.len > 0)
		q_viewer(b, visit->session_key, &page->viewer);
}

const struct viewer *
viewer_of(struct req *r)
{
	const struct page *page = visit_of(r)->page;

	return page != NULL ? page->viewer : NULL;
}

bool
page_run_member(struct req *r, struct db_batch *b, struct reply *out)
{
	if (!db_run(b))
		*out = reply_unavailable(r, b);
	else if (viewer_of(r) == NULL)
		*out = reply_log_in(r);
	else
		return true;
	return false;
}

void
page_feed(struct req *r, struct page *page, struct str href, struct str title)
{
	if (page->feeds == NULL)
		page->feeds =
		    ARENA_ARRAY(r->arena, struct feed_link, MAX_FEEDS);
	if (page->n_feeds < MAX_FEEDS)
		page->feeds[page->n_feeds++] =
		    (struct feed_link){ .href = href, .title = title };
}

const struct lang *
lang_of(struct req *r)
{
	const struct app *app = app_of(r);
	const struct viewer *viewer = viewer_of(r);
	const struct lang *lang = NULL;

	if (viewer != NULL && viewer->language.len > 0)
		lang = lang_find(app->catalogues, viewer->language);
	if (lang == NULL && visit_of(r)->language.len > 0)
		lang = lang_find(app->catalogues, visit_of(r)->language);
	if (lang == NULL)
		lang =
		    lang_best(app->catalogues, req_header(r, "accept-language"),
			lang_find(app->catalogues, app->options->language));
	return lang;
}

/* True when the answer may be kept for everybody: it must hold no token. */
static bool
is_public(struct req *r)
{
	return r->route != NULL && r->route->cache != CACHE_NEVER &&
	       viewer_of(r) == NULL;
}

static void
fill_tokens(struct req *r, struct page *page)
{
	if (is_public(r))
		return;
	visit_need_token(r);
	page->csrf = gate_token(r);
	page->nonce = token_text(r->arena, NONCE_BYTES);
}

static void
fill_languages(struct req *r, struct page *page, const struct lang *now)
{
	const struct catalogues *cats = app_of(r)->catalogues;

	page->n_languages = catalogues_count(cats);
	page->languages =
	    ARENA_ARRAY(r->arena, struct lang_choice, page->n_languages);
	for (size_t i = 0; i < page->n_languages; i++) {
		const struct lang *lang = catalogues_at(cats, i);

		page->languages[i] = (struct lang_choice){
			.code = str_from(lang->code),
			.name = str_from(lang->name),
			.current = lang == now,
		};
	}
}

static void
fill_page(struct req *r, struct page *page, const struct lang *lang)
{
	const struct app *app = app_of(r);

	page->site_title = app->options->site_title;
	page->base_url = app->options->base_url;
	page->lang = str_from(lang->code);
	if (page->path.len == 0)
		page->path = path_encode(r->arena, r->path);
	page->here = path_here(r);
	page->canonical = arena_fmt(r->arena, STR_FMT STR_FMT,
	    STR_ARG(app->options->base_url), STR_ARG(page->path));
	page->css_href = app_asset_href(app, "sala.css");
	page->js_href = app_asset_href(app, "sala.js");
	page->sprite_href = app_asset_href(app, "sprite.svg");
	page->icon_href = app_asset_href(app, "favicon.svg");
	page_feed(r, page, STR("/feed.rss"), page->site_title);
	fill_languages(r, page, lang);
	page->now = clock_wall_usec();
	page->flash = flash_of(r);
	fill_tokens(r, page);
}

static void
set_caching(struct req *r, struct reply *reply, const struct lang *lang)
{
	reply_header(reply, "Content-Language", str_from(lang->code));
	reply_header(
	    reply, "Vary", STR("Accept-Encoding, Accept-Language, Cookie"));
	reply_header(reply, "Cache-Control",
	    is_public(r) && flash_of(r).id == NULL ? STR("no-cache")
						   : STR("no-store"));
}

/*
 * A session lives on by being used; about once an hour that is noted. The
 * page does not depend on it.
 */
PARKS
static void
touch_session(struct req *r)
{
	const struct viewer *viewer = viewer_of(r);

	if (viewer == NULL || !viewer->stale)
		return;
	struct db_batch *b = db_batch(r->task);
	q_session_touch(b, viewer_key(r));
	if (!db_run(b))
		log_warn("request %" PRIu64 ": the session was not prolonged",
		    r->id);
}

struct reply
reply_page_status(struct req *r, int status, enum view_id id, void *view)
{
	const struct lang *lang = lang_of(r);
	struct buf out;

	touch_session(r);
	fill_page(r, view, lang);
	label_mistakes(id, view);
	buf_init(&out, PAGE_LIMIT_BYTES);
	templates_render(app_of(r)->templates, id, lang, view, &out);
	struct str body = buf_take(&out, r->arena);
	struct reply reply = reply_make(r, status, HTML_TYPE, body);

	set_caching(r, &reply, lang);
	visit_finish(r, &reply);
	flash_finish(r, &reply);
	return reply;
}

struct reply
reply_page(struct req *r, enum view_id id, void *view)
{
	return reply_page_status(r, 200, id, view);
}

struct reply
reply_form(struct req *r, enum view_id id, void *view)
{
	return reply_page_status(r, 422, id, view);
}

struct reply
reply_done(struct req *r, struct str path, const char *done)
{
	struct reply reply = reply_redirect(r, 303, path);

	if (done != NULL)
		flash_set(r, &reply, done);
	return reply;
}
