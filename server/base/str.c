/* Borrowed text. */
#include "base/str.h"

#include <string.h>

static int
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str
str_from(const char *cstr)
{
	return (struct str){ cstr, cstr != NULL ? strlen(cstr) : 0 };
}

bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool
str_is(struct str s, const char *literal)
{
	return str_eq(s, str_from(literal));
}

bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return false;
	}
	return true;
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len &&
	       str_eq(str_slice(s, 0, prefix.len), prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len &&
	       str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

int
str_compare(struct str a, struct str b)
{
	const size_t shorter = a.len < b.len ? a.len : b.len;
	const int order = shorter > 0 ? memcmp(a.ptr, b.ptr, shorter) : 0;

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

struct str
str_trim(struct str s)
{
	while (s.len > 0 && is_space(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool
str_cut(struct str s, char sep, struct str *head, struct str *tail)
{
	const char *at = s.len > 0 ? memchr(s.ptr, sep, s.len) : NULL;

	if (at == NULL) {
		*tail = (struct str){ NULL, 0 };
		*head = s;
		return false;
	}
	const size_t before = (size_t)(at - s.ptr);

	*head = (struct str){ s.ptr, before };
	*tail = (struct str){ at + 1, s.len - before - 1 };
	return true;
}

struct str
str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	if (s.ptr == NULL)
		return s;
	return (struct str){ s.ptr + from, to - from };
}

bool
str_find(struct str s, struct str needle, size_t *at)
{
	if (needle.len == 0) {
		*at = 0;
		return true;
	}
	if (s.len < needle.len)
		return false;
	const char *found = memmem(s.ptr, s.len, needle.ptr, needle.len);

	if (found == NULL)
		return false;
	*at = (size_t)(found - s.ptr);
	return true;
}

/* Collected as a negative number, which has the wider range. */
bool
str_to_int64(struct str s, int64_t *out)
{
	const bool negative = s.len > 0 && s.ptr[0] == '-';
	const struct str digits = str_slice(s, negative, s.len);
	int64_t value = 0;

	if (digits.len == 0 ||
	    (digits.ptr[0] == '0' && (digits.len > 1 || negative)))
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		const char c = digits.ptr[i];

		if (c < '0' || c > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, c - '0', &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*out = negative ? value : -value;
	return true;
}
