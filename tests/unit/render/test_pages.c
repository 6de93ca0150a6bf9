/*
 * All pages and feeds that the program carries: they load in every language,
 * and each can be shown when there is nothing to show.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "base/arena.h"
#include "base/buf.h"
#include "records.h"
#include "render/templates.h"
#include "text/catalogue.h"

static bool
is_whole(const struct view *view, struct str page)
{
	if (str_ends(str_from(view->template), STR(".xml")))
		return str_starts(page, STR("<?xml ")) &&
		       str_ends(str_trim(page), STR("</rss>"));
	return str_starts(page, STR("<!DOCTYPE html>")) &&
	       str_ends(str_trim(page), STR("</html>"));
}

static void
test_empty_pages(struct templates *t, const struct lang *lang)
{
	for (int i = 0; i < N_VIEWS; i++) {
		void *view = calloc(1, views[i].record->size);
		struct buf page;

		buf_init(&page, 0);
		templates_render(t, i, lang, view, &page);
		ok(is_whole(&views[i], buf_view(&page)), "%s in %s",
		    views[i].name, lang->code);
		buf_release(&page);
		free(view);
	}
}

int
main(void)
{
	struct arena *arena = arena_new();
	struct str error = { NULL, 0 };
	struct buf faults;

	buf_init(&faults, 0);
	struct catalogues *cats = catalogues_load(NULL, &faults);
	ok(cats != NULL, "the catalogues load");
	struct templates *t = templates_load(
	    &(struct templates_options){
		.views = views,
		.n_views = N_VIEWS,
		.cats = cats,
		.arena = arena,
	    },
	    &error);
	if (!ok(t != NULL, "all templates load"))
		printf("# " STR_FMT "\n", STR_ARG(error));
	for (size_t i = 0; t != NULL && i < catalogues_count(cats); i++)
		test_empty_pages(t, catalogues_at(cats, i));
	templates_free(t);
	catalogues_free(cats);
	buf_release(&faults);
	arena_release(arena);
	return done_testing();
}
