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
#include "base/view.h"
#include "render/templates.h"
#include "text/catalogue.h"

#include "sample_record.h"

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
