/*
 * Pipe tables, GFM's syntax:
 *
 *	| จังหวัด | จำนวน |
 *	|:--------|------:|
 *	| ชุมพร   |    60 |
 *
 * The row above the row of dashes is the header and has as many cells; every
 * line behind is a row. Lines before the header stay a paragraph. A row that
 * is too short is filled up; one that is too long keeps all its cells, since
 * dropping them (as GFM does) would lose text.
 */
#include <string.h>

#include "markup/markdown_impl.h"

#define MAX_COLUMNS 100

struct row {
	struct str cells[MAX_COLUMNS];
	size_t n;
};

static const char *const alignments[] = {
	"",
	" align=\"left\"",
	" align=\"right\"",
	" align=\"center\"",
};

/* Cells are split at each "|" without a backslash; one at either end of the
 * line bounds it. False: too many. */
static bool
split_row(struct str line, struct row *row)
{
	size_t start = 0;

	line = str_trim(line);
	row->n = 0;
	if (line.len > 0 && line.ptr[0] == '|')
		start = 1;
	for (size_t i = start; i <= line.len; i++) {
		if (i < line.len && line.ptr[i] == '\\' && i + 1 < line.len &&
		    line.ptr[i + 1] == '|') {
			i++;
			continue;
		}
		if (i < line.len && line.ptr[i] != '|')
			continue;
		if (i == line.len && i == start && row->n > 0)
			break;
		if (row->n == MAX_COLUMNS)
			return false;
		row->cells[row->n++] = str_trim(str_slice(line, start, i));
		start = i + 1;
	}
	return true;
}

/* ":--", "--:", ":-:", "---" → an index of alignments. */
static bool
read_alignment(struct str cell, unsigned *alignment)
{
	const bool left = str_starts(cell, STR(":"));
	const bool right = cell.len > 1 && str_ends(cell, STR(":"));

	cell = str_slice(cell, left, cell.len - right);
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.ptr[i] != '-')
			return false;
	}
	*alignment = (left ? 1 : 0) + (right ? 2 : 0);
	return cell.len > 0;
}

static bool
is_delimiter(struct str line, struct row *row, unsigned *aligned)
{
	/* Most lines end here. */
	if (line.len == 0 || memchr("|:-", line.ptr[0], 3) == NULL ||
	    memchr(line.ptr, '|', line.len) == NULL || !split_row(line, row))
		return false;
	for (size_t i = 0; i < row->n; i++) {
		if (!read_alignment(row->cells[i], &aligned[i]))
			return false;
	}
	return true;
}

/* The words of a cell, "\|" being its way to write "|". */
static void
put_cell(struct markdown *m, cmark_node *cell, struct str text)
{
	struct buf plain = { 0 };

	if (text.len == 0)
		return;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\' && i + 1 < text.len &&
		    text.ptr[i + 1] == '|')
			i++;
		buf_char(&plain, text.ptr[i]);
	}
	piece_start(m, cell);
	piece_line(m, buf_view(&plain));
	piece_end(m);
	buf_release(&plain);
}

struct table {
	struct row row;
	unsigned alignment[MAX_COLUMNS];
	size_t columns;
};

static void
put_row(struct markdown *m, struct table *t, cmark_node *section, bool head)
{
	const struct row *row = &t->row;
	cmark_node *tr = custom_block(m, "tr", "");

	cmark_node_append_child(section, tr);
	for (size_t i = 0; i < row->n || i < t->columns; i++) {
		const struct str attributes =
		    arena_fmt(m->arena, "%s%s", head ? " scope=\"col\"" : "",
			i < t->columns ? alignments[t->alignment[i]] : "");
		cmark_node *cell =
		    custom_block(m, head ? "th" : "td", attributes.ptr);

		cmark_node_append_child(tr, cell);
		put_cell(m, cell, i < row->n ? row->cells[i] : STR(""));
	}
}

/* Lines before the header. A link's definition there has done its work. */
static void
put_lead(
    struct markdown *m, cmark_node *paragraph, size_t lines, cmark_node *block)
{
	bool open = false;

	for (size_t k = 0; k < lines; k++) {
		const struct str line = paragraph_line(m, paragraph, k);
		size_t at;

		if (str_starts(line, STR("[")) &&
		    str_find(line, STR("]:"), &at))
			continue;
		if (!open) {
			cmark_node *into = cmark_node_new(CMARK_NODE_PARAGRAPH);

			cmark_node_append_child(block, into);
			piece_start(m, into);
		}
		open = true;
		piece_line(m, str_trim(line));
	}
	if (open)
		piece_end(m);
}

static void
make_table(struct markdown *m, cmark_node *paragraph, struct table *t,
    size_t delimiter)
{
	const size_t lines = paragraph_lines(m, paragraph);
	cmark_node *block = plain_block();
	cmark_node *table = custom_block(m, "table", "");
	cmark_node *section = custom_block(m, "thead", "");

	put_lead(m, paragraph, delimiter - 1, block);
	cmark_node_append_child(block, table);
	cmark_node_append_child(table, section);
	put_row(m, t, section, true);
	for (size_t k = delimiter + 1; k < lines; k++) {
		if (k == delimiter + 1) {
			section = custom_block(m, "tbody", "");
			cmark_node_append_child(table, section);
		}
		/* A line with more than MAX_COLUMNS keeps the first. */
		if (!split_row(paragraph_line(m, paragraph, k), &t->row))
			m->n_pieces = MAX_PIECES + 1;
		/* Empty cells cost too. */
		m->n_pieces += t->columns;
		if (m->n_pieces > MAX_PIECES)
			break;
		put_row(m, t, section, false);
	}
	swap_later(m, paragraph, block);
}

void
table_find(struct markdown *m, cmark_node *paragraph)
{
	const size_t lines = paragraph_lines(m, paragraph);
	struct table *t = NULL;

	for (size_t k = 1; k < lines; k++) {
		const struct str line = paragraph_line(m, paragraph, k);

		if (line.len == 0 || memchr(line.ptr, '|', line.len) == NULL ||
		    memchr(line.ptr, '-', line.len) == NULL)
			continue;
		if (t == NULL)
			t = ARENA_NEW(m->arena, struct table);
		if (!is_delimiter(line, &t->row, t->alignment))
			continue;
		t->columns = t->row.n;
		if (split_row(paragraph_line(m, paragraph, k - 1), &t->row) &&
		    t->row.n == t->columns) {
			make_table(m, paragraph, t, k);
			return;
		}
	}
}
