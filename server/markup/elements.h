/*
 * The allow-list: every element and attribute that markup may have, and what
 * becomes of the others. One table for the sanitiser, the writer and the
 * check, so that they cannot differ.
 *
 * `home` is the content that an element belongs to, `holds` the content that
 * it may have. Keeping to them is what makes a browser build the tree that
 * was written: an <li> outside a list, a block inside a <p> or a <td> without
 * a row make an HTML parser close elements by itself, and user markup could
 * then end the page's own <div> (HTML Living Standard §13.2.6.4.7).
 */
#ifndef MARKUP_ELEMENTS_H
#define MARKUP_ELEMENTS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum element_fate {
	ELEMENT_UNWRAPPED, /* the tags go, what is between them stays */
	ELEMENT_BREAK, /* so too, but it stands apart as a block does */
	ELEMENT_DROPPED, /* goes with everything inside */
	ELEMENT_KEPT,
};

enum content {
	CONTENT_NONE, /* void elements hold it */
	CONTENT_PHRASING, /* text and inline elements */
	CONTENT_FLOW, /* blocks and phrasing */
	CONTENT_LIST, /* li */
	CONTENT_TERMS, /* dt, dd */
	CONTENT_TABLE, /* caption, sections, rows */
	CONTENT_ROWS, /* tr */
	CONTENT_CELLS, /* td, th */
};

enum attribute {
	ATTRIBUTE_ALIGN,
	ATTRIBUTE_ALT,
	ATTRIBUTE_CLASS,
	ATTRIBUTE_COLSPAN,
	ATTRIBUTE_DATETIME,
	ATTRIBUTE_DIR,
	ATTRIBUTE_HEIGHT,
	ATTRIBUTE_HREF,
	ATTRIBUTE_ID,
	ATTRIBUTE_LANG,
	ATTRIBUTE_REVERSED,
	ATTRIBUTE_ROWSPAN,
	ATTRIBUTE_SCOPE,
	ATTRIBUTE_SRC,
	ATTRIBUTE_START,
	ATTRIBUTE_TITLE,
	ATTRIBUTE_TYPE,
	ATTRIBUTE_VALUE,
	ATTRIBUTE_WIDTH,
	N_ATTRIBUTES,
};

struct element {
	const char *name;
	enum element_fate fate;
	enum content home, holds;
	unsigned attributes; /* 1 << enum attribute */
	const char *as; /* the element that is written instead */
};

/* NULL: no such element; the sanitiser unwraps it. Case of ASCII is ignored,
 * an alias is resolved. */
const struct element *element_find(struct str name);

/* Whether content of kind `holds` may have something whose home is `home`. */
bool content_accepts(enum content holds, enum content home);

/* b, a, code … */
static inline bool
element_is_inline(const struct element *e)
{
	return e->home == CONTENT_PHRASING && e->holds == CONTENT_PHRASING;
}

/* p, headings, pre: blocks of words. */
static inline bool
element_is_phrase(const struct element *e)
{
	return e->home == CONTENT_FLOW && e->holds == CONTENT_PHRASING;
}

/* Cells and captions: inline elements around the table end at them. */
static inline bool
element_isolates(const struct element *e)
{
	return e->home == CONTENT_CELLS ||
	       (e->home == CONTENT_TABLE && e->holds == CONTENT_FLOW);
}

/* a, bdo, span: nothing without an attribute. */
bool element_is_mute(const struct element *e);

/* -- attributes (attributes.c) -- */

/* False: no such attribute. Case is ignored; `name` counts as `id`. */
bool attribute_find(struct str name, enum attribute *out);
const char *attribute_name(enum attribute which);

/*
 * Appends to `out` what may stand for `value`, not escaped yet. False: the
 * attribute is left out (and `out` may hold a part). What it has accepted it
 * accepts again, unchanged.
 */
bool attribute_clean(enum attribute which, struct str value, struct buf *out);

/* As the two that may be links. An image is "/f/…" on this site only. */
bool url_clean(struct str value, struct buf *out);
bool url_is_image(struct str value);

#define USER_CONTENT "user-content-"
#define LINK_REL     "nofollow ugc noopener"

/* -- characters (characters.c) -- */

/* Without the characters that no text needs and some sinks cannot bear: C0
 * but TAB and LF, DEL, C1, non-characters. `s` itself when it has none. */
struct str text_clean(struct arena *a, struct str s);
bool text_is_clean(struct str s);
/* Nothing but ASCII white space. */
bool text_is_blank(struct str s);

#endif
