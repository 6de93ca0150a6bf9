/*
 * White space between and inside elements. A run of it becomes one blank;
 * none stays at the inner edges of blocks and boxes, beside blocks and line
 * breaks, or between two sections (or partials) that end and begin with
 * blocks. Inside <pre>, <textarea> and <code> all of it stays.
 */
#include "render/source_impl.h"

static bool
has_flag(const struct node *n, unsigned flags)
{
	return n->kind == NODE_ELEMENT && (n->element->flags & flags) != 0;
}

static const struct node *
content_of(const struct node *n)
{
	if (n->kind == NODE_PARTIAL)
		return n->partial != NULL ? n->partial->first : NULL;
	return n->kind == NODE_SECTION ? n->first : NULL;
}

/* Whatever n shows first begins a block. */
static bool
begins_block(const struct node *n)
{
	while (n != NULL && n->kind != NODE_ELEMENT) {
		n = content_of(n);
		while (n != NULL && node_is_blank(n))
			n = n->next;
	}
	return n != NULL && has_flag(n, ELEMENT_BLOCK | ELEMENT_BREAK);
}

static bool
ends_block(const struct node *n)
{
	while (n != NULL && n->kind != NODE_ELEMENT) {
		const struct node *last = NULL;

		for (n = content_of(n); n != NULL; n = n->next)
			last = node_is_blank(n) ? last : n;
		n = last;
	}
	return n != NULL && has_flag(n, ELEMENT_BLOCK | ELEMENT_BREAK);
}

static struct str
collapse(struct arena *arena, struct str s)
{
	char *to = arena_alloc(arena, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (!is_space(s.ptr[i]))
			to[n++] = s.ptr[i];
		else if (n == 0 || to[n - 1] != ' ')
			to[n++] = ' ';
	}
	return (struct str){ to, n };
}

struct around {
	const struct node *prev, *next;
	bool at_edge; /* the list is all that a block, box or file holds */
};

static bool
is_void_before(const struct around *a)
{
	return a->prev != NULL
		   ? has_flag(a->prev, ELEMENT_BLOCK | ELEMENT_BREAK)
		   : a->at_edge;
}

static bool
is_void_after(const struct around *a)
{
	return a->next != NULL
		   ? has_flag(a->next, ELEMENT_BLOCK | ELEMENT_BREAK)
		   : a->at_edge;
}

/* Between what ends with a block and what begins with one. */
static bool
is_void_between(const struct around *a)
{
	if (a->prev == NULL && a->next == NULL)
		return false;
	return (a->prev == NULL || ends_block(a->prev)) &&
	       (a->next == NULL || begins_block(a->next));
}

static void
trim_text(struct arena *arena, struct node *n, const struct around *a)
{
	struct str s = collapse(arena, n->name);
	const bool before = is_void_before(a), after = is_void_after(a);

	if (str_is(s, " ") && (before || after || is_void_between(a)))
		s.len = 0;
	if (before && str_starts(s, STR(" ")))
		s = str_slice(s, 1, s.len);
	if (after && str_ends(s, STR(" ")))
		s.len--;
	n->name = s;
}

static void
trim_list(struct arena *arena, struct node *first, bool at_edge)
{
	struct around a = { .at_edge = at_edge };

	for (struct node *n = first; n != NULL; n = n->next) {
		a.next = n->next;
		if (n->kind == NODE_TEXT)
			trim_text(arena, n, &a);
		else if (!has_flag(n, ELEMENT_VERBATIM))
			trim_list(arena, n->first,
			    has_flag(n, ELEMENT_BLOCK | ELEMENT_BOX));
		a.prev = n;
	}
}

void
space_trim(struct arena *arena, struct node *first)
{
	trim_list(arena, first, true);
}
