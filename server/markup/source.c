/* A source made ready for the parsers. */
#include "markup/source.h"

#include <string.h>

#include "base/buf.h"
#include "markup/elements.h"

/* Shorter ones do no harm; the sanitiser drops them. */
#define MIN_DATA_URL 256

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_name(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-+.", c) != NULL);
}

/* "data:image/png;" or "data:image/png," at the start of s, where an address
 * may begin. */
static bool
is_data_url(struct str s, char before)
{
	size_t at = 5;
	int parts = 0;

	if (s.len < MIN_DATA_URL || memchr("\"'=(<", before, 5) == NULL ||
	    !str_eq_nocase(str_slice(s, 0, 5), STR("data:")))
		return false;
	for (; at < 100; at++) {
		if (s.ptr[at] == '/')
			parts++;
		else if (!is_name(s.ptr[at]))
			break;
	}
	return parts == 1 && (s.ptr[at] == ';' || s.ptr[at] == ',');
}

/*
 * How far the URL goes: to the quote that stood before it, else to the first
 * character that must be quoted.
 */
static size_t
data_url_length(struct str s, char before)
{
	size_t n = 0;

	if (before == '"' || before == '\'') {
		const char *end = memchr(s.ptr, before, s.len);

		if (end != NULL)
			return (size_t)(end - s.ptr);
	}
	while (n < s.len && memchr(" \t\n\r\"'()<>", s.ptr[n], 10) == NULL)
		n++;
	return n;
}

static void
cut_data_urls(struct buf *out, struct str text)
{
	while (text.len > 0) {
		const char *colon = memchr(text.ptr, ':', text.len);
		size_t at = colon != NULL ? (size_t)(colon - text.ptr) : 0;

		if (at < 5 || !is_data_url(str_slice(text, at - 4, text.len),
				  text.ptr[at - 5])) {
			at = colon != NULL ? at + 1 : text.len;
			buf_str(out, str_slice(text, 0, at));
			text = str_slice(text, at, text.len);
			continue;
		}
		const struct str url = str_slice(text, at - 4, text.len);
		size_t n = data_url_length(url, text.ptr[at - 5]);

		buf_str(out, str_slice(text, 0, at - 4));
		if (n < MIN_DATA_URL)
			buf_str(out, str_slice(url, 0, n));
		else
			buf_lit(out, "data:,");
		text = str_slice(url, n, url.len);
	}
}

struct str
source_clean(struct arena *a, struct str text)
{
	struct buf lines = { 0 }, out = { 0 };

	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_slice(text, 3, text.len);
	while (text.len > 0) {
		const char *cr = memchr(text.ptr, '\r', text.len);
		const size_t n =
		    cr != NULL ? (size_t)(cr - text.ptr) : text.len;

		buf_str(&lines, str_slice(text, 0, n));
		if (cr != NULL)
			buf_lit(&lines, "\n");
		text = str_slice(text, n + 1, text.len);
		if (cr != NULL && text.len > 0 && text.ptr[0] == '\n')
			text = str_slice(text, 1, text.len);
	}
	cut_data_urls(&out, buf_view(&lines));
	buf_release(&lines);
	return text_clean(a, buf_take(&out, a));
}

static struct str
skip_blanks(struct str s, size_t max)
{
	while (max-- > 0 && s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
		s = str_slice(s, 1, s.len);
	return s;
}

static bool
is_note(struct str line)
{
	size_t end;

	line = skip_blanks(line, 3);
	return str_starts(line, STR("[^")) && str_find(line, STR("]:"), &end);
}

/* How many backticks or tildes open a fence here, 0 if none. */
static size_t
fence_length(struct str line)
{
	size_t n = 0;

	line = skip_blanks(line, line.len);
	if (line.len == 0 || (line.ptr[0] != '`' && line.ptr[0] != '~'))
		return 0;
	while (n < line.len && line.ptr[n] == line.ptr[0])
		n++;
	return n >= 3 ? n : 0;
}

struct str
source_keep_notes(struct arena *a, struct str text)
{
	struct buf out = { 0 };
	size_t at, fence = 0;

	if (!str_find(text, STR("[^"), &at))
		return text;
	while (text.len > 0) {
		struct str line;
		const bool more = str_cut(text, '\n', &line, &text);
		const size_t length = fence_length(line);

		if (fence == 0)
			fence = length;
		else if (length >= fence)
			fence = 0;
		if (fence == 0 && is_note(line)) {
			buf_str(&out, STR("\\"));
			line = skip_blanks(line, 3);
		}
		buf_str(&out, line);
		if (more)
			buf_lit(&out, "\n");
	}
	return buf_take(&out, a);
}

struct str
source_keep_signs(struct arena *a, struct str text)
{
	struct buf out = { 0 };

	while (text.len > 0) {
		const char *sign = memchr(text.ptr, '<', text.len);
		const size_t n =
		    sign != NULL ? (size_t)(sign - text.ptr) : text.len;
		const char next = n + 1 < text.len ? text.ptr[n + 1] : ' ';

		buf_str(&out, str_slice(text, 0, n));
		if (sign != NULL) {
			if (is_letter(next) || strchr("/!?", next) != NULL)
				buf_lit(&out, "<");
			else
				buf_lit(&out, "&lt;");
		}
		text = str_slice(text, n + 1, text.len);
	}
	return buf_take(&out, a);
}
