/*
 * What a member typed, made into markup by a scribe, for handlers of forms:
 *
 *	struct prose body = { form->body, PROSE_POST, "body" };
 *
 *	if (!prose_render(r, &form->base, &body))
 *		return ... the form again, with the reason beside its field;
 */
#ifndef WEB_PROSE_H
#define WEB_PROSE_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/html.h"
#include "base/str.h"

struct form;
struct req;

enum prose_kind {
	PROSE_POST, /* Markdown with headings */
	PROSE_COMMENT, /* Markdown without them: comments, profiles */
	PROSE_HTML, /* a post that was written as HTML */
};

struct prose {
	struct str source;
	enum prose_kind kind;
	const char *field; /* of the form, for a mistake */
	/* What came of it. */
	struct html html;
	struct str excerpt;
	int version; /* of the renderer, stored with what it made */
};

PARKS
MUST_CHECK
bool prose_render(struct req *, struct form *, struct prose *);

/*
 * The tags of a line, "a, b, #c": trimmed, cleaned, without doubles. A
 * mistake is put beside `field`. `keys` are what equal tags have in common.
 */
struct tag_list {
	struct str *tags, *keys;
	size_t n;
};
MUST_CHECK
bool prose_tags(struct req *, struct str line, struct form *, const char *field,
    struct tag_list *out);

/* The same the other way round, for a form. */
struct str prose_tags_line(struct req *, const struct str *tags, size_t n);

#endif
