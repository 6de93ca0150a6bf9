/* Rendering in one line, and what holds for every rendering. */
#ifndef TESTS_UNIT_MARKUP_RENDERED_H
#define TESTS_UNIT_MARKUP_RENDERED_H

#include <stdlib.h>

#include "markup/check.h"
#include "markup/markup.h"
#include "markup/sanitise.h"

#include "../tap.h"

static inline struct markup
render(struct arena *a, enum markup_kind kind, const char *text)
{
	return markup_render(
	    a, &(struct markup_source){ .kind = kind, .text = str_from(text) });
}

/* For tests/browser/510-markup.py, which shows a browser what came out: each
 * followed by a byte that no markup has. */
static inline void
keep_for_browser(struct str markup)
{
	const char *path = getenv("SALA_KEEP_MARKUP");
	FILE *out = path != NULL ? fopen(path, "ab") : NULL;

	if (out == NULL)
		return;
	fwrite(markup.ptr, 1, markup.len, out);
	fputc('\1', out);
	fclose(out);
}

/* Canonical, and unchanged when it is sanitised again. */
static inline bool
is_settled(struct arena *a, struct markup m, bool comment)
{
	struct markup again = { 0 };

	keep_for_browser(m.html.text);
	return m.fault == MARKUP_OK && markup_is_canonical(m.html.text) &&
	       sanitise(a, m.html.text, comment, &again) == MARKUP_OK &&
	       str_eq(again.html.text, m.html.text) &&
	       str_eq(again.excerpt, m.excerpt);
}

struct rendering {
	const char *source, *html;
};

static inline void
renders_to(enum markup_kind kind, const struct rendering *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct arena *a = arena_new();
		const struct markup m = render(a, kind, cases[i].source);

		is_int(m.fault, MARKUP_OK, "%s", cases[i].source);
		is_str(m.html.text, cases[i].html, "is rendered so");
		ok(is_settled(a, m, false), "and settled");
		arena_release(a);
	}
}

#endif
