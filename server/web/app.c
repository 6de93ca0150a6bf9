/* The application object: what is loaded once, before the first request. */
#include "web/app.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cache/cache.h"
#include "cache/part.h"
#include "records.h"
#include "render/templates.h"
#include "text/catalogue.h"
#include "web/assets.h"

static bool
load_catalogues(struct app *app, const char *template_dir, struct str *error)
{
	const char *dir = NULL;
	struct buf why;

	if (template_dir != NULL)
		dir = arena_fmt(app->arena, "%s/po", template_dir).ptr;
	if (dir != NULL && access(dir, F_OK) != 0)
		dir = NULL;
	buf_init(&why, 0);
	app->catalogues = catalogues_load(dir, &why);
	*error = buf_take(&why, app->arena);
	if (app->catalogues == NULL)
		return false;
	if (lang_find(app->catalogues, app->options->language) != NULL)
		return true;
	*error = arena_fmt(app->arena,
	    "language: there is no catalogue for \"" STR_FMT "\"",
	    STR_ARG(app->options->language));
	return false;
}

bool
app_init(struct app *app, const char *template_dir, struct str *error)
{
	app->arena = arena_new();
	if (!load_catalogues(app, template_dir, error))
		return false;
	const struct templates_options options = {
		.dir = template_dir,
		.views = views,
		.n_views = N_VIEWS,
		.cats = app->catalogues,
		.arena = app->arena,
	};

	app->templates = template_dir != NULL ? templates_load(&options, error)
					      : templates_open(&options);
	if (app->templates == NULL)
		return false;
	assets_init(app);
	app->cache = app_cache_new(app);
	app->home_lists = ARENA_NEW(app->arena, struct cache_part);
	return true;
}

bool
app_is_secure(const struct app *app)
{
	return str_starts(app->options->base_url, STR("https://"));
}

void
app_release(struct app *app)
{
	if (app->home_lists != NULL)
		cache_part_drop(app->home_lists);
	if (app->cache != NULL)
		cache_free(app->cache);
	templates_free(app->templates);
	if (app->catalogues != NULL)
		catalogues_free(app->catalogues);
	arena_release(app->arena);
}
