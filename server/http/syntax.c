/*
 * Character classes, lists, digits, percent-decoding, parameters.
 */
#include "http/syntax_impl.h"

#include <string.h>

#define T SYNTAX_TOKEN
#define X SYNTAX_TEXT
#define P SYNTAX_PATH
#define Q SYNTAX_QUERY
#define H SYNTAX_HOST
#define D SYNTAX_DIGIT
#define C SYNTAX_COOKIE

/*
 * Path and query take a little more than RFC 3986 has: what browsers send
 * unencoded by the URL Standard ('[', ']', '^', '|' and in queries '\', '`',
 * '{', '}').
 */
const uint8_t syntax_classes[256] = {
	['\t'] = X,
	[' '] = X,
	['!'] = T | X | P | Q | C,
	['"'] = X,
	['#'] = T | X | C,
	['$'] = T | X | P | Q | C,
	['%'] = T | X | P | Q | C,
	['&'] = T | X | P | Q | C,
	['\''] = T | X | P | Q | C,
	['('] = X | P | Q | C,
	[')'] = X | P | Q | C,
	['*'] = T | X | P | Q | C,
	['+'] = T | X | P | Q | C,
	[','] = X | P | Q,
	['-'] = T | X | P | Q | H | C,
	['.'] = T | X | P | Q | H | C,
	['/'] = X | P | Q | C,
	['0' ... '9'] = T | X | P | Q | H | D | C,
	[':'] = X | P | Q | C,
	[';'] = X | P | Q,
	['<'] = X | C,
	['='] = X | P | Q | C,
	['>'] = X | C,
	['?'] = X | Q | C,
	['@'] = X | P | Q | C,
	['A' ... 'Z'] = T | X | P | Q | H | C,
	['['] = X | P | Q | C,
	['\\'] = X | Q,
	[']'] = X | P | Q | C,
	['^'] = T | X | P | Q | C,
	['_'] = T | X | P | Q | H | C,
	['`'] = T | X | Q | C,
	['a' ... 'z'] = T | X | P | Q | H | C,
	['{'] = X | Q | C,
	['|'] = T | X | P | Q | C,
	['}'] = X | Q | C,
	['~'] = T | X | P | Q | H | C,
	[0x80 ... 0xff] = X,
};

bool
syntax_all(struct str s, int what)
{
	for (size_t i = 0; i < s.len; i++)
		if (!syntax_is(s.ptr[i], what))
			return false;
	return s.len > 0;
}

int
syntax_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static bool
is_ows(char c)
{
	return c == ' ' || c == '\t';
}

struct str
syntax_trim(struct str s)
{
	while (s.len > 0 && is_ows(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && is_ows(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* Up to the next separator that stands outside quotes. */
static size_t
member_length(struct str s, char separator)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (quoted && s.ptr[i] == '\\' && i + 1 < s.len)
			i++;
		else if (s.ptr[i] == '"')
			quoted = !quoted;
		else if (s.ptr[i] == separator && !quoted)
			break;
	}
	return i;
}

static bool
split_next(struct str *rest, char separator, struct str *member)
{
	while (rest->len > 0) {
		const size_t n = member_length(*rest, separator);

		*member = syntax_trim(str_slice(*rest, 0, n));
		*rest = str_slice(*rest, n + 1, rest->len);
		if (member->len > 0)
			return true;
	}
	return false;
}

bool
syntax_list_next(struct str *rest, struct str *member)
{
	return split_next(rest, ',', member);
}

bool
syntax_digits(struct str s, uint64_t *out)
{
	uint64_t n = 0;

	if (!syntax_all(s, SYNTAX_DIGIT))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (__builtin_mul_overflow(n, 10u, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(s.ptr[i] - '0'), &n))
			return false;
	*out = n;
	return true;
}

static bool
needs_decoding(struct str s, bool plus)
{
	if (s.len == 0)
		return false;
	return memchr(s.ptr, '%', s.len) != NULL ||
	       (plus && memchr(s.ptr, '+', s.len) != NULL);
}

bool
syntax_decode(struct arena *a, struct str s, bool plus, struct str *out)
{
	if (!needs_decoding(s, plus)) {
		*out = s;
		return true;
	}
	char *to = arena_alloc(a, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '%') {
			if (s.len - i < 3)
				return false;
			const int high = syntax_hex(s.ptr[i + 1]);
			const int low = syntax_hex(s.ptr[i + 2]);

			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		to[n++] = c;
	}
	*out = (struct str){ to, n };
	return true;
}

/* A quoted-string without its quotes and backslashes (RFC 9110 §5.6.4). */
static bool
unquote(struct arena *a, struct str s, struct str *out)
{
	if (s.len < 2 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"')
		return false;
	char *to = arena_alloc(a, s.len);
	size_t n = 0;

	for (size_t i = 1; i < s.len - 1; i++) {
		if (s.ptr[i] == '"')
			return false;
		if (s.ptr[i] == '\\' && ++i >= s.len - 1)
			return false;
		to[n++] = s.ptr[i];
	}
	*out = (struct str){ to, n };
	return true;
}

bool
syntax_parameter(
    struct arena *a, struct str params, const char *name, struct str *out)
{
	struct str one, key, value;

	*out = (struct str){ NULL, 0 };
	while (split_next(&params, ';', &one)) {
		if (!str_cut(one, '=', &key, &value) ||
		    !syntax_all(key, SYNTAX_TOKEN))
			return false;
		struct str plain = value;

		if (!syntax_all(value, SYNTAX_TOKEN) &&
		    !unquote(a, value, &plain))
			return false;
		if (!str_eq_nocase(key, str_from(name)))
			continue;
		if (out->ptr != NULL)
			return false;
		*out = plain;
	}
	return true;
}
