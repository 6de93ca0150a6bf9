/* What is translated, and under which id. */
#include "render/unit_impl.h"

#include <unicode/uchar.h>

#include "base/utf8.h"

static bool
has_letter(struct str word)
{
	size_t at;
	uint32_t cp;

	if (str_find(word, STR("://"), &at))
		return false;
	while (utf8_next(&word, &cp)) {
		if (u_isalpha((UChar32)cp))
			return true;
	}
	return false;
}

static bool
has_words(struct str text)
{
	size_t start = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && !is_space(text.ptr[i]))
			continue;
		if (has_letter(str_slice(text, start, i)))
			return true;
		start = i + 1;
	}
	return false;
}

struct run
unit_run(const struct node *first)
{
	struct run run = { .first = first, .end = first->next };

	if (!first->is_inline)
		return run;
	run.end = first;
	while (run.end != NULL && run.end->is_inline) {
		if (run.end->kind == NODE_TEXT && has_words(run.end->name))
			run.is_unit = true;
		run.end = run.end->next;
	}
	return run;
}

bool
unit_opens(enum format format, const struct node *element, bool outside)
{
	const unsigned flags = element->element->flags;

	if (format == FORMAT_XML)
		return (flags & ELEMENT_WORDS) != 0;
	if (str_is(node_attr(element, "translate"), "no"))
		return false;
	return outside && (flags & ELEMENT_CODE) == 0;
}

static void write_list(struct buf *b, enum format format,
    const struct node *first, const struct node *end);

static void
write_element(struct buf *b, enum format format, const struct node *n)
{
	buf_lit(b, "<");
	buf_str(b, n->name);
	for (const struct attr *a = n->attrs; a != NULL; a = a->next) {
		buf_lit(b, " ");
		buf_str(b, a->name);
		buf_lit(b, "=\"");
		write_list(b, format, a->value, NULL);
		buf_lit(b, "\"");
	}
	if (n->first == NULL) {
		buf_lit(b, "/>");
		return;
	}
	buf_lit(b, ">");
	write_list(b, format, n->first, NULL);
	buf_lit(b, "</");
	buf_str(b, n->name);
	buf_lit(b, ">");
}

/* The opening tag of a node that is one. */
static void
write_tag(struct buf *b, const struct node *n)
{
	buf_lit(b, "{{");
	if (n->kind == NODE_SECTION)
		buf_bytes(b, n->inverted ? "^" : "#", 1);
	else if (n->kind == NODE_PLURAL)
		buf_lit(b, "#plural ");
	else if (n->kind == NODE_PARTIAL)
		buf_lit(b, "> ");
	buf_str(b, n->name);
	if (n->format.len > 0) {
		buf_lit(b, "|");
		buf_str(b, n->format);
	}
	buf_lit(b, "}}");
}

/* Markup for people: quotes and apostrophes stay as they are. */
static void
write_text(struct buf *b, enum format format, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (format != FORMAT_TEXT && s.ptr[i] == '&')
			buf_lit(b, "&amp;");
		else if (format != FORMAT_TEXT && s.ptr[i] == '<')
			buf_lit(b, "&lt;");
		else
			buf_bytes(b, s.ptr + i, 1);
	}
}

static void
write_node(struct buf *b, enum format format, const struct node *n)
{
	switch (n->kind) {
	case NODE_TEXT:
		write_text(b, format, n->name);
		break;
	case NODE_ELEMENT:
		write_element(b, format, n);
		break;
	case NODE_SECTION:
		write_tag(b, n);
		write_list(b, format, n->first, NULL);
		buf_lit(b, "{{/");
		buf_str(b, n->name);
		buf_lit(b, "}}");
		break;
	case NODE_FIELD:
	case NODE_PARTIAL:
	case NODE_PLURAL:
	case NODE_FORM:
		write_tag(b, n);
		break;
	}
}

static void
write_list(struct buf *b, enum format format, const struct node *first,
    const struct node *end)
{
	for (const struct node *n = first; n != end; n = n->next)
		write_node(b, format, n);
}

struct str
unit_id(struct arena *arena, enum format format, struct run run)
{
	struct buf b = { 0 };

	write_list(&b, format, run.first, run.end);
	const struct str id = arena_str(arena, str_trim(buf_view(&b)));
	buf_release(&b);
	return id;
}

struct str
unit_lead(struct run run)
{
	size_t n = 0;

	if (run.first == NULL || run.first->kind != NODE_TEXT)
		return STR("");
	const struct str s = run.first->name;
	while (n < s.len && is_space(s.ptr[n]))
		n++;
	return str_slice(s, 0, n);
}

struct str
unit_trail(struct run run)
{
	const struct node *last = run.first;

	while (last != NULL && last->next != run.end)
		last = last->next;
	if (last == NULL || last->kind != NODE_TEXT)
		return STR("");
	const struct str s = last->name;
	size_t n = s.len;
	while (n > 0 && is_space(s.ptr[n - 1]))
		n--;
	return str_slice(s, n, s.len);
}
