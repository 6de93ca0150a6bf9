/* Translations, parsed as templates and compared with their originals. */
#include "render/unit_impl.h"

#include "text/catalogue.h"

/* Units of .txt files are no XML: the same text may be parsed twice. */
struct translation {
	const char *text;
	enum format format;
	struct node *first;
	struct translation *next;
};

static struct translation *
find_parsed(const struct translations *all, enum format format, struct str text)
{
	for (struct translation *t = all->list; t != NULL; t = t->next) {
		if (t->text == text.ptr && t->format == format)
			return t;
	}
	return NULL;
}

static struct translation *
parse(struct translations *all, enum format format,
    const struct text_entry *entry, struct str text)
{
	struct sources *sources = all->sources;
	struct translation *t = ARENA_NEW(sources->arena, struct translation);
	struct parse p = { .arena = sources->arena,
		.faults = sources->faults,
		.file = entry->file,
		.first_line = entry->line,
		.fixed_line = true,
		.format = format,
		.is_fragment = true };

	parse_count_tags(&p, text);
	*t = (struct translation){
		.text = text.ptr, .format = format, .next = all->list
	};
	t->first =
	    format == FORMAT_TEXT ? plain_parse(&p, text) : xml_parse(&p, text);
	source_link(sources, format, t->first);
	if (format != FORMAT_TEXT)
		space_trim(sources->arena, t->first);
	all->list = t;
	return t;
}

/* "one comment" needs no number: one of the originals must agree. */
static void
check(struct sources *sources, const struct text_entry *entry,
    const struct translation *t, const struct run *originals)
{
	const struct place at = { entry->file, entry->line };
	const struct run translated = { .first = t->first };
	struct unit_difference d = { .in_first = false };

	for (size_t i = 0; i < 2 && originals[i].first != NULL; i++) {
		d = unit_compare(
		    sources->arena, t->format, originals[i], translated);
		if (d.what.ptr == NULL)
			return;
	}
	fault(sources->faults, at,
	    "the translation of \"" STR_FMT "\" %s " STR_FMT "%s",
	    STR_ARG(entry->id), d.in_first ? "lacks" : "has", STR_ARG(d.what),
	    d.in_first ? "" : ", which the original has not (so often)");
}

const struct node *
translation_find(struct translations *all, enum format format,
    const struct text_entry *entry, struct str text,
    const struct run originals[2])
{
	struct translation *t = find_parsed(all, format, text);

	if (t == NULL) {
		t = parse(all, format, entry, text);
		check(all->sources, entry, t, originals);
	}
	return t->first;
}
