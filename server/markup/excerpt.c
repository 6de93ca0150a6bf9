/* The first words of a text. */
#include "markup/excerpt.h"

#include <string.h>

#include "base/utf8.h"
#include "text/words.h"

void
excerpt_init(struct excerpt *e)
{
	e->plain.len = e->table.len = 0;
	e->plain.space = e->table.space = false;
	e->plain.full = e->table.full = false;
}

/* Unicode's White_Space, and the byte order mark, which shows as one. */
static bool
is_space(uint32_t c)
{
	return c <= ' ' || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

void
excerpt_text(struct excerpt *e, struct str text, bool in_table)
{
	struct gathered *g = in_table ? &e->table : &e->plain;
	uint32_t c;

	while (!g->full && utf8_next(&text, &c)) {
		if (is_space(c)) {
			g->space = true;
			continue;
		}
		if (g->len + 5 > sizeof(g->bytes)) {
			g->full = true;
			break;
		}
		if (g->space && g->len > 0)
			g->bytes[g->len++] = ' ';
		g->space = false;
		g->len += utf8_write(g->bytes + g->len, c);
	}
}

void
excerpt_break(struct excerpt *e)
{
	e->plain.space = e->table.space = true;
}

struct str
excerpt_take(const struct excerpt *e, struct arena *a, size_t max_chars)
{
	const struct gathered *g = e->plain.len > 0 ? &e->plain : &e->table;
	const struct str all = { g->bytes, g->len };

	return arena_str(a, text_excerpt(a, all, max_chars));
}
