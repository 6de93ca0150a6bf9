/* Catalogues: the .po format, plural rules, messages. */
#include "text/catalogue.h"

#include "base/utf8.h"

#include "check.h"

static void
use(const struct lang *lang)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < text_count(lang); i++) {
		const struct text_entry *e = text_at(lang, i);

		CHECK(text_find(lang, e->id) == e);
		CHECK(e->n_forms >= 1 && e->line > 0);
		for (int64_t n = -2; n < 12; n++) {
			const struct str text =
			    text_plural(lang, e->id, e->plural_id, n);

			CHECK(text.len > 0 && utf8_valid(text));
		}
		struct arena *a = arena_new();

		msg_text(&b, lang, msg_n(arena_cstr(a, e->id), 1234));
		arena_release(a);
	}
	for (int64_t n = 0; n < 200; n++)
		CHECK(lang_plural_form(lang, n) < lang->n_plurals);
	CHECK(lang_plural_form(lang, INT64_MIN) < lang->n_plurals);
	CHECK(lang_plural_form(lang, INT64_MAX) < lang->n_plurals);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct catalogues *cats = catalogues_new();
	struct buf error = { 0 };
	const bool good = catalogues_add(cats, "x.po", STR("en"),
	    (struct str){ (const char *)data, size }, &error);

	CHECK(good == (error.len == 0));
	if (good)
		use(catalogues_at(cats, 0));
	buf_release(&error);
	catalogues_free(cats);
	return 0;
}
