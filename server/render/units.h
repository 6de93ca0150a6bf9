/*
 * The units of translation of template files, for the generator of the
 * catalogue's template and for the check of catalogues. What a unit is stands
 * in unit_impl.h; the compiler of templates finds its translations by the
 * same code.
 */
#ifndef RENDER_UNITS_H
#define RENDER_UNITS_H

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct embedded;
struct lang;

struct unit {
	const char *file; /* "templates/post.html" */
	int line;
	struct str id; /* English, with its inline markup and tags */
	struct str plural_id; /* absent unless it is a plural */
};

struct units_options {
	const struct embedded *files; /* paths begin with "templates/" */
	size_t n_files;
	const struct lang *lang; /* compare its translations; or NULL */
	void (*fn)(void *arg, const struct unit *unit);
	void *arg;
	struct arena *arena; /* for what fn is told and for *error */
};

/*
 * Calls fn for each unit of each file, in their order. False: *error holds
 * "file:line: what" lines, about templates and translations.
 */
MUST_CHECK
bool units_each(const struct units_options *options, struct str *error);

#endif
