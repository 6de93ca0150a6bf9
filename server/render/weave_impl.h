/*
 * Makes lists of nodes out of text with tags and of elements. One weave is
 * one list: the content of an element, of an attribute, of a plain text.
 * Sections opened in it must be closed in it.
 */
#ifndef RENDER_WEAVE_IMPL_H
#define RENDER_WEAVE_IMPL_H

#include "base/arena.h"
#include "render/node_impl.h"

enum format {
	FORMAT_HTML,
	FORMAT_XML,
	FORMAT_TEXT,
};

/*
 * One text being parsed. The lines of its tags are counted before, because
 * libxml2 does not tell where in a text node something stands: the k-th {{
 * of the text is the k-th {{ of the tree.
 */
struct parse {
	struct arena *arena;
	struct faults *faults;
	const char *file;
	int first_line; /* the text's own; every line when fixed_line */
	bool fixed_line; /* a translation: all on its entry's line */
	enum format format;
	bool is_fragment; /* a partial or a translation */
	int *tag_lines;
	size_t n_tags, next_tag;
};

/* Fills tag_lines. */
void parse_count_tags(struct parse *p, struct str text);

struct weave {
	struct parse *parse;
	struct place at; /* where the list begins, for messages */
	struct node *first;
	struct node **tail;
	struct node *last; /* of the current list */
	struct weave_open *open;
};

void weave_init(struct weave *w, struct parse *p, struct place at);
void weave_text(struct weave *w, struct str text);
void weave_node(struct weave *w, struct node *n);
/* The list, once all sections are closed. */
struct node *weave_end(struct weave *w);

/* Plain text: gaps between paragraphs are nodes of their own. */
struct node *plain_parse(struct parse *p, struct str text);

/* XML; NULL with faults told when it is not well-formed (or is empty). */
struct node *xml_parse(struct parse *p, struct str text);

#endif
