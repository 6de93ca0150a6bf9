/*
 * What is refused before a parser sees it. These limits give a quick and
 * clear answer to the bombs that are known; for those that are not, a scribe
 * has two seconds.
 */
#ifndef MARKUP_LIMITS_H
#define MARKUP_LIMITS_H

#include "markup/markup.h"

#define LIMIT_MARKS_PER_LINE 32
#define LIMIT_ATTRIBUTES     64
#define LIMIT_TAG_BYTES	     ((size_t)16 << 10)

/*
 * Markdown: list and quote marks at a line's start (cmark takes 11 s for
 * 60 KB of them). *line says where.
 */
MUST_CHECK
enum markup_fault limits_markdown(struct str source, int64_t *line);

/* HTML: attributes of a tag, and its length (libxml2: 20 s for 60,000). */
MUST_CHECK
enum markup_fault limits_html(struct str html);

#endif
