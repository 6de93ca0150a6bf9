/* Text with tags to lists of nodes. */
#include "render/weave_impl.h"

#include "base/compiler.h"
#include "render/tag_impl.h"

#define MAX_NESTED 32

struct weave_open {
	struct node *section;
	struct node *form; /* of a plural: the one that is being read */
	int depth;
	struct weave_open *outer;
};

void
parse_count_tags(struct parse *p, struct str text)
{
	int line = p->first_line;
	size_t n = 0;

	for (size_t i = 0; i + 1 < text.len; i++)
		n += text.ptr[i] == '{' && text.ptr[i + 1] == '{';
	p->tag_lines = ARENA_ARRAY(p->arena, int, n);
	p->n_tags = p->next_tag = 0;
	for (size_t i = 0; i + 1 < text.len; i++) {
		line += text.ptr[i] == '\n' && !p->fixed_line;
		if (text.ptr[i] == '{' && text.ptr[i + 1] == '{') {
			p->tag_lines[p->n_tags++] = line;
			i++;
		}
	}
}

static struct place
next_place(struct weave *w)
{
	const struct parse *p = w->parse;

	if (p->next_tag >= p->n_tags)
		return w->at;
	return (struct place){ p->file, p->tag_lines[w->parse->next_tag++] };
}

void
weave_init(struct weave *w, struct parse *p, struct place at)
{
	*w = (struct weave){ .parse = p, .at = at };
	w->tail = &w->first;
}

void
weave_node(struct weave *w, struct node *n)
{
	*w->tail = n;
	w->tail = &n->next;
	w->last = n;
}

static struct node *
new_node(struct weave *w, enum node_kind kind, struct place at)
{
	struct node *n = ARENA_NEW(w->parse->arena, struct node);

	n->kind = kind;
	n->at = at;
	return n;
}

/* Two texts side by side (a comment stood between them) become one. */
static void
weave_literal(struct weave *w, struct str text)
{
	struct arena *arena = w->parse->arena;

	if (text.len == 0)
		return;
	if (w->last != NULL && w->last->kind == NODE_TEXT && !w->last->is_gap) {
		w->last->name = arena_fmt(arena, STR_FMT STR_FMT,
		    STR_ARG(w->last->name), STR_ARG(text));
		return;
	}
	struct node *n = new_node(w, NODE_TEXT, w->at);
	n->name = arena_str(arena, text);
	weave_node(w, n);
}

/* What follows goes into `parent`. */
static void
enter(struct weave *w, struct node *parent)
{
	w->tail = &parent->first;
	w->last = NULL;
}

static void
begin_form(struct weave *w)
{
	struct node *form = new_node(w, NODE_FORM, w->open->section->at);
	struct node **last = &w->open->section->first;

	while (*last != NULL)
		last = &(*last)->next;
	*last = form;
	w->open->form = form;
	enter(w, form);
}

/* Directly inside a plural, | begins the next form. */
static void
weave_piece(struct weave *w, struct str text)
{
	struct str piece = text, rest = text;

	if (w->open == NULL || w->open->form == NULL) {
		weave_literal(w, text);
		return;
	}
	while (str_cut(rest, '|', &piece, &rest)) {
		weave_literal(w, piece);
		begin_form(w);
	}
	weave_literal(w, piece);
}

static void
open_section(struct weave *w, struct node *n)
{
	struct weave_open *open = ARENA_NEW(w->parse->arena, struct weave_open);

	open->section = n;
	open->outer = w->open;
	open->depth = w->open != NULL ? w->open->depth + 1 : 1;
	for (struct weave_open *o = w->open; o != NULL; o = o->outer) {
		if (o->form != NULL && n->kind == NODE_PLURAL) {
			fault(w->parse->faults, n->at,
			    "a plural cannot stand inside a plural");
			return;
		}
	}
	if (open->depth > MAX_NESTED) {
		fault(w->parse->faults, n->at, "sections nested too deeply");
		return;
	}
	weave_node(w, n);
	w->open = open;
	if (n->kind == NODE_PLURAL)
		begin_form(w);
	else
		enter(w, n);
}

static size_t
count_forms(const struct node *plural)
{
	size_t n = 0;

	for (const struct node *f = plural->first; f != NULL; f = f->next)
		n++;
	return n;
}

static void
close_section(struct weave *w, struct str name, struct place at)
{
	if (w->open == NULL) {
		fault(w->parse->faults, at,
		    "{{/" STR_FMT "}} closes nothing that was opened in this "
		    "element; sections do not cross elements",
		    STR_ARG(name));
		return;
	}
	struct node *n = w->open->section;
	const struct str want =
	    n->kind == NODE_PLURAL ? STR("plural") : n->name;

	if (!str_eq(name, want))
		fault(w->parse->faults, at,
		    "{{/" STR_FMT "}} where {{/" STR_FMT "}} is expected "
		    "(opened on line %d)",
		    STR_ARG(name), STR_ARG(want), n->at.line);
	if (n->kind == NODE_PLURAL && count_forms(n) != 2)
		fault(w->parse->faults, n->at,
		    "a plural has two forms in the source language: "
		    "{{#plural n}}one|more{{/plural}}");
	w->open = w->open->outer;
	w->tail = &n->next;
	w->last = n;
}

static void
weave_tag(struct weave *w, struct str inside)
{
	static const enum node_kind kinds[] = {
		[TAG_FIELD] = NODE_FIELD,
		[TAG_SECTION] = NODE_SECTION,
		[TAG_INVERTED] = NODE_SECTION,
		[TAG_PLURAL] = NODE_PLURAL,
		[TAG_PARTIAL] = NODE_PARTIAL,
	};
	const struct place at = next_place(w);
	struct arena *arena = w->parse->arena;
	struct tag tag;
	const char *wrong = tag_read(inside, &tag);

	if (wrong != NULL) {
		fault(w->parse->faults, at, "{{" STR_FMT "}}: %s",
		    STR_ARG(inside), wrong);
		return;
	}
	if (tag.kind == TAG_CLOSE) {
		close_section(w, tag.name, at);
		return;
	}
	struct node *n = new_node(w, kinds[tag.kind], at);
	n->name = arena_str(arena, tag.name);
	n->format = arena_str(arena, tag.format);
	n->inverted = tag.kind == TAG_INVERTED;
	if (n->kind == NODE_SECTION || n->kind == NODE_PLURAL)
		open_section(w, n);
	else
		weave_node(w, n);
}

void
weave_text(struct weave *w, struct str text)
{
	struct str before, inside;
	enum tag_cut cut;

	while ((cut = tag_cut(&text, &before, &inside)) == TAG_CUT) {
		weave_piece(w, before);
		weave_tag(w, inside);
	}
	if (cut == TAG_OPEN)
		fault(
		    w->parse->faults, next_place(w), "{{ and }} do not match");
	else
		weave_piece(w, before);
}

struct node *
weave_end(struct weave *w)
{
	for (; w->open != NULL; w->open = w->open->outer)
		fault(w->parse->faults, w->open->section->at,
		    "{{#" STR_FMT "}} is not closed in the element in which "
		    "it was opened",
		    STR_ARG(w->open->section->name));
	return w->first;
}
