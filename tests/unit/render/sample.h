/*
 * What the tests of render/ render: a small view with a field of every type,
 * and one template set made of texts. sample_render() gives the page, or the
 * message with which the set was refused.
 */
#ifndef TESTS_UNIT_RENDER_SAMPLE_H
#define TESTS_UNIT_RENDER_SAMPLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "base/record.h"
#include "base/view.h"
#include "render/templates.h"
#include "text/catalogue.h"

struct author {
	struct str name, login;
	bool is_admin;
	struct author *boss;
};

struct item {
	struct str title;
	int64_t n;
	struct author *author;
	struct str *tags;
	size_t n_tags;
};

struct sample_page {
	struct str site_title, lang, title;
	struct author *viewer;
};

struct sample {
	struct sample_page page;
	struct str text, empty, absent, url, login;
	struct html body;
	int64_t n, zero, one, maybe;
	bool has_maybe;
	int64_t time, never;
	bool has_never;
	bool yes, no;
	struct msg note, silence;
	struct author *author, *nobody;
	struct item *items;
	size_t n_items;
	struct item *none;
	size_t n_none;
	struct str *tags;
	size_t n_tags;
	struct str bytes;
};

#define AT(type, member) offsetof(struct type, member)

static const struct record author_record;
static const struct field author_fields[] = {
	{ "name", FIELD_TEXT, AT(author, name) },
	{ "login", FIELD_TEXT, AT(author, login) },
	{ "is_admin", FIELD_BOOL, AT(author, is_admin) },
	{ "boss", FIELD_RECORD, AT(author, boss), .record = &author_record },
};
static const struct record author_record = { "author", sizeof(struct author),
	author_fields, COUNT(author_fields) };

static const struct field item_fields[] = {
	{ "title", FIELD_TEXT, AT(item, title) },
	{ "n", FIELD_INT, AT(item, n) },
	{ "author", FIELD_RECORD, AT(item, author), .record = &author_record },
	{ "tags", FIELD_TEXTS, AT(item, tags), AT(item, n_tags) },
};
static const struct record item_record = { "item", sizeof(struct item),
	item_fields, COUNT(item_fields) };

static const struct field page_fields[] = {
	{ "site_title", FIELD_TEXT, AT(sample_page, site_title) },
	{ "lang", FIELD_TEXT, AT(sample_page, lang) },
	{ "title", FIELD_TEXT, AT(sample_page, title) },
	{ "viewer", FIELD_RECORD, AT(sample_page, viewer),
	    .record = &author_record },
};
static const struct record sample_page_record = { "page",
	sizeof(struct sample_page), page_fields, COUNT(page_fields) };

static const struct field sample_fields[] = {
	{ "text", FIELD_TEXT, AT(sample, text) },
	{ "empty", FIELD_TEXT, AT(sample, empty) },
	{ "absent", FIELD_TEXT, AT(sample, absent), .nullable = true },
	{ "url", FIELD_TEXT, AT(sample, url) },
	{ "login", FIELD_TEXT, AT(sample, login) },
	{ "body", FIELD_HTML, AT(sample, body) },
	{ "n", FIELD_INT, AT(sample, n) },
	{ "zero", FIELD_INT, AT(sample, zero) },
	{ "one", FIELD_INT, AT(sample, one) },
	{ "maybe", FIELD_INT, AT(sample, maybe), 0, AT(sample, has_maybe),
	    true },
	{ "time", FIELD_TIME, AT(sample, time) },
	{ "never", FIELD_TIME, AT(sample, never), 0, AT(sample, has_never),
	    true },
	{ "yes", FIELD_BOOL, AT(sample, yes) },
	{ "no", FIELD_BOOL, AT(sample, no) },
	{ "note", FIELD_MSG, AT(sample, note) },
	{ "silence", FIELD_MSG, AT(sample, silence) },
	{ "author", FIELD_RECORD, AT(sample, author),
	    .record = &author_record },
	{ "nobody", FIELD_RECORD, AT(sample, nobody),
	    .record = &author_record },
	{ "items", FIELD_LIST, AT(sample, items), AT(sample, n_items),
	    .record = &item_record },
	{ "none", FIELD_LIST, AT(sample, none), AT(sample, n_none),
	    .record = &item_record },
	{ "tags", FIELD_TEXTS, AT(sample, tags), AT(sample, n_tags) },
	{ "bytes", FIELD_BYTES, AT(sample, bytes) },
};
static const struct record sample_record = { "sample", sizeof(struct sample),
	sample_fields, COUNT(sample_fields) };

/* 8 June 2005, 07:05 UTC. */
#define SAMPLE_TIME INT64_C(1118214300000000)

static inline struct sample *
sample_new(struct arena *a)
{
	struct sample *s = ARENA_NEW(a, struct sample);

	s->page.site_title = STR("Sala & friends");
	s->page.lang = STR("en");
	s->page.title = STR("page's title");
	s->text = STR("a<b>&\"c'd");
	s->empty = STR("");
	s->url = STR("https://example.org/?a=1&b='\xE0\xB8\x81\" x");
	s->login = STR("somchai");
	s->body.text = STR("<p>Hi</p>");
	s->n = 1234;
	s->one = 1;
	s->time = SAMPLE_TIME;
	s->yes = true;
	s->note = (struct msg){ "Over {n} <{arg}>", 1000, STR("a&b") };
	s->author = ARENA_ARRAY(a, struct author, 2);
	s->author->name = STR("Somchai");
	s->author->login = STR("somchai");
	s->author->is_admin = true;
	s->author->boss = s->author + 1;
	s->author->boss->name = STR("Boss");
	s->page.viewer = s->author;
	s->n_tags = 3;
	s->tags = ARENA_ARRAY(a, struct str, 3);
	s->tags[0] = STR("x");
	s->tags[1] = STR("y&z");
	s->tags[2] = STR("\xE0\xB8\x81");
	s->n_items = 2;
	s->items = ARENA_ARRAY(a, struct item, 2);
	s->items[0] = (struct item){ .title = STR("First"),
		.n = 1,
		.author = s->author,
		.tags = s->tags,
		.n_tags = 2 };
	s->items[1] = (struct item){ .title = STR("Second"), .n = 2 };
	s->bytes = STR("raw");
	return s;
}

/* Templates and catalogues of one test. */
struct sample_set {
	const char *file; /* "t.html" */
	struct embedded files[8];
	size_t n_files;
	struct catalogues *cats;
	const char *dir;
};

static inline void
sample_file(struct sample_set *set, const char *path, const char *text)
{
	set->files[set->n_files++] =
	    (struct embedded){ path, text, strlen(text) };
}

static inline struct templates *
sample_load(struct sample_set *set, struct arena *a, struct str *error)
{
	const struct view view = { "sample", set->file, &sample_record,
		&sample_page_record };

	return templates_load(&(struct templates_options){ .dir = set->dir,
				  .views = &view,
				  .n_views = 1,
				  .cats = set->cats,
				  .arena = a,
				  .files = set->files,
				  .n_files = set->n_files },
	    error);
}

/* The page in the language, or the message of the refusal. */
static inline struct str
sample_render(struct sample_set *set, struct arena *a, const char *code,
    const struct sample *data)
{
	struct str error = { NULL, 0 };
	struct templates *t = sample_load(set, a, &error);
	struct buf out = { 0 };

	if (t == NULL)
		return error;
	templates_render(
	    t, 0, lang_find(set->cats, str_from(code)), data, &out);
	templates_free(t);
	return buf_take(&out, a);
}

#endif
