/*
 * UTF-8, strictly (RFC 3629, Unicode table 3-7): no overlong forms, no
 * surrogates, nothing above U+10FFFF. Characters here are code points; what a
 * reader takes for one character (a grapheme) is text/words.h's business.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

MUST_CHECK
bool utf8_valid(struct str s);

/*
 * Takes the first character off *rest. At the end, or where no well-formed
 * character stands, false, and *rest is left alone.
 */
MUST_CHECK
bool utf8_next(struct str *rest, uint32_t *cp);

/* Writes one character, 1 to 4 bytes; cp must be a scalar value. */
size_t utf8_write(char out[4], uint32_t cp);

/* Characters in valid text. In other text each stray byte counts as one. */
size_t utf8_count(struct str s);

/* At most max_chars characters from the start of valid text. */
struct str utf8_truncate(struct str s, size_t max_chars);

/*
 * Valid, and without characters that no text needs: NUL and the other C0
 * controls, DEL, C1, non-characters. TAB, LF and CR are clean in multiline
 * text only.
 */
MUST_CHECK
bool utf8_is_clean(struct str s, bool multiline);

#endif
