/* Reads .po files into the catalogues, by libgettextpo. */
#include <dirent.h>
#include <gettext-po.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/utf8.h"
#include "text/catalogue_impl.h"
#include "text/plural_impl.h"

/* What is being read. */
struct reading {
	const char *file;
	struct str text;
	struct buf *error;
	bool failed;
	jmp_buf give_up;
};

/*
 * libgettextpo hands no argument on to its error handlers, and one that is
 * told of a fatal error must not return to it.
 */
static _Thread_local struct reading *reading;

static void
complain(struct reading *r, size_t line, const char *what)
{
	const struct str text = str_trim(str_from(what));

	buf_fmt(r->error, "%s:", r->file);
	if (line != 0 && line != (size_t)-1)
		buf_fmt(r->error, "%zu:", line);
	buf_fmt(r->error, " " STR_FMT "\n", STR_ARG(text));
	r->failed = true;
}

static void
on_error(int severity, po_message_t message, const char *file, size_t line,
    size_t column, int multiline, const char *text)
{
	(void)message;
	(void)file;
	(void)column;
	(void)multiline;
	if (severity == PO_SEVERITY_WARNING)
		return;
	complain(reading, line, text);
	if (severity == PO_SEVERITY_FATAL_ERROR)
		longjmp(reading->give_up, 1);
}

static void
on_two_errors(int severity, po_message_t message1, const char *file1,
    size_t line1, size_t column1, int multiline1, const char *text1,
    po_message_t message2, const char *file2, size_t line2, size_t column2,
    int multiline2, const char *text2)
{
	(void)message2;
	(void)file2;
	(void)line2;
	(void)column2;
	(void)multiline2;
	(void)text2;
	on_error(severity, message1, file1, line1, column1, multiline1, text1);
}

/* libgettextpo reads files only: the text gets a nameless one. */
static po_file_t
read_text(struct reading *r)
{
	static const struct po_xerror_handler handler = { on_error,
		on_two_errors };
	po_file_t volatile file = NULL;
	const int fd = memfd_create("catalogue", MFD_CLOEXEC);
	char path[64];

	if (fd < 0 ||
	    write(fd, r->text.ptr, r->text.len) != (ssize_t)r->text.len) {
		complain(r, 0, "there is no memory to read it");
		goto out;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	reading = r;
	if (setjmp(r->give_up) == 0)
		file = po_file_read(path, &handler);
	reading = NULL;
	if (file == NULL && !r->failed)
		complain(r, 0, "cannot be read");
out:
	if (fd >= 0)
		close(fd);
	return file;
}

/* The line on which the next msgid (or commented-out msgid) begins. */
static int
next_msgid(struct str *rest, int *line)
{
	struct str text;

	while (rest->len > 0) {
		++*line;
		str_cut(*rest, '\n', &text, rest);
		if (str_starts(text, STR("#~ ")))
			text = str_slice(text, 3, text.len);
		if (str_starts(text, STR("msgid ")) ||
		    str_starts(text, STR("msgid\"")))
			return *line;
	}
	return 0;
}

static void
read_header(struct reading *r, struct catalogues *cats, struct lang *lang,
    const char *header)
{
	struct arena *a = catalogues_arena(cats);
	char *forms =
	    header == NULL ? NULL : po_header_field(header, "Plural-Forms");

	if (forms == NULL)
		return;
	const struct plural_rule *rule = plural_parse(a, str_from(forms));

	free(forms);
	if (rule == NULL) {
		complain(r, 1, "the header's Plural-Forms make no rule");
		return;
	}
	lang->plural = rule;
	lang->n_plurals = plural_count(rule);
}

/* False when a form is empty: it is not translated. */
static bool
read_forms(struct arena *a, po_message_t message, struct text_entry *e)
{
	const bool plural = po_message_msgid_plural(message) != NULL;
	struct str forms[PLURAL_MAX_FORMS + 1];
	const char *text;

	while (e->n_forms < COUNT(forms)) {
		text = plural
			   ? po_message_msgstr_plural(message, (int)e->n_forms)
			   : po_message_msgstr(message);
		if (text == NULL || (!plural && e->n_forms == 1))
			break;
		if (text[0] == '\0')
			return false;
		forms[e->n_forms++] = arena_str(a, str_from(text));
	}
	struct str *kept = ARENA_ARRAY(a, struct str, COUNT(forms));

	memcpy(kept, forms, e->n_forms * sizeof(*forms));
	e->forms = kept;
	return e->n_forms > 0;
}

static void
read_message(struct reading *r, struct arena *a, struct lang *lang,
    po_message_t message, int line)
{
	const char *plural_id = po_message_msgid_plural(message);
	struct text_entry e = { .file = r->file, .line = line };

	if (po_message_msgid(message)[0] == '\0' ||
	    po_message_is_obsolete(message) || po_message_is_fuzzy(message))
		return;
	if (po_message_msgctxt(message) != NULL) {
		complain(r, (size_t)line, "msgctxt is not supported");
		return;
	}
	e.id = arena_str(a, str_from(po_message_msgid(message)));
	e.plural_id = arena_str(a, str_from(plural_id));
	if (!read_forms(a, message, &e))
		return;
	if (plural_id != NULL && e.n_forms != lang->n_plurals) {
		complain(r, (size_t)line,
		    "the number of msgstr[] is not the header's nplurals");
		return;
	}
	for (size_t i = 0; i < e.n_forms; i++) {
		if (!utf8_valid(e.forms[i]))
			complain(r, (size_t)line, "is not in UTF-8");
	}
	text_add(lang, e);
}

bool
catalogues_add(struct catalogues *cats, const char *file, struct str code,
    struct str po_text, struct buf *error)
{
	struct arena *a = catalogues_arena(cats);
	struct reading r = { .file = arena_cstr(a, str_from(file)),
		.text = po_text,
		.error = error };
	po_file_t po = read_text(&r);

	if (po == NULL || r.failed)
		goto out;
	struct lang *lang = lang_get(cats, code);
	struct str rest = po_text;
	int line = 0;
	po_message_iterator_t it = po_message_iterator(po, NULL);
	po_message_t message;

	read_header(&r, cats, lang, po_file_domain_header(po, NULL));
	while ((message = po_next_message(it)) != NULL)
		read_message(&r, a, lang, message, next_msgid(&rest, &line));
	po_message_iterator_free(it);
out:
	if (po != NULL)
		po_file_free(po);
	return !r.failed;
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

	while (n < name.len - 3 && n < sizeof(code)) {
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
