/* Languages, and the tables of their messages. */
#include "text/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "text/catalogue_impl.h"
#include "text/locale_impl.h"
#include "text/number.h"
#include "text/plural_impl.h"

struct text_table {
	struct text_entry *entries;
	size_t n, room;
	uint32_t *buckets; /* index + 1 into entries; 0: free */
	size_t n_buckets; /* a power of two, more than 2 n */
};

struct catalogues {
	struct arena *arena;
	struct lang **langs;
	size_t n, room;
};

/* FNV-1a: ids come from our own catalogues, never from outside. */
static size_t
hash_of(struct str s)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.len; i++)
		hash =
		    (hash ^ (unsigned char)s.ptr[i]) * UINT64_C(1099511628211);
	return (size_t)(hash ^ hash >> 32);
}

/* The bucket that holds the id, or the free one where it belongs. */
static uint32_t *
bucket_of(const struct text_table *t, struct str id)
{
	size_t i = hash_of(id) & (t->n_buckets - 1);

	while (
	    t->buckets[i] != 0 && !str_eq(t->entries[t->buckets[i] - 1].id, id))
		i = (i + 1) & (t->n_buckets - 1);
	return &t->buckets[i];
}

static void
table_rehash(struct text_table *t)
{
	free(t->buckets);
	t->n_buckets = t->room * 4;
	t->buckets = mem_array(t->n_buckets, sizeof(*t->buckets));
	for (size_t i = 0; i < t->n; i++)
		*bucket_of(t, t->entries[i].id) = (uint32_t)i + 1;
}

void
text_add(struct lang *lang, struct text_entry entry)
{
	struct text_table *t = lang->table;

	if (t->n == t->room) {
		t->room = t->room == 0 ? 64 : t->room * 2;
		t->entries =
		    mem_resize(t->entries, t->room * sizeof(*t->entries));
		table_rehash(t);
	}
	uint32_t *bucket = bucket_of(t, entry.id);

	if (*bucket != 0) {
		t->entries[*bucket - 1] = entry;
		return;
	}
	t->entries[t->n++] = entry;
	*bucket = (uint32_t)t->n;
}

static int
compare_langs(const void *a, const void *b)
{
	const struct lang *x = *(struct lang *const *)a;
	const struct lang *y = *(struct lang *const *)b;
	const bool x_en = strcmp(x->code, "en") == 0;
	const bool y_en = strcmp(y->code, "en") == 0;

	return x_en != y_en ? y_en - x_en : strcmp(x->code, y->code);
}

static struct lang *
find(const struct catalogues *cats, struct str code)
{
	for (size_t i = 0; i < cats->n; i++) {
		if (str_eq_nocase(str_from(cats->langs[i]->code), code))
			return cats->langs[i];
	}
	return NULL;
}

struct lang *
lang_get(struct catalogues *cats, struct str code)
{
	struct lang *lang = find(cats, code);

	if (lang != NULL)
		return lang;
	lang = ARENA_NEW(cats->arena, struct lang);
	lang->code = arena_cstr(cats->arena, code);
	lang->locale = locale_load(cats->arena, lang->code);
	lang->name = lang->locale->name;
	lang->plural = plural_default(cats->arena);
	lang->n_plurals = plural_count(lang->plural);
	lang->table = MEM_NEW(struct text_table);
	if (cats->n == cats->room) {
		cats->room = cats->room == 0 ? 8 : cats->room * 2;
		cats->langs =
		    mem_resize(cats->langs, cats->room * sizeof(struct lang *));
	}
	cats->langs[cats->n++] = lang;
	qsort(cats->langs, cats->n, sizeof(struct lang *), compare_langs);
	for (size_t i = 0; i < cats->n; i++)
		cats->langs[i]->index = i;
	return lang;
}

struct arena *
catalogues_arena(struct catalogues *cats)
{
	return cats->arena;
}

struct catalogues *
catalogues_new(void)
{
	struct catalogues *cats = MEM_NEW(struct catalogues);

	cats->arena = arena_new();
	lang_get(cats, STR("en"));
	return cats;
}

void
catalogues_free(struct catalogues *cats)
{
	if (cats == NULL)
		return;
	for (size_t i = 0; i < cats->n; i++) {
		struct text_table *t = cats->langs[i]->table;

		free(t->entries);
		free(t->buckets);
		free(t);
	}
	free(cats->langs);
	arena_release(cats->arena);
	free(cats);
}

size_t
catalogues_count(const struct catalogues *cats)
{
	return cats->n;
}

const struct lang *
catalogues_at(const struct catalogues *cats, size_t i)
{
	return cats->langs[i];
}

const struct lang *
lang_find(const struct catalogues *cats, struct str code)
{
	return find(cats, code);
}

size_t
lang_plural_form(const struct lang *lang, int64_t n)
{
	return plural_form(lang->plural, n);
}

const struct text_entry *
text_find(const struct lang *lang, struct str id)
{
	const struct text_table *t = lang->table;

	if (t->n == 0)
		return NULL;
	const uint32_t *bucket = bucket_of(t, id);

	return *bucket != 0 ? &t->entries[*bucket - 1] : NULL;
}

size_t
text_count(const struct lang *lang)
{
	return lang->table->n;
}

const struct text_entry *
text_at(const struct lang *lang, size_t i)
{
	return &lang->table->entries[i];
}

struct str
text_translate(const struct lang *lang, struct str id)
{
	const struct text_entry *e = text_find(lang, id);

	return e != NULL ? e->forms[0] : id;
}

struct str
text_plural(const struct lang *lang, struct str singular_id,
    struct str plural_id, int64_t n)
{
	const struct text_entry *e = text_find(lang, singular_id);

	if (e == NULL)
		return n == 1 ? singular_id : plural_id;
	return e->forms[e->n_forms > 1 ? lang_plural_form(lang, n) : 0];
}

void
msg_text(struct buf *b, const struct lang *lang, struct msg m)
{
	if (m.id == NULL)
		return;
	struct str rest = text_translate(lang, str_from(m.id));

	while (rest.len > 0) {
		size_t at = rest.len;

		str_find(rest, STR("{"), &at);
		buf_str(b, str_slice(rest, 0, at));
		rest = str_slice(rest, at, rest.len);
		if (str_starts(rest, STR("{n}"))) {
			number_show(b, lang, m.n);
			at = 3;
		} else if (str_starts(rest, STR("{arg}"))) {
			buf_str(b, m.arg);
			at = 5;
		} else {
			buf_str(b, str_slice(rest, 0, 1));
			at = 1;
		}
		rest = str_slice(rest, at, rest.len);
	}
}
