/* Writing programs. */
#include "render/code_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static uint64_t
hash(struct str s)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
	return h;
}

static struct str *
slot_of(const struct literals *l, struct str s)
{
	size_t i = hash(s) & (l->cap - 1);

	while (l->slots[i].ptr != NULL && !str_eq(l->slots[i], s))
		i = (i + 1) & (l->cap - 1);
	return &l->slots[i];
}

static void
grow(struct literals *l)
{
	const struct literals old = *l;

	l->cap = old.cap == 0 ? 1024 : old.cap * 2;
	l->slots = mem_array(l->cap, sizeof(l->slots[0]));
	for (size_t i = 0; i < old.cap; i++) {
		if (old.slots[i].ptr != NULL)
			*slot_of(l, old.slots[i]) = old.slots[i];
	}
	free(old.slots);
}

static const char *
intern(struct literals *l, struct str s)
{
	if (l->n * 2 >= l->cap)
		grow(l);
	struct str *slot = slot_of(l, s);
	if (slot->ptr == NULL) {
		*slot = arena_str(l->arena, s);
		l->n++;
	}
	return slot->ptr;
}

void
literals_release(struct literals *l)
{
	free(l->slots);
	*l = (struct literals){ 0 };
}

void
code_reset(struct code *c)
{
	c->n = 0;
	buf_reset(&c->pending);
}

void
code_release(struct code *c)
{
	free(c->ops);
	buf_release(&c->pending);
}

static size_t
append(struct code *c, struct op op)
{
	if (c->n == c->cap) {
		c->cap = c->cap == 0 ? 256 : c->cap * 2;
		c->ops = mem_resize(c->ops, c->cap * sizeof(c->ops[0]));
	}
	c->ops[c->n] = op;
	return c->n++;
}

static void
flush(struct code *c)
{
	const struct str pending = buf_view(&c->pending);

	if (pending.len == 0)
		return;
	append(c, (struct op){ .code = OP_LITERAL,
		      .offset = (uint32_t)pending.len,
		      .literal = intern(c->literals, pending) });
	buf_reset(&c->pending);
}

size_t
code_add(struct code *c, struct op op)
{
	flush(c);
	return append(c, op);
}

size_t
code_here(struct code *c)
{
	flush(c);
	return c->n;
}

void
code_jump_to(struct code *c, size_t at, size_t target)
{
	c->ops[at].jump = (uint32_t)target;
}

void
code_markup(struct code *c, struct str markup)
{
	buf_raw(&c->pending, html_trusted(markup));
}

struct program
code_finish(struct code *c)
{
	struct program p = { 0 };

	code_add(c, (struct op){ .code = OP_END });
	struct op *ops = ARENA_ARRAY(c->literals->arena, struct op, c->n);
	memcpy(ops, c->ops, c->n * sizeof(ops[0]));
	p.ops = ops;
	p.n_ops = c->n;
	for (size_t i = 0; i < p.n_ops; i++)
		p.size_hint += ops[i].code == OP_LITERAL ? ops[i].offset : 16;
	return p;
}
