/*
 * The tag scanner: what stands between {{ and }}. It knows nothing of XML.
 *
 *	struct str rest = text, before, inside;
 *
 *	while (tag_cut(&rest, &before, &inside) == TAG_CUT)
 *		...
 */
#ifndef RENDER_TAG_IMPL_H
#define RENDER_TAG_IMPL_H

#include "base/compiler.h"
#include "base/str.h"

enum tag_cut {
	TAG_NONE, /* no tag in it; before is all */
	TAG_CUT, /* before, inside and rest are set */
	TAG_OPEN, /* {{ without }}, or }} without {{ */
};

enum tag_cut tag_cut(struct str *rest, struct str *before, struct str *inside);

enum tag_kind {
	TAG_FIELD,
	TAG_SECTION,
	TAG_INVERTED,
	TAG_PLURAL,
	TAG_CLOSE,
	TAG_PARTIAL,
};

struct tag {
	enum tag_kind kind;
	struct str name; /* borrowed from the text; "plural" of {{/plural}} */
	struct str format; /* absent without one */
};

/* NULL when it is a tag, else what is wrong with it. */
MUST_CHECK
const char *tag_read(struct str inside, struct tag *out);

#endif
