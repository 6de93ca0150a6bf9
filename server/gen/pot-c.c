/*
 * Texts in C sources: the string literals (joined when several stand side by
 * side) that are the first argument of a marking call. Comments, other
 * literals and calls with another first argument are passed over.
 */
#include <ctype.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/compiler.h"
#include "gen/pot.h"

static const struct str marks[] = { STR_INIT("N_"), STR_INIT("msg"),
	STR_INIT("msg_n"), STR_INIT("msg_arg") };

struct scan {
	struct pot *pot;
	const char *file;
	struct str rest;
	int line;
};

static char
peek(const struct scan *s, size_t i)
{
	return i < s->rest.len ? s->rest.ptr[i] : '\0';
}

static void
skip(struct scan *s, size_t n)
{
	for (size_t i = 0; i < n && i < s->rest.len; i++)
		s->line += s->rest.ptr[i] == '\n';
	s->rest = str_slice(s->rest, n, s->rest.len);
}

static bool
skip_comment(struct scan *s)
{
	size_t end = s->rest.len;

	if (str_starts(s->rest, STR("//"))) {
		str_find(s->rest, STR("\n"), &end);
		skip(s, end);
		return true;
	}
	if (!str_starts(s->rest, STR("/*")))
		return false;
	if (str_find(s->rest, STR("*/"), &end))
		end += 2;
	skip(s, end);
	return true;
}

static void
skip_blank(struct scan *s)
{
	while (s->rest.len > 0) {
		if (isspace((unsigned char)peek(s, 0)))
			skip(s, 1);
		else if (!skip_comment(s))
			return;
	}
}

static const struct {
	char letter, means;
} escapes[] = { { 'n', '\n' }, { 't', '\t' }, { 'r', '\r' }, { '"', '"' },
	{ '\\', '\\' }, { '\'', '\'' }, { '?', '?' } };

/* One escape behind its backslash: a letter, octal or hex digits. */
static void
read_escape(struct scan *s, struct buf *out)
{
	static const char digits[] = "0123456789abcdef";
	const bool is_hex = peek(s, 0) == 'x';
	unsigned value = 0;
	size_t n = is_hex;

	for (size_t i = 0; i < COUNT(escapes); i++) {
		if (escapes[i].letter == peek(s, 0)) {
			buf_char(out, escapes[i].means);
			skip(s, 1);
			return;
		}
	}
	for (; n < 3; n++) {
		const int c = tolower((unsigned char)peek(s, n));
		size_t digit = 16;

		str_find(str_from(digits),
		    (struct str){ &(char){ (char)c }, 1 }, &digit);
		if (digit >= (is_hex ? 16u : 8u))
			break;
		value = value * (is_hex ? 16 : 8) + (unsigned)digit;
	}
	buf_char(out, (char)value);
	skip(s, n > 0 ? n : 1);
}

/* A literal's content; the quote stands first. False: it does not end. */
static bool
read_literal(struct scan *s, struct buf *out)
{
	const char quote = peek(s, 0);

	skip(s, 1);
	while (s->rest.len > 0 && peek(s, 0) != '\n') {
		const char c = peek(s, 0);

		skip(s, 1);
		if (c == quote)
			return true;
		if (c == '\\')
			read_escape(s, out);
		else
			buf_char(out, c);
	}
	return false;
}

/* Behind a mark and its "(": literals side by side, then "," or ")". */
static void
read_text(struct scan *s)
{
	const struct pot_place at = { s->file, s->line };
	struct buf text = { 0 };
	size_t n = 0;

	skip_blank(s);
	for (; peek(s, 0) == '"'; n++) {
		if (!read_literal(s, &text))
			break;
		skip_blank(s);
	}
	if (n > 0 && (peek(s, 0) == ',' || peek(s, 0) == ')')) {
		pot_add(s->pot, buf_view(&text), at)->is_message = true;
	} else if (n > 0) {
		fprintf(stderr, "%s:%d: a marked text is a plain literal\n",
		    at.file, at.line);
		s->pot->failed = true;
	}
	buf_release(&text);
}

static size_t
word_length(const struct scan *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)peek(s, n)) || peek(s, n) == '_')
		n++;
	return n;
}

static void
read_word(struct scan *s, size_t n)
{
	const struct str word = str_slice(s->rest, 0, n);

	skip(s, n);
	for (size_t i = 0; i < COUNT(marks); i++) {
		if (!str_eq(word, marks[i]))
			continue;
		skip_blank(s);
		if (peek(s, 0) != '(')
			return;
		skip(s, 1);
		read_text(s);
		return;
	}
}

void
pot_read_c(struct pot *pot, const char *file, struct str source)
{
	struct scan s = { pot, file, source, 1 };

	while (s.rest.len > 0) {
		const size_t n = word_length(&s);

		if (n > 0) {
			read_word(&s, n);
		} else if (peek(&s, 0) == '"' || peek(&s, 0) == '\'') {
			struct buf ignored = { 0 };

			read_literal(&s, &ignored);
			buf_release(&ignored);
		} else if (!skip_comment(&s)) {
			skip(&s, 1);
		}
	}
}
