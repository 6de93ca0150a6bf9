/* All units of a file, in its order, for the catalogue. */
#include "render/unit_impl.h"

struct visit {
	struct arena *arena;
	enum format format;
	bool words; /* text here is translated */
	void (*fn)(void *, const struct unit *);
	void *arg;
};

static void visit_list(const struct visit *v, const struct node *first);

static void
tell_run(const struct visit *v, struct run run)
{
	const struct unit unit = {
		.at = run.first->at,
		.id = unit_id(v->arena, v->format, run),
	};

	v->fn(v->arg, &unit);
}

static void
tell_plural(const struct visit *v, const struct node *n)
{
	const struct node *one = n->first;
	const struct node *more = one != NULL ? one->next : NULL;

	if (more == NULL)
		return;
	const struct unit unit = {
		.at = n->at,
		.id = unit_id(v->arena, v->format, (struct run){ one->first }),
		.plural_id =
		    unit_id(v->arena, v->format, (struct run){ more->first }),
	};
	v->fn(v->arg, &unit);
}

static void
visit_element(const struct visit *v, const struct node *n)
{
	struct visit inner = *v;

	inner.words = true;
	for (const struct attr *a = n->attrs; a != NULL; a = a->next) {
		if (unit_is_attr(v->format, n, a))
			visit_list(&inner, a->value);
	}
	inner.words = unit_opens(v->format, n, v->words);
	visit_list(&inner, n->first);
}

static void
visit_node(const struct visit *v, const struct node *n)
{
	if (n->kind == NODE_ELEMENT)
		visit_element(v, n);
	else if (n->kind == NODE_SECTION)
		visit_list(v, n->first);
	else if (n->kind == NODE_PLURAL && v->words)
		tell_plural(v, n);
}

static void
visit_list(const struct visit *v, const struct node *first)
{
	struct run run;

	for (const struct node *n = first; n != NULL; n = run.end) {
		run = unit_run(n);
		if (v->words && run.is_unit) {
			tell_run(v, run);
			continue;
		}
		for (; n != run.end; n = n->next)
			visit_node(v, n);
	}
}

void
unit_each(struct arena *arena, const struct source *src,
    void (*fn)(void *arg, const struct unit *unit), void *arg)
{
	const struct visit v = { .arena = arena,
		.format = src->format,
		.words = src->format != FORMAT_XML,
		.fn = fn,
		.arg = arg };

	visit_list(&v, src->first);
}
