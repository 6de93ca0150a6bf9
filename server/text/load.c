/* Brings .po files into the catalogues. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "text/catalogue_impl.h"
#include "text/plural_impl.h"
#include "text/po_impl.h"

static void
read_header(struct catalogues *cats, struct lang *lang, struct po_file *po,
    const struct po_entry *header)
{
	const struct str text = header->forms[0];
	const struct str type = po_header_field(text, STR("Content-Type"));
	const struct str forms = po_header_field(text, STR("Plural-Forms"));

	if (type.ptr != NULL && !str_ends(type, STR("charset=UTF-8")))
		po_complain(po, header->line, "charset must be UTF-8");
	if (forms.ptr == NULL)
		return;
	const struct plural_rule *rule =
	    plural_parse(catalogues_arena(cats), forms);

	if (rule == NULL) {
		po_complain(
		    po, header->line, "the header's Plural-Forms make no rule");
		return;
	}
	lang->plural = rule;
	lang->n_plurals = plural_count(rule);
}

static bool
is_translated(const struct po_entry *e)
{
	for (size_t i = 0; i < e->n_forms; i++) {
		if (e->forms[i].len == 0)
			return false;
	}
	return !e->fuzzy;
}

static void
read_entry(struct lang *lang, struct po_file *po, const struct po_entry *e)
{
	const struct text_entry *before = text_find(lang, e->id);

	if (!is_translated(e))
		return;
	if (e->plural_id.ptr != NULL && e->n_forms != lang->n_plurals)
		po_complain(po, e->line,
		    "the number of msgstr[] is not the header's nplurals");
	if (before != NULL && before->file == po->name)
		po_complain(po, e->line, "this message is there already");
	text_add(lang, (struct text_entry){ .id = e->id,
			   .plural_id = e->plural_id,
			   .forms = e->forms,
			   .n_forms = e->n_forms,
			   .file = po->name,
			   .line = e->line });
}

bool
catalogues_add(struct catalogues *cats, const char *file, struct str code,
    struct str po_text, struct buf *error)
{
	struct arena *a = catalogues_arena(cats);
	struct po_file po = { .name = arena_cstr(a, str_from(file)),
		.error = error };

	if (!po_read(a, &po, po_text))
		return false;
	struct lang *lang = lang_get(cats, code);

	for (size_t i = 0; i < po.n_entries; i++) {
		if (po.entries[i].id.len == 0)
			read_header(cats, lang, &po, &po.entries[i]);
		else
			read_entry(lang, &po, &po.entries[i]);
	}
	return !po.failed;
}

/* templates/po/pt_BR.po is the language pt-BR. */
static bool
add_file(struct catalogues *cats, const char *path, struct str text,
    struct buf *error)
{
	const char *slash = strrchr(path, '/');
	const struct str name = str_from(slash != NULL ? slash + 1 : path);
	char code[32];
	size_t n = 0;

	while (n + strlen(".po") < name.len && n < sizeof(code)) {
		code[n] = name.ptr[n] == '_' ? '-' : name.ptr[n];
		n++;
	}
	return catalogues_add(cats, path, (struct str){ code, n }, text, error);
}

static bool
load_embedded(struct catalogues *cats, struct buf *error)
{
	bool good = true;

	for (size_t i = 0; i < n_embedded_files; i++) {
		const struct embedded *e = &embedded_files[i];
		const struct str path = str_from(e->path);

		if (str_starts(path, STR("templates/po/")) &&
		    str_ends(path, STR(".po")))
			good &= add_file(cats, e->path,
			    (struct str){ e->bytes, e->len }, error);
	}
	return good;
}

static bool
load_file(struct catalogues *cats, const char *path, struct buf *error)
{
	FILE *in = fopen(path, "re");
	struct buf text = { 0 };
	char *to;
	size_t n = 0;

	if (in == NULL) {
		buf_fmt(error, "%s: cannot be opened\n", path);
		return false;
	}
	while ((to = buf_room(&text, 4096)) != NULL &&
	       (n = fread(to, 1, 4096, in)) > 0)
		text.len += n;
	fclose(in);
	const bool good = add_file(cats, path, buf_view(&text), error);

	buf_release(&text);
	return good;
}

static bool
load_dir(struct catalogues *cats, const char *dir, struct buf *error)
{
	struct arena *a = catalogues_arena(cats);
	DIR *d = opendir(dir);
	const struct dirent *entry;
	bool good = true;

	if (d == NULL) {
		buf_fmt(error, "%s: cannot be read\n", dir);
		return false;
	}
	while ((entry = readdir(d)) != NULL) {
		if (!str_ends(str_from(entry->d_name), STR(".po")))
			continue;
		const struct str path =
		    arena_fmt(a, "%s/%s", dir, entry->d_name);

		good &= load_file(cats, path.ptr, error);
	}
	closedir(d);
	return good;
}

struct catalogues *
catalogues_load(const char *dir, struct buf *error)
{
	struct catalogues *cats = catalogues_new();
	const bool good = dir != NULL ? load_dir(cats, dir, error)
				      : load_embedded(cats, error);

	if (good)
		return cats;
	catalogues_free(cats);
	return NULL;
}
