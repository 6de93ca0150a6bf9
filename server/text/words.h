/*
 * Where words and graphemes end. Thai, Lao, Khmer and Burmese write no spaces
 * between words: ICU finds them by dictionary. Each thread keeps its own
 * iterators, opened on first use (opening takes far longer than cutting).
 * Text must be valid UTF-8.
 */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include "base/arena.h"
#include "base/str.h"

/*
 * Opens what this thread will need, dictionaries included, so that the first
 * reader does not wait and a process may be shut into its sandbox afterwards:
 * all of it, or the part of one step (0, 1, ...), which is a millisecond's
 * work. False: there is no such step.
 */
void text_prepare(void);
bool text_prepare_step(size_t step);

/*
 * At most max_chars code points from the start of the text, ending where a
 * word ends; where the last word is so long that half of the room would be
 * lost, between two graphemes. Borrowed from the text.
 */
struct str words_cut(struct str text, size_t max_chars);

/*
 * A short form of plain text: the text itself when it has at most max_chars
 * (> 1) code points, otherwise its beginning and "…", together no longer than
 * that. White space at the ends is dropped.
 */
struct str text_excerpt(struct arena *a, struct str text, size_t max_chars);

#endif
