/* Markdown by cmark, and what is made on its tree. */
#include "markup/markdown.h"

#include <stdlib.h>
#include <string.h>

#include "markup/elements.h"
#include "markup/markdown_impl.h"

/* U+FDD0, which no source has after source_clean, and a blank, so that what
 * follows stands at the start of a word. */
#define GUARD "\xEF\xB7\x90 "

static void split_lines(struct markdown *m);
static void find_blocks(struct markdown *m, cmark_node *document);
static void fill_pieces(struct markdown *m);
static void swap_all(struct markdown *m);
static void mend_inlines(struct markdown *m, cmark_node *document);

enum markup_fault
markdown_to_html(struct arena *a, struct str source, struct str *html)
{
	struct markdown m = { .arena = a, .source = source };
	cmark_node *document =
	    cmark_parse_document(source.ptr, source.len, CMARK_OPT_DEFAULT);

	m.last_piece = &m.pieces;
	m.last_swap = &m.swaps;
	split_lines(&m);
	find_blocks(&m, document);
	if (m.n_pieces <= MAX_PIECES)
		fill_pieces(&m);
	swap_all(&m); /* the tree owns what was made */
	if (m.n_pieces <= MAX_PIECES) {
		mend_inlines(&m, document);
		char *text = cmark_render_html(
		    document, CMARK_OPT_UNSAFE | CMARK_OPT_HARDBREAKS);

		arena_on_release(a, free, text);
		*html = str_from(text);
	}
	cmark_node_free(document);
	buf_release(&m.second);
	return m.n_pieces <= MAX_PIECES ? MARKUP_OK : MARKUP_TOO_MUCH;
}

/* ---- lines ---- */

static void
split_lines(struct markdown *m)
{
	struct str rest = m->source;
	size_t n = 1;

	for (size_t i = 0; i < rest.len; i++)
		n += rest.ptr[i] == '\n';
	m->lines = ARENA_ARRAY(m->arena, struct str, n);
	while (m->n_lines < n)
		str_cut(rest, '\n', &m->lines[m->n_lines++], &rest);
}

static struct str
skip_blanks(struct str s)
{
	while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
		s = str_slice(s, 1, s.len);
	return s;
}

/* The source's line n, from 1. */
static struct str
line_at(const struct markdown *m, int n)
{
	if (n < 1 || (size_t)n > m->n_lines)
		return STR("");
	return m->lines[n - 1];
}

size_t
paragraph_lines(const struct markdown *m, cmark_node *paragraph)
{
	const int start = cmark_node_get_start_line(paragraph);
	const int end = cmark_node_get_end_line(paragraph);

	return start >= 1 && end >= start ? (size_t)(end - start) + 1 : 0;
}

struct str
paragraph_line(const struct markdown *m, cmark_node *paragraph, size_t k)
{
	const int start = cmark_node_get_start_line(paragraph);
	const int column = cmark_node_get_start_column(paragraph);
	struct str line = line_at(m, start + (int)k);
	int quotes = 0;

	if (k == 0)
		return skip_blanks(
		    str_slice(line, (size_t)(column - 1), line.len));
	for (cmark_node *n = paragraph; n != NULL; n = cmark_node_parent(n))
		quotes += cmark_node_get_type(n) == CMARK_NODE_BLOCK_QUOTE;
	line = skip_blanks(line);
	while (quotes-- > 0 && line.len > 0 && line.ptr[0] == '>')
		line = skip_blanks(str_slice(line, 1, line.len));
	return line;
}

/* ---- the second document ---- */

void
piece_start(struct markdown *m, cmark_node *into)
{
	struct piece *p = ARENA_NEW(m->arena, struct piece);

	p->into = into;
	*m->last_piece = p;
	m->last_piece = &p->next;
	m->n_pieces++;
}

void
piece_line(struct markdown *m, struct str line)
{
	buf_str(&m->second, STR(GUARD));
	buf_str(&m->second, line);
	buf_lit(&m->second, "\n");
}

void
piece_end(struct markdown *m)
{
	buf_lit(&m->second, "\n");
}

/* The definitions of [label]: links, so that pieces may refer to them. */
static void
add_definitions(struct markdown *m)
{
	for (size_t i = 0; i < m->n_lines; i++) {
		struct str line = skip_blanks(m->lines[i]);
		size_t at;

		while (line.len > 0 && line.ptr[0] == '>')
			line = skip_blanks(str_slice(line, 1, line.len));
		if (line.len == 0 || line.ptr[0] != '[' ||
		    !str_find(line, STR("]:"), &at))
			continue;
		buf_str(&m->second, line);
		buf_lit(&m->second, "\n\n");
	}
}

static void
fill_pieces(struct markdown *m)
{
	if (m->pieces == NULL)
		return;
	add_definitions(m);
	const struct str text = buf_view(&m->second);
	cmark_node *second =
	    cmark_parse_document(text.ptr, text.len, CMARK_OPT_DEFAULT);
	cmark_node *paragraph = cmark_node_first_child(second);

	for (struct piece *p = m->pieces; p != NULL && paragraph != NULL;
	     p = p->next) {
		cmark_node *word;

		while ((word = cmark_node_first_child(paragraph)) != NULL)
			cmark_node_append_child(p->into, word);
		paragraph = cmark_node_next(paragraph);
	}
	cmark_node_free(second);
}

/* ---- blocks ---- */

void
swap_later(struct markdown *m, cmark_node *old, cmark_node *new)
{
	struct swap *s = ARENA_NEW(m->arena, struct swap);

	s->old = old;
	s->new = new;
	*m->last_swap = s;
	m->last_swap = &s->next;
}

static void
swap_all(struct markdown *m)
{
	for (struct swap *s = m->swaps; s != NULL; s = s->next) {
		cmark_node_replace(s->old, s->new);
		cmark_node_free(s->old);
	}
}

cmark_node *
plain_block(void)
{
	return cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
}

cmark_node *
custom_block(struct markdown *m, const char *element, const char *attributes)
{
	cmark_node *node = plain_block();

	cmark_node_set_on_enter(
	    node, arena_fmt(m->arena, "<%s%s>", element, attributes).ptr);
	cmark_node_set_on_exit(node, arena_fmt(m->arena, "</%s>", element).ptr);
	return node;
}

/* Code or markup that was meant as text: paragraphs of it. */
static void
make_text(struct markdown *m, cmark_node *old)
{
	struct str rest = str_from(cmark_node_get_literal(old));
	cmark_node *block = plain_block();
	bool open = false;

	while (rest.len > 0) {
		struct str line;

		str_cut(rest, '\n', &line, &rest);
		line = str_trim(line);
		if (line.len == 0 && open)
			piece_end(m);
		if (line.len > 0 && !open) {
			cmark_node *into = cmark_node_new(CMARK_NODE_PARAGRAPH);

			cmark_node_append_child(block, into);
			piece_start(m, into);
		}
		if (line.len > 0)
			piece_line(m, line);
		open = line.len > 0;
	}
	if (open)
		piece_end(m);
	swap_later(m, old, block);
}

/*
 * cmark does not tell an indented code block from a fenced one. The source
 * does: a fence stands where the block starts, and is no part of its text.
 */
static bool
is_fenced(const struct markdown *m, cmark_node *block)
{
	const int column = cmark_node_get_start_column(block);
	const struct str line = line_at(m, cmark_node_get_start_line(block));
	const struct str start =
	    str_slice(line, (size_t)(column - 1), line.len);
	const struct str text = str_from(cmark_node_get_literal(block));

	return (str_starts(start, STR("```")) ||
		   str_starts(start, STR("~~~"))) &&
	       !str_starts(text, start);
}

/* Raw markup whose first tag is none of HTML's: <name>, </somchai>. */
static bool
is_unknown_tag(struct str markup)
{
	size_t n = 0;

	markup = str_slice(str_trim(markup), 1, markup.len);
	if (str_starts(markup, STR("/")))
		markup = str_slice(markup, 1, markup.len);
	while (n < markup.len && memchr(" \t\n/>", markup.ptr[n], 5) == NULL)
		n++;
	markup = str_slice(markup, 0, n);
	return n > 0 && markup.ptr[0] != '!' && markup.ptr[0] != '?' &&
	       element_find(markup) == NULL;
}

static void
find_blocks(struct markdown *m, cmark_node *document)
{
	cmark_iter *i = cmark_iter_new(document);
	cmark_event_type event;

	while ((event = cmark_iter_next(i)) != CMARK_EVENT_DONE &&
	       m->n_pieces <= MAX_PIECES) {
		cmark_node *node = cmark_iter_get_node(i);

		if (event != CMARK_EVENT_ENTER)
			continue;
		switch (cmark_node_get_type(node)) {
		case CMARK_NODE_PARAGRAPH:
			table_find(m, node);
			break;
		case CMARK_NODE_CODE_BLOCK:
			if (!is_fenced(m, node))
				make_text(m, node);
			break;
		case CMARK_NODE_HTML_BLOCK:
			if (is_unknown_tag(
				str_from(cmark_node_get_literal(node))))
				make_text(m, node);
			break;
		default:
			break;
		}
	}
	cmark_iter_free(i);
}

/* ---- inlines ---- */

static cmark_node *
text_node(struct markdown *m, struct str text)
{
	cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);

	cmark_node_set_literal(node, arena_cstr(m->arena, text));
	return node;
}

static cmark_node *
link_node(struct markdown *m, struct str text, bool needs_scheme)
{
	cmark_node *node = cmark_node_new(CMARK_NODE_LINK);

	cmark_node_set_url(
	    node, arena_fmt(m->arena, "%s" STR_FMT,
		      needs_scheme ? "http://" : "", STR_ARG(text))
		      .ptr);
	cmark_node_append_child(node, text_node(m, text));
	return node;
}

/* A leaf that is being visited may be changed, and nodes put before it. */
static void
mend_text(struct markdown *m, cmark_node *node, bool in_link)
{
	struct str text = str_from(cmark_node_get_literal(node));
	const size_t whole = text.len;
	struct link link;

	if (str_starts(text, STR(GUARD)))
		text = str_slice(text, sizeof(GUARD) - 1, text.len);
	if (in_link && text.len == whole)
		return;
	text = arena_str(m->arena, text);
	while (!in_link && link_find(text, 0, &link)) {
		const struct str before = str_slice(text, 0, link.start);

		if (before.len > 0)
			cmark_node_insert_before(node, text_node(m, before));
		cmark_node_insert_before(
		    node, link_node(m, str_slice(text, link.start, link.end),
			      link.needs_scheme));
		text = str_slice(text, link.end, text.len);
	}
	if (text.len < whole)
		cmark_node_set_literal(node, arena_cstr(m->arena, text));
}

static void
mend_inlines(struct markdown *m, cmark_node *document)
{
	cmark_iter *i = cmark_iter_new(document);
	cmark_event_type event;
	int links = 0;

	while ((event = cmark_iter_next(i)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(i);
		const cmark_node_type type = cmark_node_get_type(node);

		if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) {
			links += event == CMARK_EVENT_ENTER ? 1 : -1;
		} else if (type == CMARK_NODE_TEXT) {
			mend_text(m, node, links > 0);
		} else if (type == CMARK_NODE_HTML_INLINE &&
			   is_unknown_tag(
			       str_from(cmark_node_get_literal(node)))) {
			cmark_node_insert_before(
			    node, text_node(m,
				      str_from(cmark_node_get_literal(node))));
			cmark_node_set_literal(node, "");
		}
	}
	cmark_iter_free(i);
}
