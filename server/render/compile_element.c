/* Elements and their attributes, written as HTML5 or as XML. */
#include "render/compile_impl.h"

static void
markup(struct compiler *c, const char *text)
{
	code_markup(c->code, str_from(text));
}

static bool
is_xml(const struct compiler *c)
{
	return c->format == FORMAT_XML;
}

static void
begin_attr(struct compiler *c, const struct attr *a)
{
	markup(c, " ");
	code_markup(c->code, a->name);
}

static void
write_attr(struct compiler *c, const struct attr *a)
{
	struct where w = { .context = CONTEXT_ATTR,
		.words = a->kind == ATTR_WORDS,
		.at_start = true };

	if (a->kind == ATTR_URL)
		w.context = CONTEXT_URL;
	else if (is_xml(c))
		w.context = CONTEXT_XML_ATTR;
	begin_attr(c, a);
	markup(c, "=\"");
	compile_list(c, a->value, NULL, &w);
	markup(c, "\"");
}

/* disabled="{{flag}}" */
static void
write_boolean(struct compiler *c, const struct attr *a)
{
	const struct node *n = a->value;
	struct condition cond;

	if (n->kind != NODE_FIELD || n->next != NULL || n->format.len > 0) {
		fault(c->scopes.faults, a->at,
		    STR_FMT " is there or not: its value is one {{flag}}",
		    STR_ARG(a->name));
		return;
	}
	if (!condition_begin(c, n, &cond))
		return;
	if (cond.field->type != FIELD_BOOL)
		fault(c->scopes.faults, n->at, STR_FMT " is no yes or no",
		    STR_ARG(n->name));
	begin_attr(c, a);
	condition_end(c, &cond);
}

#define MAX_OPTIONS 8

/* class="{{#x}}...{{/x}}{{#y}}...{{/y}}": sections and nothing else. */
static bool
is_optional(const struct attr *a)
{
	size_t sections = 0;

	for (const struct node *n = a->value; n != NULL; n = n->next) {
		if (n->kind != NODE_SECTION || ++sections > MAX_OPTIONS)
			return false;
	}
	return attr_is_optional(a->name);
}

/* Written when one of its sections is. */
static void
write_optional(struct compiler *c, const struct attr *a)
{
	const struct node *n = a->value;
	size_t hits[MAX_OPTIONS], n_hits = 0;
	struct condition cond;

	for (; n->next != NULL; n = n->next) {
		if (!condition_begin(c, n, &cond))
			return;
		hits[n_hits++] =
		    code_add(c->code, (struct op){ .code = OP_JUMP });
		condition_end(c, &cond);
	}
	if (!condition_begin(c, n, &cond))
		return;
	const size_t here = code_here(c->code);
	for (size_t i = 0; i < n_hits; i++)
		code_jump_to(c->code, hits[i], here);
	write_attr(c, a);
	condition_end(c, &cond);
}

static bool
is_literal(const struct attr *a)
{
	return a->value == NULL ||
	       (a->value->kind == NODE_TEXT && a->value->next == NULL);
}

/* alt="", required="required": the name says it all. */
static bool
is_bare(const struct attr *a)
{
	return a->value == NULL || (a->kind == ATTR_BOOLEAN && is_literal(a) &&
				       str_eq(a->value->name, a->name));
}

static void
compile_attr(struct compiler *c, const struct attr *a)
{
	if (!is_xml(c) && is_bare(a)) {
		begin_attr(c, a);
	} else if (is_literal(a)) {
		write_attr(c, a);
	} else if (a->kind == ATTR_CLOSED) {
		fault(c->scopes.faults, a->at,
		    "no tags in the attribute " STR_FMT, STR_ARG(a->name));
	} else if (is_optional(a)) {
		write_optional(c, a);
	} else if (a->kind == ATTR_BOOLEAN) {
		write_boolean(c, a);
	} else {
		write_attr(c, a);
	}
}

static struct where
inside_of(struct compiler *c, const struct node *n, const struct where *w)
{
	struct where inside = *w;

	inside.words = unit_opens(c->format, n, w->words);
	inside.at_start = true;
	if (is_xml(c)) {
		inside.context = (n->element->flags & ELEMENT_URL) != 0
				     ? CONTEXT_URL
				     : CONTEXT_XML;
		return inside;
	}
	inside.in_svg = w->in_svg || str_is(n->name, "svg");
	if (str_is(n->name, "title") || str_is(n->name, "textarea") ||
	    str_is(n->name, "option"))
		inside.context = CONTEXT_WORDS;
	return inside;
}

/*
 * The parser of HTML drops a newline behind <textarea> and <pre>: one is put
 * there for it, unless the text is known not to begin with one.
 */
static bool
needs_lead(const struct node *n)
{
	return (n->element->flags & ELEMENT_LEAD) != 0 && n->first != NULL &&
	       (n->first->kind != NODE_TEXT ||
		   str_starts(n->first->name, STR("\n")));
}

void
compile_element(struct compiler *c, const struct node *n, const struct where *w)
{
	struct where inside = inside_of(c, n, w);

	if (w->context != CONTEXT_CONTENT && w->context != CONTEXT_XML) {
		fault(c->scopes.faults, n->at,
		    "<" STR_FMT "> cannot stand here", STR_ARG(n->name));
		return;
	}
	markup(c, "<");
	code_markup(c->code, n->name);
	for (const struct attr *a = n->attrs; a != NULL; a = a->next)
		compile_attr(c, a);
	if (is_xml(c) && n->first == NULL) {
		markup(c, "/>");
		return;
	}
	markup(c, ">");
	if ((n->element->flags & ELEMENT_VOID) != 0)
		return;
	if (needs_lead(n))
		markup(c, "\n");
	compile_list(c, n->first, NULL, &inside);
	markup(c, "</");
	code_markup(c->code, n->name);
	markup(c, ">");
}
