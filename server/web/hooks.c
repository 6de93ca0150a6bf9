/* What the HTTP server calls besides handlers. */
#include "base/shared.h"
#include "cache/cache.h"
#include "db/db.h"
#include "http/server.h"
#include "loop/loop.h"
#include "web/app.h"
#include "web/gate.h"
#include "web/page.h"
#include "web/reading.h"
#include "web/variant.h"

/*
 * On every answer, whatever made it. Nothing may be loaded but from here; no
 * page may be framed; other sites learn no addresses of ours.
 */
static const struct {
	const char *name;
	struct str value;
} standing[] = {
	{ "Content-Security-Policy",
	    STR_INIT("default-src 'none'; script-src 'self'; style-src "
		     "'self'; connect-src 'self'; img-src 'self'; "
		     "form-action 'self'; base-uri 'none'; frame-ancestors "
		     "'none'") },
	{ "X-Content-Type-Options", STR_INIT("nosniff") },
	{ "Referrer-Policy", STR_INIT("same-origin") },
	{ "Cross-Origin-Opener-Policy", STR_INIT("same-origin") },
	{ "Permissions-Policy",
	    STR_INIT("camera=(), geolocation=(), microphone=(), "
		     "payment=(), usb=()") },
};

static void
add_standing_headers(struct req *r, struct reply *reply)
{
	for (size_t i = 0; i < COUNT(standing); i++)
		reply_header_set(reply, standing[i].name, standing[i].value);
	if (app_is_secure(app_of(r)))
		reply_header_set(reply, "Strict-Transport-Security",
		    STR("max-age=31536000"));
	if (reply_header_get(reply, "Cache-Control").len == 0)
		reply_header(reply, "Cache-Control", STR("no-store"));
}

static const struct ready *
find_ready(void *app, const struct ready_ask *ask)
{
	return cache_find(((struct app *)app)->cache, ask);
}

PARKS
static struct reply
serve_kept(struct req *r)
{
	return cache_serve(app_of(r)->cache, r);
}

static bool
is_away(void *app)
{
	const struct db *db = ((struct app *)app)->loop->db;

	return db == NULL || db_is_away(db);
}

struct cache *
app_cache_new(struct app *app)
{
	return cache_new(&(struct cache_options){
	    .max_bytes = app->options->cache_bytes,
	    .tags = shared_tags(app->shared),
	    .meter = app->loop->meter,
	    .reader = variant_of,
	    .finish = add_standing_headers,
	    .is_away = is_away,
	    .arg = app,
	});
}

const struct http_hooks app_hooks = {
	.ready = find_ready,
	.kept = serve_kept,
	.error = reply_error,
	.before = gate_before,
	.after = add_standing_headers,
	.done = reading_done,
};
