/* Lists of nodes, units of translation, partials. */
#include "render/compile_impl.h"

#include "base/view.h"
#include "text/catalogue.h"

#define IN(context) (1u << (context))

/* By byte: what stands for it, and in which contexts. */
static const struct {
	const char *reference;
	unsigned contexts;
} references[256] = {
	['&'] = { "&amp;", ~IN(CONTEXT_PLAIN) },
	['<'] = { "&lt;", ~IN(CONTEXT_PLAIN) },
	['>'] = { "&gt;", IN(CONTEXT_XML) | IN(CONTEXT_XML_ATTR) },
	['"'] = { "&quot;", IN(CONTEXT_ATTR) | IN(CONTEXT_XML_ATTR) },
	['\t'] = { "&#9;", IN(CONTEXT_XML_ATTR) },
	['\n'] = { "&#10;", IN(CONTEXT_XML_ATTR) },
	['\r'] = { "&#13;", IN(CONTEXT_XML) | IN(CONTEXT_XML_ATTR) },
};

static void
url_literal(struct compiler *c, struct str text)
{
	struct buf encoded = { 0 };

	url_encode(&encoded, text);
	code_markup(c->code, buf_view(&encoded));
	buf_release(&encoded);
}

void
compile_literal(struct compiler *c, struct str text, const struct where *w)
{
	size_t start = 0;

	if (w->context == CONTEXT_URL) {
		url_literal(c, text);
		return;
	}
	for (size_t i = 0; i < text.len; i++) {
		const unsigned char byte = (unsigned char)text.ptr[i];

		if ((references[byte].contexts & IN(w->context)) == 0)
			continue;
		code_markup(c->code, str_slice(text, start, i));
		code_markup(c->code, str_from(references[byte].reference));
		start = i + 1;
	}
	code_markup(c->code, str_slice(text, start, text.len));
}

static void
compile_text(struct compiler *c, const struct node *n, struct where *w)
{
	if (n->name.len == 0)
		return;
	if (w->context == CONTEXT_URL && w->at_start && !url_is_safe(n->name))
		fault(c->scopes.faults, n->at,
		    "an address begins with /, http://, https:// or mailto:");
	compile_literal(c, n->name, w);
	w->at_start = false;
}

static void
compile_partial(struct compiler *c, const struct node *n, struct where *w)
{
	const bool in_unit = c->in_unit;

	if (n->partial == NULL)
		return;
	c->in_unit = false;
	compile_list(c, n->partial->first, NULL, w);
	c->in_unit = in_unit;
}

static void
compile_node(struct compiler *c, const struct node *n, struct where *w)
{
	switch (n->kind) {
	case NODE_TEXT:
		compile_text(c, n, w);
		break;
	case NODE_FIELD:
		compile_field(c, n, w);
		break;
	case NODE_SECTION:
		compile_section(c, n, w);
		break;
	case NODE_PLURAL:
		compile_plural(c, n, w);
		break;
	case NODE_FORM:
		break;
	case NODE_PARTIAL:
		compile_partial(c, n, w);
		break;
	case NODE_ELEMENT:
		compile_element(c, n, w);
		break;
	}
}

static void
compile_flat(struct compiler *c, struct run run, struct where *w)
{
	const bool in_unit = c->in_unit;

	c->in_unit = true;
	for (const struct node *n = run.first; n != run.end; n = n->next)
		compile_node(c, n, w);
	c->in_unit = in_unit;
}

/* A unit in the language, with the white space around it. */
static void
compile_unit(struct compiler *c, struct run run, struct where *w)
{
	const struct str id = unit_id(c->sources->arena, c->format, run);
	const struct text_entry *entry = text_find(c->lang, id);

	if (entry == NULL) {
		compile_flat(c, run, w);
		return;
	}
	const struct run originals[2] = { run };
	const struct run translated = { .first = translation_find(
					    c->translations, c->format, entry,
					    entry->forms[0], originals) };

	compile_literal(c, unit_lead(run), w);
	compile_flat(c, translated, w);
	compile_literal(c, unit_trail(run), w);
}

void
compile_list(struct compiler *c, const struct node *first,
    const struct node *end, struct where *w)
{
	struct run run;

	for (const struct node *n = first; n != end; n = run.end) {
		if (c->in_unit || !w->words) {
			compile_node(c, n, w);
			run.end = n->next;
			continue;
		}
		run = unit_run(n);
		if (run.is_unit) {
			compile_unit(c, run, w);
			continue;
		}
		for (; n != run.end; n = n->next)
			compile_node(c, n, w);
	}
}

static void
begin_file(struct code *code, const struct source *src)
{
	const struct node *n = src->first;

	if (src->format == FORMAT_XML)
		code_markup(
		    code, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
	while (n != NULL && node_is_blank(n))
		n = n->next;
	if (src->format == FORMAT_HTML && n != NULL &&
	    n->kind == NODE_ELEMENT && str_is(n->name, "html"))
		code_markup(code, STR("<!DOCTYPE html>"));
}

struct program
compile_view(struct code *code, const struct view *view,
    const struct lang *lang, struct translations *translations)
{
	static const enum context contexts[] = {
		[FORMAT_HTML] = CONTEXT_CONTENT,
		[FORMAT_XML] = CONTEXT_XML,
		[FORMAT_TEXT] = CONTEXT_PLAIN,
	};
	struct sources *sources = translations->sources;
	struct source *src = source_find(
	    sources, str_from(view->template), (struct place){ view->name, 0 });
	struct compiler c = { .sources = sources,
		.code = code,
		.lang = lang,
		.translations = translations,
		.format = src->format };
	struct where w = { .context = contexts[src->format],
		.words = src->format != FORMAT_XML };

	code_reset(code);
	scopes_init(&c.scopes, sources->faults, view);
	begin_file(code, src);
	compile_list(&c, src->first, NULL, &w);
	return code_finish(code);
}
