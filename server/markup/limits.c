/* What is refused before a parser sees it. */
#include "markup/limits.h"

#include <string.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A line of dashes or stars, however spaced, is a rule and no list. */
static bool
is_rule(struct str s)
{
	if (s.len == 0 || (s.ptr[0] != '-' && s.ptr[0] != '*'))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != s.ptr[0] && !is_blank(s.ptr[i]))
			return false;
	}
	return true;
}

/* Bytes of the list or quote mark at the start of s, 0 if there is none. */
static size_t
mark_length(struct str s)
{
	size_t n = 0;

	if (s.len == 0)
		return 0;
	if (s.ptr[0] == '>')
		return 1;
	if (memchr("-+*", s.ptr[0], 3) != NULL) {
		n = 1;
	} else {
		while (n < s.len && n < 9 && is_digit(s.ptr[n]))
			n++;
		if (n == 0 || n == s.len || memchr(".)", s.ptr[n], 2) == NULL)
			return 0;
		n++;
	}
	return n == s.len || is_blank(s.ptr[n]) ? n : 0;
}

static int
count_marks(struct str line)
{
	int marks = 0;

	while (marks <= LIMIT_MARKS_PER_LINE) {
		while (line.len > 0 && is_blank(line.ptr[0]))
			line = str_slice(line, 1, line.len);
		const size_t n = mark_length(line);

		if (n == 0 || is_rule(line))
			break;
		marks++;
		line = str_slice(line, n, line.len);
	}
	return marks;
}

enum markup_fault
limits_markdown(struct str source, int64_t *line)
{
	for (*line = 1; source.len > 0; ++*line) {
		struct str this;

		str_cut(source, '\n', &this, &source);
		if (count_marks(this) > LIMIT_MARKS_PER_LINE)
			return MARKUP_TOO_MANY_MARKS;
	}
	return MARKUP_OK;
}

/* Skips an attribute's value that stands at *at, behind its '='. */
static void
skip_value(struct str s, size_t *at)
{
	while (*at < s.len && (is_blank(s.ptr[*at]) || s.ptr[*at] == '\n'))
		++*at;
	if (*at == s.len)
		return;
	const char quote = s.ptr[*at];

	if (quote == '"' || quote == '\'') {
		const char *end =
		    memchr(s.ptr + *at + 1, quote, s.len - *at - 1);

		*at = end != NULL ? (size_t)(end - s.ptr) + 1 : s.len;
		return;
	}
	while (*at < s.len && !is_blank(s.ptr[*at]) && s.ptr[*at] != '\n' &&
	       s.ptr[*at] != '>')
		++*at;
}

/* The tag at the start of s: how long it is, how many attributes it has. */
static size_t
measure_tag(struct str s, int *attributes)
{
	bool gap = false; /* a name may begin here */
	size_t at = 1;

	*attributes = 0;
	while (at < s.len && s.ptr[at] != '>' && at <= LIMIT_TAG_BYTES &&
	       *attributes <= LIMIT_ATTRIBUTES) {
		const char c = s.ptr[at++];

		if (c == '=') {
			skip_value(s, &at);
			gap = true;
		} else if (is_blank(c) || c == '\n' || c == '/' || c == '"' ||
			   c == '\'') {
			gap = true;
		} else {
			*attributes += gap;
			gap = false;
		}
	}
	return at;
}

enum markup_fault
limits_html(struct str html)
{
	for (;;) {
		const char *open =
		    html.len > 0 ? memchr(html.ptr, '<', html.len) : NULL;
		int attributes;

		if (open == NULL)
			return MARKUP_OK;
		html = str_slice(html, (size_t)(open - html.ptr), html.len);
		if (html.len < 2 || !is_letter(html.ptr[1])) {
			html = str_slice(html, 1, html.len);
			continue;
		}
		const size_t n = measure_tag(html, &attributes);

		if (attributes > LIMIT_ATTRIBUTES)
			return MARKUP_TOO_MANY_ATTRIBUTES;
		if (n > LIMIT_TAG_BYTES)
			return MARKUP_TAG_TOO_LONG;
		html = str_slice(html, n, html.len);
	}
}
