/* Between markdown.c, table.c and link.c. */
#ifndef MARKUP_MARKDOWN_IMPL_H
#define MARKUP_MARKDOWN_IMPL_H

#include <cmark.h>

#include "base/arena.h"
#include "base/buf.h"

/* More pieces are a bomb: a cell costs two nodes and a paragraph. */
#define MAX_PIECES 50000

struct markdown {
	struct arena *arena;
	struct str source;
	struct str *lines; /* of the source, without line feeds */
	size_t n_lines;

	/* The second document, and where its paragraphs' words go. */
	struct buf second;
	struct piece {
		cmark_node *into;
		struct piece *next;
	} * pieces, **last_piece;
	size_t n_pieces;

	/* Nodes to be put in the place of others when all are found. */
	struct swap {
		cmark_node *old, *new;
		struct swap *next;
	} * swaps, **last_swap;
};

/* Words for `into`, line by line. */
void piece_start(struct markdown *m, cmark_node *into);
void piece_line(struct markdown *m, struct str line);
void piece_end(struct markdown *m);

/* `old` is freed and `new` takes its place after the walk. */
void swap_later(struct markdown *m, cmark_node *old, cmark_node *new);

/* A block of ours: what is written before and behind its children. */
cmark_node *custom_block(
    struct markdown *m, const char *element, const char *attributes);
/* One that writes nothing itself. */
cmark_node *plain_block(void);

/* The k-th line of a paragraph as its author sees it: without the marks of
 * the quotes and lists around it. */
struct str paragraph_line(
    const struct markdown *m, cmark_node *paragraph, size_t k);
size_t paragraph_lines(const struct markdown *m, cmark_node *paragraph);

/* table.c: if the paragraph holds a table, its swap and pieces are made. */
void table_find(struct markdown *m, cmark_node *paragraph);

/* link.c: the next bare link in text, from byte `from` on. */
struct link {
	size_t start, end;
	bool needs_scheme; /* www.… */
};
bool link_find(struct str text, size_t from, struct link *out);

#endif
