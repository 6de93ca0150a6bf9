/* Strict UTF-8. */
#include "base/utf8.h"

#include <assert.h>
#include <string.h>

/*
 * What a first byte announces: bytes in all, and the range of the second one
 * (which is what keeps out overlong forms, surrogates and > U+10FFFF). len 0:
 * it begins nothing.
 */
static const struct lead {
	unsigned char len, second_min, second_max;
} leads[256] = {
	[0x00 ... 0x7F] = { 1, 0, 0 },
	[0xC2 ... 0xDF] = { 2, 0x80, 0xBF },
	[0xE0] = { 3, 0xA0, 0xBF },
	[0xE1 ... 0xEC] = { 3, 0x80, 0xBF },
	[0xED] = { 3, 0x80, 0x9F },
	[0xEE ... 0xEF] = { 3, 0x80, 0xBF },
	[0xF0] = { 4, 0x90, 0xBF },
	[0xF1 ... 0xF3] = { 4, 0x80, 0xBF },
	[0xF4] = { 4, 0x80, 0x8F },
};

/* Bytes of the character at the start of s (len > 0), 0 when there is none. */
static inline size_t
decode(struct str s, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	const struct lead l = leads[p[0]];

	if (l.len <= 1) {
		*cp = p[0];
		return l.len;
	}
	if (s.len < l.len || p[1] < l.second_min || p[1] > l.second_max)
		return 0;
	uint32_t value = p[0] & (0xFFu >> (l.len + 1));

	value = value << 6 | (p[1] & 0x3F);
	for (size_t k = 2; k < l.len; k++) {
		if ((p[k] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (p[k] & 0x3F);
	}
	*cp = value;
	return l.len;
}

bool
utf8_next(struct str *rest, uint32_t *cp)
{
	const size_t n = rest->len > 0 ? decode(*rest, cp) : 0;

	if (n == 0)
		return false;
	rest->ptr += n;
	rest->len -= n;
	return true;
}

/* Skips eight ASCII bytes at a time. */
bool
utf8_valid(struct str s)
{
	size_t i = 0;
	uint32_t cp;

	while (i < s.len) {
		uint64_t eight;

		if ((s.ptr[i] & 0x80) == 0 && s.len - i >= sizeof(eight)) {
			memcpy(&eight, s.ptr + i, sizeof(eight));
			if ((eight & UINT64_C(0x8080808080808080)) == 0) {
				i += sizeof(eight);
				continue;
			}
		}
		const struct str rest = { s.ptr + i, s.len - i };
		const size_t n = decode(rest, &cp);

		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

size_t
utf8_write(char out[4], uint32_t cp)
{
	assert(cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF));
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	const size_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	for (size_t i = len - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3F));
		cp >>= 6;
	}
	out[0] = (char)((0xF00 >> len & 0xF0) | cp);
	return len;
}

/* Moves on by one character, or by one byte that belongs to none. */
static size_t
step(struct str s)
{
	uint32_t cp;
	const size_t n = decode(s, &cp);

	return n > 0 ? n : 1;
}

size_t
utf8_count(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; n++)
		i += step(str_slice(s, i, s.len));
	return n;
}

struct str
utf8_truncate(struct str s, size_t max_chars)
{
	size_t i = 0;

	for (size_t n = 0; n < max_chars && i < s.len; n++)
		i += step(str_slice(s, i, s.len));
	return str_slice(s, 0, i);
}

static bool
is_noncharacter(uint32_t cp)
{
	return (cp & 0xFFFE) == 0xFFFE || (cp >= 0xFDD0 && cp <= 0xFDEF);
}

bool
utf8_is_clean(struct str s, bool multiline)
{
	uint32_t cp;

	while (s.len > 0) {
		if (*s.ptr >= 0x20 && *s.ptr < 0x7F) {
			s.ptr++;
			s.len--;
			continue;
		}
		if (!utf8_next(&s, &cp))
			return false;
		if (multiline && (cp == '\t' || cp == '\n' || cp == '\r'))
			continue;
		if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) ||
		    is_noncharacter(cp))
			return false;
	}
	return true;
}
