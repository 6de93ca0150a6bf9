/*
 * Between writer.c, which knows what is wanted, and place.c, which makes
 * places for it and writes the tags.
 */
#ifndef MARKUP_WRITER_IMPL_H
#define MARKUP_WRITER_IMPL_H

#include "markup/writer.h"

/* Makes a place for something that is at home in `home`, by closing parents
 * that nobody asked for and opening ones that are missing. */
bool place_fit(struct writer *w, enum content home);

/* The place for words: a block of words where one is wanted, the inline
 * elements, and the white space that came before. */
bool place_words(struct writer *w);

/* Inline elements and blocks of words make way for a block. If that is not
 * written in the end, words that stand alone still end their line here. */
void place_clear(struct writer *w);

/* Opens what is wanted; closes what was opened last. */
void place_open(struct writer *w, struct frame *frame);
void place_close(struct writer *w);

void place_put_tag(struct writer *w, const struct tag *tag);
/* After the end of each block. */
void place_end_block(struct writer *w);

/* The innermost block that the source has open, NULL at the top. */
struct frame *place_wanted_block(struct writer *w);

/* Inline elements apply from the innermost cell on: where those begin. */
size_t place_first_inline(const struct writer *w);
/* An inline element would have to be opened before a word. */
bool place_has_due_inline(const struct writer *w);

#endif
