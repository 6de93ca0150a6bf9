/*
 * Characters that no text needs. XML 1.0 forbids most of them (one kills a
 * whole feed), terminals obey some, none is ever seen.
 */
#include <string.h>

#include "markup/elements.h"

/* Bytes of an unwanted character at the start of s, 0 if it is a good one. */
static size_t
unwanted(const unsigned char *p, size_t len)
{
	if (p[0] < 0x80)
		return (p[0] < 0x20 && p[0] != '\t' && p[0] != '\n') ||
		       p[0] == 0x7F;
	if (p[0] == 0xC2 && len >= 2)
		return p[1] < 0xA0 ? 2 : 0;
	if (p[0] == 0xEF && len >= 3) {
		if (p[1] == 0xB7 && p[2] >= 0x90 && p[2] <= 0xAF)
			return 3; /* U+FDD0 … U+FDEF */
		return p[1] == 0xBF && p[2] >= 0xBE ? 3 : 0;
	}
	/* The last two of each plane: the lower 16 bits are FFFE, FFFF. */
	if (p[0] >= 0xF0 && len >= 4)
		return (p[1] & 0x0F) == 0x0F && p[2] == 0xBF && p[3] >= 0xBE
			   ? 4
			   : 0;
	return 0;
}

/* First bytes of characters that may be unwanted. */
static const bool suspect[256] = {
	[0x00 ... 0x08] = true,
	[0x0B ... 0x1F] = true,
	[0x7F] = true,
	[0xC2] = true,
	[0xEF ... 0xFF] = true,
};

bool
text_is_clean(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	for (size_t i = 0; i < s.len; i++) {
		if (suspect[p[i]] && unwanted(p + i, s.len - i) > 0)
			return false;
	}
	return true;
}

struct str
text_clean(struct arena *a, struct str s)
{
	if (text_is_clean(s))
		return s;
	char *to = arena_alloc(a, s.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < s.len;) {
		const size_t n =
		    unwanted((const unsigned char *)s.ptr + i, s.len - i);

		if (n == 0)
			to[len++] = s.ptr[i++];
		else
			i += n;
	}
	return (struct str){ to, len };
}

bool
text_is_blank(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\0' || strchr(" \t\n\r\f\v", s.ptr[i]) == NULL)
			return false;
	}
	return true;
}
