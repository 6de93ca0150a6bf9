/*
 * pot PREFIX FILE...              writes the .pot file of these files
 * pot --check PO PREFIX FILE...   what is missing in a catalogue, one
 *                                 "file:line: what" a line; exit status 1
 *
 * PREFIX is cut off each path. Files ending in .c are C, others templates.
 */
#include "gen/pot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/mem.h"
#include "render/units.h"
#include "text/catalogue.h"

static struct pot_entry **
bucket_of(struct pot *pot, struct str id)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < id.len; i++)
		h = (h ^ (unsigned char)id.ptr[i]) * 16777619u;
	return &pot->buckets[h % POT_BUCKETS];
}

struct pot_entry *
pot_find(struct pot *pot, struct str id)
{
	struct pot_entry *e = *bucket_of(pot, id);

	while (e != NULL && !str_eq(e->id, id))
		e = e->same_bucket;
	return e;
}

struct pot_entry *
pot_add(struct pot *pot, struct str id, struct pot_place place)
{
	struct pot_entry *e = pot_find(pot, id);

	if (e == NULL) {
		struct pot_entry **bucket = bucket_of(pot, id);

		e = ARENA_NEW(pot->arena, struct pot_entry);
		e->id = arena_str(pot->arena, id);
		e->same_bucket = *bucket;
		e->last_place = &e->places;
		*bucket = e;
		*pot->last = e;
		pot->last = &e->next;
	}
	struct place_list *p = ARENA_NEW(pot->arena, struct place_list);
	*p = (struct place_list){ place.file, place.line, NULL };
	*e->last_place = p;
	e->last_place = &p->next;
	return e;
}

static void
write_string(const char *keyword, struct str s)
{
	printf("%s \"", keyword);
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\n')
			fputs("\\n", stdout);
		else if (s.ptr[i] == '\t')
			fputs("\\t", stdout);
		else if (s.ptr[i] == '"' || s.ptr[i] == '\\')
			printf("\\%c", s.ptr[i]);
		else
			putchar(s.ptr[i]);
	}
	puts("\"");
}

void
pot_write(const struct pot *pot)
{
	puts("msgid \"\"\nmsgstr \"\"\n"
	     "\"Project-Id-Version: sala\\n\"\n"
	     "\"MIME-Version: 1.0\\n\"\n"
	     "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
	     "\"Content-Transfer-Encoding: 8bit\\n\"");
	for (const struct pot_entry *e = pot->first; e != NULL; e = e->next) {
		putchar('\n');
		for (const struct place_list *p = e->places; p; p = p->next)
			printf("#: %s:%d\n", p->file, p->line);
		write_string("msgid", e->id);
		if (e->plural_id.ptr != NULL) {
			write_string("msgid_plural", e->plural_id);
			puts("msgstr[0] \"\"\nmsgstr[1] \"\"");
		} else {
			puts("msgstr \"\"");
		}
	}
}

static void
add_unit(void *arg, const struct unit *unit)
{
	struct pot *pot = arg;
	struct pot_entry *e = pot_add(
	    pot, unit->id, (struct pot_place){ unit->file, unit->line });

	if (unit->plural_id.ptr != NULL)
		e->plural_id = unit->plural_id;
}

static struct str
read_file(struct arena *arena, const char *path)
{
	struct buf bytes = { 0 };
	FILE *in = fopen(path, "rb");
	size_t n;
	char *to;

	if (in == NULL) {
		perror(path);
		exit(1);
	}
	while ((to = buf_room(&bytes, 4096)) != NULL &&
	       (n = fread(to, 1, 4096, in)) > 0)
		bytes.len += n;
	fclose(in);
	return buf_take(&bytes, arena);
}

/* As messages and the catalogue name it. */
static const char *
name_of(const char *prefix, const char *path)
{
	const size_t len = strlen(prefix);

	return strncmp(path, prefix, len) == 0 ? path + len : path;
}

/* Templates first, then C, as they come. */
static void
read_files(
    struct pot *pot, const struct lang *lang, const char *prefix, char **paths)
{
	struct str error;
	struct units_options options = {
		.lang = lang, .fn = add_unit, .arg = pot, .arena = pot->arena
	};
	size_t n = 0;

	while (paths[n] != NULL)
		n++;
	struct embedded *files = ARENA_ARRAY(pot->arena, struct embedded, n);
	for (size_t i = 0; i < n; i++) {
		const struct str text = read_file(pot->arena, paths[i]);

		if (str_ends(str_from(paths[i]), STR(".c")))
			continue;
		files[options.n_files++] =
		    (struct embedded){ name_of(prefix, paths[i]), text.ptr,
			    text.len };
	}
	options.files = files;
	if (!units_each(&options, &error)) {
		fprintf(stderr, STR_FMT "\n", STR_ARG(error));
		pot->failed = true;
	}
	for (size_t i = 0; i < n; i++) {
		if (str_ends(str_from(paths[i]), STR(".c")))
			pot_read_c(pot, name_of(prefix, paths[i]),
			    read_file(pot->arena, paths[i]));
	}
}

/* What a message's text fills in must be in its translation, too. */
static bool
has_same_places(struct str id, struct str translation)
{
	static const struct str places[] = { STR_INIT("{n}"),
		STR_INIT("{arg}") };
	size_t at;

	for (size_t i = 0; i < COUNT(places); i++) {
		if (str_find(id, places[i], &at) !=
		    str_find(translation, places[i], &at))
			return false;
	}
	return true;
}

static void
check_entry(struct pot *pot, const struct pot_entry *e, const struct lang *lang)
{
	const struct text_entry *t = text_find(lang, e->id);
	const char *wrong = NULL;

	if (t == NULL)
		wrong = "not translated";
	else if ((t->plural_id.ptr != NULL) != (e->plural_id.ptr != NULL))
		wrong = "a plural here or there, not in both";
	else if (e->is_message && !has_same_places(e->id, t->forms[0]))
		wrong = "{n} or {arg} is not in both";
	if (wrong == NULL)
		return;
	printf("%s:%d: %s: \"" STR_FMT "\"\n", e->places->file, e->places->line,
	    wrong, STR_ARG(e->id));
	pot->failed = true;
}

static void
check(struct pot *pot, const struct lang *lang)
{
	for (const struct pot_entry *e = pot->first; e != NULL; e = e->next)
		check_entry(pot, e, lang);
	for (size_t i = 0; i < text_count(lang); i++) {
		const struct text_entry *t = text_at(lang, i);

		if (pot_find(pot, t->id) != NULL)
			continue;
		printf("%s:%d: no longer needed: \"" STR_FMT "\"\n", t->file,
		    t->line, STR_ARG(t->id));
		pot->failed = true;
	}
}

static const struct lang *
load_catalogue(struct arena *arena, struct catalogues *cats, const char *path)
{
	struct buf error = { 0 };

	if (!catalogues_add(
		cats, path, STR("th"), read_file(arena, path), &error)) {
		fprintf(stderr, STR_FMT, STR_ARG(buf_view(&error)));
		exit(1);
	}
	return lang_find(cats, STR("th"));
}

int
main(int argc, char **argv)
{
	struct pot *pot = MEM_NEW(struct pot);
	struct catalogues *cats = catalogues_new();
	const struct lang *lang = NULL;

	if (argc < 2 || (strcmp(argv[1], "--check") == 0 && argc < 4)) {
		fputs("usage: pot [--check PO] PREFIX FILE...\n", stderr);
		return 2;
	}
	pot->arena = arena_new();
	pot->last = &pot->first;
	argv++;
	if (strcmp(argv[0], "--check") == 0) {
		lang = load_catalogue(pot->arena, cats, argv[1]);
		argv += 2;
	}
	read_files(pot, lang, argv[0], argv + 1);
	if (lang != NULL)
		check(pot, lang);
	else
		pot_write(pot);
	const bool failed = pot->failed;
	arena_release(pot->arena);
	catalogues_free(cats);
	free(pot);
	return failed;
}
