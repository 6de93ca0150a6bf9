/* Translations, parsed as templates and compared with their originals. */
#include "render/compile_impl.h"

#include "text/catalogue.h"

static struct translation *
find_parsed(struct compiler *c, struct str text)
{
	for (struct translation *t = *c->translations; t != NULL; t = t->next) {
		if (t->text == text.ptr && t->format == c->format)
			return t;
	}
	return NULL;
}

static struct translation *
parse_translation(
    struct compiler *c, const struct text_entry *entry, struct str text)
{
	struct arena *arena = c->sources->arena;
	struct translation *t = ARENA_NEW(arena, struct translation);
	struct parse p = { .arena = arena,
		.faults = c->sources->faults,
		.file = entry->file,
		.first_line = entry->line,
		.fixed_line = true,
		.format = c->format,
		.is_fragment = true };

	parse_count_tags(&p, text);
	t->text = text.ptr;
	t->format = c->format;
	t->first = c->format == FORMAT_TEXT ? plain_parse(&p, text)
					    : xml_parse(&p, text);
	source_link(c->sources, c->format, t->first);
	if (c->format != FORMAT_TEXT)
		space_trim(arena, t->first);
	t->next = *c->translations;
	*c->translations = t;
	return t;
}

static struct unit_difference
difference_from(struct compiler *c, const struct node *original,
    const struct node *original_end, const struct translation *t)
{
	return unit_compare(c->sources->arena, c->format,
	    (struct run){ .first = original, .end = original_end },
	    (struct run){ .first = t->first });
}

/*
 * A plural's translation may be like either of the original's forms: "one
 * comment" needs no number.
 */
static void
check(struct compiler *c, const struct text_entry *entry,
    const struct translation *t, const struct run *originals)
{
	const struct place at = { entry->file, entry->line };
	struct unit_difference d = { .in_first = false };

	for (size_t i = 0; i < 2 && originals[i].first != NULL; i++) {
		d = difference_from(c, originals[i].first, originals[i].end, t);
		if (d.what.ptr == NULL)
			return;
	}
	fault(c->scopes.faults, at,
	    "the translation of \"" STR_FMT "\" %s " STR_FMT "%s",
	    STR_ARG(entry->id), d.in_first ? "lacks" : "has", STR_ARG(d.what),
	    d.in_first ? "" : ", which the original has not (so often)");
}

const struct node *
compile_translation(struct compiler *c, const struct text_entry *entry,
    struct str text, const struct run originals[2])
{
	struct translation *t = find_parsed(c, text);

	if (t == NULL) {
		t = parse_translation(c, entry, text);
		check(c, entry, t, originals);
	}
	return t->first;
}
