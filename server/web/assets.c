/*
 * Files under /assets/. Each is served under a name that carries the hash of
 * its content, so a browser may keep it for ever.
 */
#include "web/assets.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/token.h"
#include "http/request.h"
#include "http/route.h"
#include "web/app.h"
#include "web/page.h"
#include "web/routes.h"

#define ASSET_HASH_DIGITS 16
#define ASSET_DIR	  "templates/assets/"

static const struct {
	const char *ending;
	const char *type;
} asset_types[] = {
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".ico", "image/x-icon" },
	{ ".png", "image/png" },
	{ ".txt", "text/plain; charset=utf-8" },
};

static const char *
type_of(struct str name)
{
	for (size_t i = 0; i < COUNT(asset_types); i++)
		if (str_ends(name, str_from(asset_types[i].ending)))
			return asset_types[i].type;
	return "application/octet-stream";
}

/* "sala.css" and its hash: "sala.0123456789abcdef.css". */
static struct str
hashed_name(struct arena *arena, struct str name, struct str hash)
{
	size_t dot = name.len;

	while (dot > 0 && name.ptr[dot - 1] != '.')
		dot--;
	assert(dot > 0);
	return arena_fmt(arena, STR_FMT STR_FMT "." STR_FMT,
	    STR_ARG(str_slice(name, 0, dot)), STR_ARG(hash),
	    STR_ARG(str_slice(name, dot, name.len)));
}

static void
asset_init(struct asset *asset, struct arena *arena, const struct embedded *e)
{
	struct str name = str_from(e->path + strlen(ASSET_DIR));
	struct str bytes = { e->bytes, e->len };

	struct str hash =
	    str_slice(token_of_content(arena, bytes), 0, ASSET_HASH_DIGITS);
	asset->name = hashed_name(arena, name, hash);
	asset->href =
	    arena_fmt(arena, "/assets/" STR_FMT, STR_ARG(asset->name));
	asset->etag = hash;
	asset->type = type_of(name);
	asset->bytes = bytes;
}

void
assets_init(struct app *app)
{
	app->assets = ARENA_ARRAY(app->arena, struct asset, n_embedded_files);
	for (size_t i = 0; i < n_embedded_files; i++) {
		const struct embedded *e = &embedded_files[i];

		if (strncmp(e->path, ASSET_DIR, strlen(ASSET_DIR)) == 0)
			asset_init(
			    &app->assets[app->n_assets++], app->arena, e);
	}
}

/* True when `hashed` is `plain` with a hash before its ending. */
static bool
is_asset(struct str hashed, struct str plain)
{
	struct str stem, ending;
	size_t dot = plain.len;

	while (dot > 0 && plain.ptr[dot - 1] != '.')
		dot--;
	stem = str_slice(plain, 0, dot);
	ending = str_slice(plain, dot, plain.len);
	return str_starts(hashed, stem) && str_ends(hashed, ending) &&
	       hashed.len == plain.len + 17;
}

struct str
app_asset_href(const struct app *app, const char *name)
{
	for (size_t i = 0; i < app->n_assets; i++)
		if (is_asset(app->assets[i].name, str_from(name)))
			return app->assets[i].href;
	assert(!"an asset of this name");
	return STR("");
}

static struct reply
asset_show(struct req *r)
{
	const struct app *app = app_of(r);
	struct str name = req_param(r, "file");

	for (size_t i = 0; i < app->n_assets; i++) {
		const struct asset *a = &app->assets[i];

		if (!str_eq(a->name, name))
			continue;
		struct reply reply = reply_make(r, 200, a->type, a->bytes);
		reply_header(&reply, "Cache-Control",
		    STR("public, max-age=31536000, immutable"));
		reply_validators(&reply, a->etag, 0);
		return reply;
	}
	return reply_not_found(r);
}

/* Asked for by plain names, whatever the pages say. */
static struct reply
favicon_show(struct req *r)
{
	return reply_redirect(r, 301, app_asset_href(app_of(r), "favicon.ico"));
}

static struct reply
robots_show(struct req *r)
{
	const struct embedded *e = embedded_find(ASSET_DIR "robots.txt");
	struct reply reply = reply_make(r, 200, type_of(str_from(e->path)),
	    (struct str){ e->bytes, e->len });

	reply_header(&reply, "Cache-Control", STR("public, max-age=86400"));
	return reply;
}

const struct route asset_routes[] = {
	{ METHOD_GET, "/assets/{file}", asset_show, .cache = CACHE_IMMUTABLE },
	{ METHOD_GET, "/favicon.ico", favicon_show, .cache = CACHE_IMMUTABLE },
	{ METHOD_GET, "/robots.txt", robots_show, .cache = CACHE_IMMUTABLE },
	{ 0 },
};
