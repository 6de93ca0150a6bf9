/*
 * A source made ready for the parsers: LF for CR LF and CR, no byte order
 * mark, no characters that no text needs, and pictures that were pasted as
 * data: URLs cut down to "data:," (they are megabytes that nothing shows).
 */
#ifndef MARKUP_SOURCE_H
#define MARKUP_SOURCE_H

#include "base/arena.h"

/* `text` is valid UTF-8. */
struct str source_clean(struct arena *a, struct str text);

/*
 * Markdown only: "[^1]: Somchai" at a line's start would be CommonMark's
 * definition of a link to "Somchai", and the note gone from sight. A
 * backslash keeps it text. Fenced code is left alone.
 */
struct str source_keep_notes(struct arena *a, struct str text);

/* HTML only: "<" that begins no tag is text: "a < b", "<ชื่อ>". */
struct str source_keep_signs(struct arena *a, struct str text);

#endif
