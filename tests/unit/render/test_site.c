/*
 * The site's own templates, views and catalogues fit together: the server
 * would start. Each fault is a line; so is each template that no view uses.
 */
#include <string.h>

#include "../tap.h"
#include "base/arena.h"
#include "base/embedded.h"
#include "base/view.h"
#include "records.h"
#include "render/templates.h"
#include "text/catalogue.h"

static void
test_load(struct catalogues *cats, struct arena *a)
{
	struct str error = { NULL, 0 }, line;
	struct templates *t = templates_load(
	    &(struct templates_options){
		.views = views, .n_views = N_VIEWS, .cats = cats, .arena = a },
	    &error);

	ok(t != NULL, "%d views in %zu languages compile", N_VIEWS,
	    catalogues_count(cats));
	while (error.len > 0) {
		str_cut(error, '\n', &line, &error);
		note(STR_FMT, STR_ARG(line));
	}
	templates_free(t);
}

static bool
has_view(const char *template)
{
	for (size_t i = 0; i < N_VIEWS; i++) {
		if (strcmp(views[i].template, template) == 0)
			return true;
	}
	return false;
}

static void
test_all_are_used(void)
{
	static const char folder[] = "templates/";
	const size_t len = sizeof(folder) - 1;

	for (size_t i = 0; i < n_embedded_files; i++) {
		const char *path = embedded_files[i].path;

		if (strncmp(path, folder, len) == 0 &&
		    strchr(path + len, '/') == NULL)
			ok(has_view(path + len), "%s has a view", path);
	}
}

int
main(void)
{
	struct buf error = { 0 };
	struct arena *a = arena_new();
	struct catalogues *cats = catalogues_load(NULL, &error);

	if (ok(cats != NULL, "the catalogues are read"))
		test_load(cats, a);
	else
		note(STR_FMT, STR_ARG(buf_view(&error)));
	test_all_are_used();
	buf_release(&error);
	catalogues_free(cats);
	arena_release(a);
	return done_testing();
}
