/* All units of template files, for the catalogue. */
#include "render/unit_impl.h"
#include "render/units.h"

#include <string.h>

#include "base/embedded.h"
#include "text/catalogue.h"

struct visit {
	const struct units_options *options;
	struct translations *translations;
	enum format format;
	bool words; /* text here is translated */
};

static void visit_list(const struct visit *v, const struct node *first);

/* The originals of a unit: one, or the two forms of a plural. */
static void
tell(const struct visit *v, const struct node *at, const struct run *originals)
{
	struct unit unit = { .file = at->at.file, .line = at->at.line };
	const struct text_entry *entry = NULL;

	unit.id = unit_id(v->options->arena, v->format, originals[0]);
	if (originals[1].first != NULL)
		unit.plural_id =
		    unit_id(v->options->arena, v->format, originals[1]);
	if (v->options->lang != NULL)
		entry = text_find(v->options->lang, unit.id);
	for (size_t i = 0; entry != NULL && i < entry->n_forms; i++)
		translation_find(v->translations, v->format, entry,
		    entry->forms[i], originals);
	v->options->fn(v->options->arg, &unit);
}

static void
tell_plural(const struct visit *v, const struct node *n)
{
	const struct node *one = n->first;
	const struct node *more = one != NULL ? one->next : NULL;

	if (more == NULL)
		return;
	const struct run originals[2] = { { .first = one->first },
		{ .first = more->first } };
	tell(v, n, originals);
}

static void
visit_element(const struct visit *v, const struct node *n)
{
	struct visit inner = *v;

	inner.words = true;
	for (const struct attr *a = n->attrs; a != NULL; a = a->next) {
		if (a->kind == ATTR_WORDS)
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
			tell(v, n, (const struct run[2]){ run });
			continue;
		}
		for (; n != run.end; n = n->next)
			visit_node(v, n);
	}
}

static void
visit_file(const struct units_options *options, struct translations *t,
    const char *name)
{
	struct source *src =
	    source_find(t->sources, str_from(name), (struct place){ name, 0 });
	const struct visit v = { .options = options,
		.translations = t,
		.format = src->format,
		.words = src->format != FORMAT_XML };

	visit_list(&v, src->first);
}

bool
units_each(const struct units_options *options, struct str *error)
{
	static const char folder[] = "templates/";
	struct faults faults = { .n = 0 };
	struct sources sources = { .arena = options->arena,
		.faults = &faults,
		.files = options->files,
		.n_files = options->n_files };
	struct translations translations = { .sources = &sources };

	for (size_t i = 0; i < options->n_files; i++)
		visit_file(options, &translations,
		    options->files[i].path + strlen(folder));
	*error = arena_str(options->arena, buf_view(&faults.text));
	buf_release(&faults.text);
	return faults.n == 0;
}
