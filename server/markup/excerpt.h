/*
 * The first words of a text, for lists and feeds: plain text, runs of white
 * space (no-break spaces, ideographic and other blanks too) as one blank,
 * blocks kept apart by one. Tables are left out, unless there is nothing
 * else: their cells in a row read as soup. Whatever looks like a bullet is
 * the author's and stays.
 */
#ifndef MARKUP_EXCERPT_H
#define MARKUP_EXCERPT_H

#include "base/arena.h"
#include "base/buf.h"

struct excerpt {
	struct gathered {
		char bytes[2048];
		size_t len;
		bool space;
		bool full;
	} plain, table;
};

void excerpt_init(struct excerpt *e);
void excerpt_text(struct excerpt *e, struct str text, bool in_table);
void excerpt_break(struct excerpt *e);

/* At most max_chars characters, cut between words where one can tell. */
struct str excerpt_take(
    const struct excerpt *e, struct arena *a, size_t max_chars);

#endif
