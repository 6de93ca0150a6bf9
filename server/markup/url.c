/*
 * Addresses in markup. What may stay is told by how it begins, after the
 * repairs that a browser would do itself (URL Standard §4.4: white space at
 * the ends, tabs and line breaks anywhere), so that no disguise of another
 * scheme is ever looked at:
 *
 *	http://HOST… https://HOST… mailto:…	written with a small scheme
 *	//HOST…					made https
 *	www.…					made http, as typed links mean
 *	/path ?… none; #fragment		within the site or the page
 *
 * Anything else ("x.html", "javascript:…", "C:\x") is no link.
 */
#include "markup/elements.h"

#define MAX_URL_BYTES 4096

/* What %-encoding leaves alone: RFC 3986's characters and '%' itself. */
static bool
is_plain(unsigned char c)
{
	switch (c) {
	case '"':
	case '<':
	case '>':
	case '\\':
	case '^':
	case '`':
	case '{':
	case '|':
	case '}':
		return false;
	default:
		return c > ' ' && c < 0x7F;
	}
}

static void
put_encoded(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		const unsigned char c = (unsigned char)s.ptr[i];

		if (is_plain(c))
			buf_char(out, (char)c);
		else
			buf_fmt(out, "%%%02X", c);
	}
}

/* Without the bytes up to the blank at both ends. */
static struct str
trim_controls(struct str s)
{
	while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ')
		s = str_slice(s, 1, s.len);
	while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
		s = str_slice(s, 0, s.len - 1);
	return s;
}

static bool
starts(struct str s, struct str prefix)
{
	return s.len > prefix.len &&
	       str_eq_nocase(str_slice(s, 0, prefix.len), prefix);
}

/* The host's first character: not the end of an empty host. */
static bool
has_host(struct str rest)
{
	return rest.len > 0 && rest.ptr[0] != '/' && rest.ptr[0] != '\\' &&
	       rest.ptr[0] != '?' && rest.ptr[0] != '#' && rest.ptr[0] != ':';
}

static bool
put_fragment(struct buf *out, struct str fragment)
{
	const struct str prefix = STR(USER_CONTENT);

	if (fragment.len == 0)
		return false;
	buf_lit(out, "#");
	if (!str_starts(fragment, prefix))
		buf_str(out, prefix);
	put_encoded(out, fragment);
	return true;
}

static bool
put_url(struct buf *out, struct str url)
{
	static const struct {
		struct str typed, written;
		bool host;
	} beginnings[] = {
		{ STR_INIT("http://"), STR_INIT("http://"), true },
		{ STR_INIT("https://"), STR_INIT("https://"), true },
		{ STR_INIT("mailto:"), STR_INIT("mailto:"), false },
		{ STR_INIT("//"), STR_INIT("https://"), true },
		{ STR_INIT("www."), STR_INIT("http://www."), true },
	};

	for (size_t i = 0; i < COUNT(beginnings); i++) {
		const struct str typed = beginnings[i].typed;

		if (!starts(url, typed))
			continue;
		const struct str rest = str_slice(url, typed.len, url.len);

		if (beginnings[i].host && !has_host(rest))
			return false;
		buf_str(out, beginnings[i].written);
		put_encoded(out, rest);
		return true;
	}
	if (url.len > 0 && url.ptr[0] == '#')
		return put_fragment(out, str_slice(url, 1, url.len));
	if (url.len == 0 || url.ptr[0] != '/' || str_starts(url, STR("//")))
		return false;
	put_encoded(out, url);
	return true;
}

bool
url_clean(struct str value, struct buf *out)
{
	struct buf whole;

	/* Tabs and line breaks go first: they may split a scheme. */
	buf_init(&whole, MAX_URL_BYTES);
	value = trim_controls(value);
	for (size_t i = 0; i < value.len; i++) {
		const char c = value.ptr[i];

		if (c != '\t' && c != '\n' && c != '\r')
			buf_char(&whole, c);
	}
	const bool kept =
	    !whole.failed && put_url(out, buf_view(&whole)) && !out->failed;

	buf_release(&whole);
	return kept;
}

bool
url_is_image(struct str value)
{
	size_t at;

	if (!starts(value, STR("/f/")) || str_find(value, STR("//"), &at) ||
	    str_find(value, STR(".."), &at))
		return false;
	for (size_t i = 0; i < value.len; i++) {
		const unsigned char c = (unsigned char)value.ptr[i];

		/* No query, no escapes: files have plain names. */
		if (!is_plain(c) || c == '?' || c == '#' || c == '%')
			return false;
	}
	return true;
}
