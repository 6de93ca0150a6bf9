/*
 * Plain text: the tag scanner alone. A paragraph is what stands between blank
 * lines; the blank lines are gap nodes, at which units of translation end.
 */
#include "render/weave_impl.h"

#include "render/tag_impl.h"

/* Where the next gap (two line ends or more) begins and ends. */
static bool
find_gap(struct str text, size_t *from, size_t *to)
{
	if (!str_find(text, STR("\n\n"), from))
		return false;
	for (*to = *from; *to < text.len && text.ptr[*to] == '\n'; (*to)++)
		;
	return true;
}

static void
weave_gap(struct weave *w, struct str newlines)
{
	struct node *gap = ARENA_NEW(w->parse->arena, struct node);

	gap->kind = NODE_TEXT;
	gap->at = w->at;
	gap->name = arena_str(w->parse->arena, newlines);
	gap->is_gap = true;
	weave_node(w, gap);
}

struct node *
plain_parse(struct parse *p, struct str text)
{
	struct weave w;
	size_t from, to;

	weave_init(&w, p, (struct place){ p->file, p->first_line });
	while (find_gap(text, &from, &to)) {
		weave_text(&w, str_slice(text, 0, from));
		weave_gap(&w, str_slice(text, from, to));
		text = str_slice(text, to, text.len);
	}
	weave_text(&w, text);
	return weave_end(&w);
}
