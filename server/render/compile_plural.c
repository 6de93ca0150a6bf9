/*
 * Plurals: an operation that chooses one of the jumps behind it, and a body
 * for each form that the language has.
 */
#include "render/compile_impl.h"

#include "text/catalogue.h"

struct forms {
	const struct text_entry *entry; /* NULL: not translated */
	struct run originals[2];
	size_t n;
};

static struct forms
forms_of(struct compiler *c, const struct node *n, const struct where *w)
{
	const struct node *one = n->first, *more = one->next;
	struct forms f = {
		.originals = { { .first = one->first },
		    { .first = more->first } },
		.n = 2,
	};

	if (!w->words)
		return f;
	f.entry = text_find(
	    c->lang, unit_id(c->sources->arena, c->format, f.originals[0]));
	if (f.entry != NULL && f.entry->plural_id.ptr == NULL)
		f.entry = NULL;
	if (f.entry != NULL)
		f.n = f.entry->n_forms;
	return f;
}

static const struct node *
form_nodes(struct compiler *c, const struct forms *f, size_t i)
{
	if (f->entry == NULL)
		return f->originals[i].first;
	return translation_find(c->translations, c->format, f->entry,
	    f->entry->forms[i], f->originals);
}

/* The jump `table + i` leads to form i, and form i to the end. */
static void
compile_forms(struct compiler *c, const struct forms *f, size_t table,
    const struct where *w)
{
	const bool in_unit = c->in_unit;

	c->in_unit = true;
	for (size_t i = 0; i < f->n; i++) {
		struct where inside = *w;

		code_jump_to(c->code, table + i, code_here(c->code));
		compile_list(c, form_nodes(c, f, i), NULL, &inside);
		code_jump_to(c->code,
		    code_add(c->code, (struct op){ .code = OP_JUMP }),
		    table + f->n);
	}
	c->in_unit = in_unit;
}

/*
 *	PLURAL n forms
 *	JUMP form 0, JUMP form 1, ...
 *	JUMP end
 *	form 0, JUMP to the one above; form 1, ...
 *	end
 */
void
compile_plural(struct compiler *c, const struct node *n, struct where *w)
{
	struct condition cond;
	struct op op;

	if (n->first == NULL || n->first->next == NULL ||
	    !plural_begin(c, n, &op, &cond))
		return;
	const struct forms f = forms_of(c, n, w);
	op.code = f.entry != NULL ? OP_PLURAL : OP_PLURAL_SOURCE;
	op.extra = (uint32_t)f.n;
	const size_t table = code_add(c->code, op) + 1;
	for (size_t i = 0; i <= f.n; i++)
		code_add(c->code, (struct op){ .code = OP_JUMP });
	compile_forms(c, &f, table, w);
	code_jump_to(c->code, table + f.n, code_here(c->code));
	condition_end(c, &cond);
	w->at_start = false;
}
