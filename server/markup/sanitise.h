/*
 * HTML from anywhere → canonical markup. libxml2 parses it, a walk over the
 * tree keeps what elements.h allows, the writer writes it. Comments,
 * processing instructions and CDATA are never kept; nothing is ever copied
 * from the input as markup.
 *
 * libxml2 stops at depth 256 and drops the rest in silence: a text deeper
 * than SANITISE_MAX_DEPTH is refused instead. Before the parser come limits
 * (limits.h), since its time grows with the square of a tag's attributes.
 *
 * Pictures are kept when they are this site's own files; on other hosts they
 * become links, so that no author can watch who reads.
 */
#ifndef MARKUP_SANITISE_H
#define MARKUP_SANITISE_H

#include "markup/markup.h"

#define SANITISE_MAX_DEPTH 200

/* `html` is valid UTF-8 without NUL. */
MUST_CHECK
enum markup_fault sanitise(
    struct arena *a, struct str html, bool comment, struct markup *out);

/* Part of markup_init. */
void sanitise_init(void);

#endif
