/*
 * Bare links in text. Thai is written without blanks, so a link may stand
 * right behind a Thai word, and a Thai word right behind it:
 *
 *	ดูที่http://www.gotoknow.org/blog/kmและแสดงความเห็น
 *	     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~
 *	https://th.wikipedia.org/wiki/จังหวัดชุมพร
 *	~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
 *
 * The rule: a host that begins in ASCII is ASCII; behind it, a letter from
 * outside ASCII belongs to the address when it follows one of / = - _ & ? # +
 * or another such letter, and ends it when it follows an ASCII letter or
 * digit. Punctuation at the end is the sentence's, a closing bracket too if
 * it was not opened inside (as in GFM).
 */
#include <string.h>

#include "base/utf8.h"
#include "markup/markdown_impl.h"

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

static bool
is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

/* Blanks, quotation marks and other signs that end an address. */
static bool
is_sign(uint32_t c)
{
	return c < 0xC0 || c == 0xD7 || c == 0xF7 ||
	       (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) ||
	       c == 0xE3F || /* baht */
	       (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF01 && c <= 0xFF0F) ||
	       (c >= 0xFF1A && c <= 0xFF20) || c == 0xFEFF ||
	       (c >= 0xE000 && c <= 0xF8FF) || c >= 0xFFF0;
}

/* Bytes of the letter outside ASCII at s, 0 if there is none. */
static size_t
foreign_letter(struct str s)
{
	struct str rest = s;
	uint32_t c;

	if (!utf8_next(&rest, &c) || is_sign(c))
		return 0;
	return s.len - rest.len;
}

static size_t
host_end(struct str s, size_t at)
{
	const bool foreign = at < s.len && !is_ascii(s.ptr[at]);

	while (at < s.len) {
		size_t n =
		    is_alnum(s.ptr[at]) || s.ptr[at] == '.' || s.ptr[at] == '-';

		if (n == 0 && foreign && !is_ascii(s.ptr[at]))
			n = foreign_letter(str_slice(s, at, s.len));
		if (n == 0)
			break;
		at += n;
	}
	return at;
}

static size_t
port_end(struct str s, size_t at)
{
	size_t digits = at + 1;

	if (at == s.len || s.ptr[at] != ':')
		return at;
	while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9')
		digits++;
	return digits > at + 1 ? digits : at;
}

static size_t
tail_end(struct str s, size_t at)
{
	if (at == s.len || memchr("/?#", s.ptr[at], 3) == NULL)
		return at;
	while (at < s.len) {
		const char c = s.ptr[at], before = s.ptr[at - 1];
		size_t n =
		    c > ' ' && c < 0x7F && memchr("<>\"`\\^{|}", c, 9) == NULL;

		if (!is_ascii(c) &&
		    (!is_ascii(before) || memchr("/=-_&?#+", before, 8)))
			n = foreign_letter(str_slice(s, at, s.len));
		if (n == 0)
			break;
		at += n;
	}
	return at;
}

/* Opening brackets less closing ones. */
static long
balance(struct str s, char opening, char closing)
{
	long n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += (s.ptr[i] == opening) - (s.ptr[i] == closing);
	return n;
}

static size_t
trim_end(struct str s, size_t start, size_t end)
{
	const struct str link = str_slice(s, start, end);
	long round = balance(link, '(', ')'), square = balance(link, '[', ']');

	for (; end > start; end--) {
		const char last = s.ptr[end - 1];

		if (memchr("?!.,:*_~'\";", last, 11) != NULL)
			continue;
		if (last == ')' && round < 0)
			round++;
		else if (last == ']' && square < 0)
			square++;
		else
			break;
	}
	return end;
}

static bool
starts_nocase(struct str s, struct str prefix)
{
	return s.len >= prefix.len &&
	       str_eq_nocase(str_slice(s, 0, prefix.len), prefix);
}

/* The link at byte `at`, where "h" or "w" stands. */
static bool
link_at(struct str text, size_t at, struct link *out)
{
	static const struct {
		struct str scheme;
		const char *not_behind; /* besides letters and digits */
	} forms[] = {
		{ STR_INIT("http://"), "" },
		{ STR_INIT("https://"), "" },
		{ STR_INIT("www."), "/.-_@:" },
	};
	const struct str here = str_slice(text, at, text.len);
	const char before = at > 0 ? text.ptr[at - 1] : ' ';

	if (is_alnum(before))
		return false;
	for (size_t i = 0; i < COUNT(forms); i++) {
		const size_t host = at + forms[i].scheme.len;

		if (!starts_nocase(here, forms[i].scheme) ||
		    strchr(forms[i].not_behind, before) != NULL ||
		    host == text.len || text.ptr[host] == '.' ||
		    text.ptr[host] == '-')
			continue;
		const size_t end =
		    tail_end(text, port_end(text, host_end(text, host)));

		out->start = at;
		out->end = trim_end(text, host, end);
		out->needs_scheme = i == 2;
		return out->end > host;
	}
	return false;
}

bool
link_find(struct str text, size_t from, struct link *out)
{
	for (size_t i = from; i < text.len; i++) {
		const char c = text.ptr[i] | 0x20;

		if ((c == 'h' || c == 'w') && link_at(text, i, out))
			return true;
	}
	return false;
}
