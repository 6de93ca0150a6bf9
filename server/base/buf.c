/* Buffers that grow, and one escaper per context. */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

static const struct str html_escapes[256] = {
	['&'] = STR_INIT("&amp;"),
	['<'] = STR_INIT("&lt;"),
	['>'] = STR_INIT("&gt;"),
	['"'] = STR_INIT("&quot;"),
	['\''] = STR_INIT("&#39;"),
};

static const struct str attr_escapes[256] = {
	['&'] = STR_INIT("&amp;"),
	['<'] = STR_INIT("&lt;"),
	['>'] = STR_INIT("&gt;"),
	['"'] = STR_INIT("&quot;"),
	['\''] = STR_INIT("&#39;"),
	['\t'] = STR_INIT("&#9;"),
	['\n'] = STR_INIT("&#10;"),
	['\r'] = STR_INIT("&#13;"),
};

/* < > & are escaped so that the text may stand in a script element. */
static const struct str json_escapes[256] = {
	['"'] = STR_INIT("\\\""),
	['\\'] = STR_INIT("\\\\"),
	['\b'] = STR_INIT("\\b"),
	['\f'] = STR_INIT("\\f"),
	['\n'] = STR_INIT("\\n"),
	['\r'] = STR_INIT("\\r"),
	['\t'] = STR_INIT("\\t"),
	['<'] = STR_INIT("\\u003c"),
	['>'] = STR_INIT("\\u003e"),
	['&'] = STR_INIT("\\u0026"),
};

void
buf_init(struct buf *b, size_t limit)
{
	*b = (struct buf){ .limit = limit };
}

void
buf_release(struct buf *b)
{
	free(b->ptr);
	buf_init(b, b->limit);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = false;
}

struct str
buf_view(const struct buf *b)
{
	return (struct str){ b->ptr != NULL ? b->ptr : "", b->len };
}

struct str
buf_take(struct buf *b, struct arena *a)
{
	const bool failed = b->failed;
	const struct str copy =
	    failed ? (struct str){ NULL, 0 } : arena_str(a, buf_view(b));

	buf_release(b);
	return copy;
}

char *
buf_room(struct buf *b, size_t n)
{
	const size_t limit = b->limit != 0 ? b->limit : BUF_LIMIT;

	if (b->failed || n > limit - b->len) {
		b->failed = true;
		return NULL;
	}
	if (b->ptr == NULL || b->cap - b->len < n) {
		size_t cap = b->cap < 128 ? 256 : b->cap * 2;

		while (cap < b->len + n)
			cap *= 2;
		if (cap > limit)
			cap = limit;
		b->ptr = mem_resize(b->ptr, cap);
		b->cap = cap;
	}
	return b->ptr + b->len;
}

void
buf_bytes(struct buf *b, const char *bytes, size_t n)
{
	char *to = buf_room(b, n);

	if (to == NULL || n == 0)
		return;
	memcpy(to, bytes, n);
	b->len += n;
}

void
buf_str(struct buf *b, struct str s)
{
	buf_bytes(b, s.ptr, s.len);
}

void
buf_raw(struct buf *b, struct html markup)
{
	buf_bytes(b, markup.text.ptr, markup.text.len);
}

void
buf_char(struct buf *b, char c)
{
	if (b->len < b->cap && !b->failed)
		b->ptr[b->len++] = c;
	else
		buf_bytes(b, &c, 1);
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	/* One more for the NUL that vsnprintf writes. */
	char *to = buf_room(b, (size_t)n + 1);

	if (to == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(to, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

void
buf_int(struct buf *b, int64_t n)
{
	char digits[24];
	char *at = digits + sizeof(digits);
	uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;

	do
		*--at = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (n < 0)
		*--at = '-';
	buf_bytes(b, at, (size_t)(digits + sizeof(digits) - at));
}

/* Copies runs that need nothing, and what the table says for the rest. */
static void
escape(struct buf *b, struct str s, const struct str *table)
{
	size_t start = 0;

	for (size_t i = 0; i < s.len; i++) {
		const struct str with = table[(unsigned char)s.ptr[i]];

		if (with.ptr == NULL)
			continue;
		buf_str(b, str_slice(s, start, i));
		buf_str(b, with);
		start = i + 1;
	}
	buf_str(b, str_slice(s, start, s.len));
}

void
buf_html(struct buf *b, struct str s)
{
	escape(b, s, html_escapes);
}

void
buf_attr(struct buf *b, struct str s)
{
	escape(b, s, attr_escapes);
}

static bool
is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

void
buf_url(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.len; i++) {
		const unsigned char c = (unsigned char)s.ptr[i];

		if (is_unreserved(s.ptr[i]))
			buf_char(b, s.ptr[i]);
		else
			buf_bytes(
			    b, (char[]){ '%', hex[c >> 4], hex[c & 15] }, 3);
	}
}

/* Calls `emit` for each character; bytes that are no UTF-8 are U+FFFD. */
static void
each_character(struct buf *b, struct str s,
    void (*emit)(struct buf *, struct str character, uint32_t cp))
{
	while (s.len > 0) {
		const char *at = s.ptr;
		uint32_t cp;

		if (utf8_next(&s, &cp)) {
			emit(b, (struct str){ at, (size_t)(s.ptr - at) }, cp);
		} else {
			emit(b, STR("\xEF\xBF\xBD"), 0xFFFD);
			s = str_slice(s, 1, s.len);
		}
	}
}

static void
json_character(struct buf *b, struct str character, uint32_t cp)
{
	if (cp < 0x80 && json_escapes[cp].ptr != NULL)
		buf_str(b, json_escapes[cp]);
	else if (cp < 0x20 || cp == 0x7F || cp == 0x2028 || cp == 0x2029)
		buf_fmt(b, "\\u%04x", (unsigned)cp);
	else
		buf_str(b, character);
}

void
buf_json(struct buf *b, struct str s)
{
	each_character(b, s, json_character);
}

static void
xml_character(struct buf *b, struct str character, uint32_t cp)
{
	const bool unwanted =
	    (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') ||
	    (cp >= 0x7F && cp <= 0x9F) || cp == 0xFFFE || cp == 0xFFFF;

	if (!unwanted)
		escape(b, character, attr_escapes);
}

void
buf_xml(struct buf *b, struct str s)
{
	each_character(b, s, xml_character);
}
