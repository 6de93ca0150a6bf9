/*
 * What the engine knows of HTML's elements and attributes, and of the few of
 * feeds and sitemaps that hold addresses or words.
 */
#ifndef RENDER_ELEMENT_IMPL_H
#define RENDER_ELEMENT_IMPL_H

#include <stdbool.h>

#include "base/str.h"

enum {
	ELEMENT_BLOCK = 1 << 0, /* white space around and at its edges is void;
				   units of translation end here */
	ELEMENT_BOX = 1 << 1, /* inline, but its inside is a world of its own:
				 edges as a block's, units end here */
	ELEMENT_VOID = 1 << 2, /* has no content and no end tag */
	ELEMENT_BREAK = 1 << 3, /* inline; white space around it is void */
	ELEMENT_VERBATIM = 1 << 4, /* white space inside counts */
	ELEMENT_CODE = 1 << 5, /* its inside is not translated */
	ELEMENT_EMPTY = 1 << 6, /* must have no content: script, style */
	ELEMENT_LEAD = 1 << 7, /* drops a newline behind its start tag */
	ELEMENT_URL = 1 << 8, /* XML: its text is an address */
	ELEMENT_WORDS = 1 << 9, /* XML: its text is translated */
};

struct element {
	const char *name;
	unsigned flags;
};

/* NULL: HTML has no such element. Names with a hyphen are known. */
const struct element *element_of_html(struct str name);
/* What may stand inside <svg>. */
const struct element *element_of_svg(struct str name);
/* XML knows all names; some are addresses or words. */
const struct element *element_of_xml(struct str name);

enum attr_kind {
	ATTR_PLAIN,
	ATTR_WORDS, /* translated */
	ATTR_URL,
	ATTR_BOOLEAN,
	ATTR_CLOSED, /* no tags in it: on*, style, ... */
};

struct node;
enum attr_kind attr_kind_of_html(const struct node *element, struct str name);
enum attr_kind attr_kind_of_xml(struct str name);

/* Left out of the page when the one section that is its value is. */
bool attr_is_optional(struct str name);

#endif
