/*
 * Whether a translation has the tags and elements of its original. Each is
 * written out as text; the two lists are sorted and compared.
 */
#include "render/unit_impl.h"

#include <stdlib.h>

struct parts {
	struct arena *arena;
	enum format format;
	struct str *list;
	size_t n, cap;
};

static void
add_part(struct parts *p, struct str part)
{
	if (p->n == p->cap) {
		struct str *old = p->list;

		p->cap = p->cap == 0 ? 16 : p->cap * 2;
		p->list = ARENA_ARRAY(p->arena, struct str, p->cap);
		for (size_t i = 0; i < p->n; i++)
			p->list[i] = old[i];
	}
	p->list[p->n++] = part;
}

static void add_list(
    struct parts *p, const struct node *first, const struct node *end);

/*
 * An element counts with its attributes; of those that are translated, only
 * that they are there, and the tags inside.
 */
static void
add_element(struct parts *p, const struct node *n)
{
	struct node start = *n;
	struct attr **tail = &start.attrs;

	for (const struct attr *a = n->attrs; a != NULL; a = a->next) {
		struct attr *copy = ARENA_NEW(p->arena, struct attr);

		*copy = *a;
		if (a->kind == ATTR_WORDS) {
			copy->value = NULL;
			add_list(p, a->value, NULL);
		}
		*tail = copy;
		tail = &copy->next;
	}
	start.first = NULL;
	start.next = NULL;
	add_part(p, unit_id(p->arena, p->format, (struct run){ &start }));
	add_list(p, n->first, NULL);
}

static void
add_node(struct parts *p, const struct node *n)
{
	struct node alone = *n;

	if (n->kind == NODE_TEXT)
		return;
	if (n->kind == NODE_ELEMENT) {
		add_element(p, n);
		return;
	}
	alone.first = NULL;
	alone.next = NULL;
	add_part(p, unit_id(p->arena, p->format, (struct run){ &alone }));
	add_list(p, n->first, NULL);
}

static void
add_list(struct parts *p, const struct node *first, const struct node *end)
{
	for (const struct node *n = first; n != end; n = n->next)
		add_node(p, n);
}

static int
compare_parts(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static struct parts
parts_of(struct arena *arena, enum format format, struct run run)
{
	struct parts p = { .arena = arena, .format = format };

	add_list(&p, run.first, run.end);
	if (p.n > 0)
		qsort(p.list, p.n, sizeof(p.list[0]), compare_parts);
	return p;
}

struct unit_difference
unit_compare(
    struct arena *arena, enum format format, struct run a, struct run b)
{
	const struct parts of_a = parts_of(arena, format, a);
	const struct parts of_b = parts_of(arena, format, b);

	for (size_t i = 0; i < of_a.n || i < of_b.n; i++) {
		int order = i >= of_b.n ? -1 : i >= of_a.n ? 1 : 0;

		if (order == 0)
			order = str_compare(of_a.list[i], of_b.list[i]);
		if (order < 0)
			return (struct unit_difference){ of_a.list[i], true };
		if (order > 0)
			return (struct unit_difference){ of_b.list[i], false };
	}
	return (struct unit_difference){ { NULL, 0 }, false };
}
