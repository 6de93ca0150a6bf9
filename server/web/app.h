/*
 * The application object: what every handler may reach through its request.
 * Made once by the worker after it was forked, constant while it serves.
 * Everything that it points to is owned by the worker's start-up code.
 */
#ifndef WEB_APP_H
#define WEB_APP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena;
struct cache;
struct catalogues;
struct loop;
struct reads;
struct req;
struct route;
struct shared;
struct templates;
struct http_hooks;

/* What the administrator may say about the site. */
struct app_options {
	struct str site_title; /* in every page's head and foot */
	struct str base_url; /* "https://km.example.go.th", no slash behind */
	struct str language; /* code of the site's language, "th" */
	struct str metrics_from; /* networks that may read /metrics */
	size_t cache_bytes; /* of the page cache; 0: none */
};

/* A file under /assets/: its name carries its content's hash. */
struct asset {
	struct str name; /* "sala.3f2a….css" */
	struct str href; /* "/assets/sala.3f2a….css" */
	struct str etag;
	const char *type;
	struct str bytes;
};

struct app {
	const struct app_options *options;
	struct loop *loop;
	struct shared *shared;
	struct catalogues *catalogues;
	struct templates *templates;
	struct cache *cache;
	struct cache_part *home_lists; /* web/home.c */
	struct reads *reads;
	struct asset *assets;
	size_t n_assets;
	struct arena *arena; /* lives as long as the application */
};

/*
 * Loads catalogues, templates and assets. The templates of template_dir win
 * over the embedded ones, file by file, and the catalogues of its `po`, if it
 * has one, over all embedded ones; it may be NULL. False: *error says what is
 * wrong, with file and line. `options` comes first; app_release is called
 * either way.
 */
bool app_init(struct app *, const char *template_dir, struct str *error);
void app_release(struct app *);

/* The page cache; what it hears of others comes from the worker. */
struct cache *app_cache_new(struct app *);

/* All routes of the application, for http_server_new(); and its hooks. */
extern const struct route *const app_routes[];
extern const struct http_hooks app_hooks;

/* The application that answers this request. */
struct app *app_of(struct req *);

/* Whether the site's own address is https: cookies are Secure then. */
bool app_is_secure(const struct app *);

/* The address of an asset by its plain name, "sala.css". Asserts it exists. */
struct str app_asset_href(const struct app *, const char *name);

#endif
