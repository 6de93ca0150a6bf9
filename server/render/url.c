/*
 * URLs from outside in attributes. What may stand in a URL (RFC 3986 §2)
 * stays, the rest is percent-encoded, so that quotes, white space, controls
 * and backslashes, which browsers read in their own ways, cannot occur. Then
 * only the scheme is left to look at.
 */
#include "render/program_impl.h"

/* Bytes that stay; & and ' stay too, as references. */
static const bool url_bytes[256] = {
	['0'] = 1,
	['1'] = 1,
	['2'] = 1,
	['3'] = 1,
	['4'] = 1,
	['5'] = 1,
	['6'] = 1,
	['7'] = 1,
	['8'] = 1,
	['9'] = 1,
	['A'] = 1,
	['B'] = 1,
	['C'] = 1,
	['D'] = 1,
	['E'] = 1,
	['F'] = 1,
	['G'] = 1,
	['H'] = 1,
	['I'] = 1,
	['J'] = 1,
	['K'] = 1,
	['L'] = 1,
	['M'] = 1,
	['N'] = 1,
	['O'] = 1,
	['P'] = 1,
	['Q'] = 1,
	['R'] = 1,
	['S'] = 1,
	['T'] = 1,
	['U'] = 1,
	['V'] = 1,
	['W'] = 1,
	['X'] = 1,
	['Y'] = 1,
	['Z'] = 1,
	['a'] = 1,
	['b'] = 1,
	['c'] = 1,
	['d'] = 1,
	['e'] = 1,
	['f'] = 1,
	['g'] = 1,
	['h'] = 1,
	['i'] = 1,
	['j'] = 1,
	['k'] = 1,
	['l'] = 1,
	['m'] = 1,
	['n'] = 1,
	['o'] = 1,
	['p'] = 1,
	['q'] = 1,
	['r'] = 1,
	['s'] = 1,
	['t'] = 1,
	['u'] = 1,
	['v'] = 1,
	['w'] = 1,
	['x'] = 1,
	['y'] = 1,
	['z'] = 1,
	['-'] = 1,
	['.'] = 1,
	['_'] = 1,
	['~'] = 1,
	[':'] = 1,
	['/'] = 1,
	['?'] = 1,
	['#'] = 1,
	['['] = 1,
	[']'] = 1,
	['@'] = 1,
	['!'] = 1,
	['$'] = 1,
	['('] = 1,
	[')'] = 1,
	['*'] = 1,
	['+'] = 1,
	[','] = 1,
	[';'] = 1,
	['='] = 1,
	['%'] = 1,
};

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

static bool
has_scheme(struct str url, struct str scheme)
{
	return str_eq_nocase(str_slice(url, 0, scheme.len), scheme);
}

bool
url_is_safe(struct str url)
{
	if (has_scheme(url, STR("https://")) ||
	    has_scheme(url, STR("http://")) || has_scheme(url, STR("mailto:")))
		return true;
	/* "//host" would lead away. */
	if (str_starts(url, STR("//")))
		return false;
	/* A relative reference has no colon in its first segment. */
	for (size_t i = 0; i < url.len; i++) {
		const char c = url.ptr[i];

		if (c == '/' || c == '?' || c == '#')
			return true;
		if (c == ':')
			return false;
	}
	return true;
}

static void
write_byte(struct buf *out, unsigned char c)
{
	static const char hex[] = "0123456789ABCDEF";
	const char encoded[3] = { '%', hex[c >> 4], hex[c & 15] };

	if (c == '&')
		buf_lit(out, "&amp;");
	else if (c == '\'')
		buf_lit(out, "&#39;");
	else
		buf_bytes(out, encoded, sizeof(encoded));
}

void
url_encode(struct buf *out, struct str part)
{
	size_t start = 0;

	if (part.len == 0) /* may be absent: no arithmetic on its pointer */
		return;
	for (size_t i = 0; i < part.len; i++) {
		const unsigned char c = (unsigned char)part.ptr[i];

		if (url_bytes[c] &&
		    (c != '%' || (i + 2 < part.len && is_hex(part.ptr[i + 1]) &&
				     is_hex(part.ptr[i + 2]))))
			continue;
		buf_bytes(out, part.ptr + start, i - start);
		write_byte(out, c);
		start = i + 1;
	}
	buf_bytes(out, part.ptr + start, part.len - start);
}

void
url_whole(struct buf *out, struct str url)
{
	if (url_is_safe(url))
		url_encode(out, url);
	else
		buf_lit(out, "#");
}
