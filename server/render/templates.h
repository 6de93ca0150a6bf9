/*
 * Templates: pages, feeds and mail, compiled once for each language, when the
 * server starts or soon after, into flat programs over record fields. Rendering
 * is one pass over a program; it looks nothing up and allocates nothing but the
 * output.
 *
 * A template is XML text (.html, .xml) or plain text (.txt) with tags:
 *
 *	{{name}} {{a.b}}        a field, escaped for the place it stands in
 *	{{t|date}} {{n|number}} with a format: date datetime iso rfc822 number
 *	{{#x}}...{{/x}}         when x is true, there, not empty; of a record:
 *	                        with its fields in scope; of a list: for each
 *	{{^x}}...{{/x}}         when it is not
 *	{{.}}                   the element, in a list of texts
 *	{{> name}}              templates/partials/name.html, in this scope
 *	{{#plural n}}one|more{{/plural}}
 *
 * Names are resolved when the program is made: innermost scope first, last
 * the page (struct view's `page`), which {{page.x}} names directly.
 *
 * What a tag may stand for depends on its place, which is the XML node:
 *
 *	text            < > & " ' are references; html fields as they are
 *	attribute       the same, no html
 *	href, src, ...  at the very start the whole URL or its beginning: a
 *	                path, http, https or mailto, anything else becomes
 *	                "#"; behind that one percent-encoded component
 *	checked, ...    checked="{{flag}}": the attribute is there or not
 *	on*, style,     none: the template is refused
 *	script, comment
 *
 * An attribute whose value is sections and nothing else (aria-current="{{#here}}
 * page{{/here}}") is left out when all of them are; not so alt, value, name,
 * src, content, action.
 *
 * Text is translated by units, see unit_impl.h; a message field (struct msg)
 * is translated when it is shown. Any mistake in a template or a translation
 * refuses the whole set, with file and line.
 */
#ifndef RENDER_TEMPLATES_H
#define RENDER_TEMPLATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct buf;
struct catalogues;
struct embedded;
struct lang;
struct templates;
struct view;

struct templates_options {
	const char *dir; /* wins file by file over the embedded ones, or NULL */
	const struct view *views;
	size_t n_views;
	const struct catalogues *cats; /* kept */
	struct arena *arena; /* holds the error's text, nothing else */

	/* What the binary carries; NULL: embedded_files. For tests. */
	const struct embedded *files;
	size_t n_files;
};

/*
 * Compiles the templates of all views. NULL: *error holds one "file:line:
 * what" a line, at most twenty.
 */
MUST_CHECK
struct templates *templates_load(
    const struct templates_options *options, struct str *error);
void templates_free(struct templates *t);

/*
 * The same without waiting: a program is made when its page is rendered for
 * the first time, or when it is its turn. Only for the embedded templates,
 * which have no mistake: tests/unit/render/test_pages.c loads them all.
 *
 * templates_make_one makes the next one, in well under a millisecond; false
 * when all are there.
 */
struct templates *templates_open(const struct templates_options *options);
bool templates_make_one(struct templates *t);

/*
 * Appends the page to out. `view` is the number of one of the views that were
 * loaded (enum view_id), `data` that view's struct.
 */
void templates_render(struct templates *t, int view, const struct lang *lang,
    const void *data, struct buf *out);

#endif
