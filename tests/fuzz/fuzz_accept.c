/* The choice of a language by Accept-Language. */
#include "text/catalogue.h"

#include "check.h"

static const struct catalogues *
languages(void)
{
	static struct catalogues *cats;
	const struct str po = STR("msgid \"a\"\nmsgstr \"b\"\n");
	struct buf error = { 0 };

	if (cats == NULL) {
		cats = catalogues_new();
		CHECK(catalogues_add(cats, "x", STR("th"), po, &error));
		CHECK(catalogues_add(cats, "x", STR("pt-BR"), po, &error));
	}
	return cats;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct catalogues *cats = languages();
	const struct lang *th = lang_find(cats, STR("th"));
	const struct str header = { (const char *)data, size };
	const struct lang *best = lang_best(cats, header, th);
	const struct lang *rather = lang_best(cats, header, NULL);

	CHECK(best != NULL && best == catalogues_at(cats, best->index));
	/* What is chosen for itself is chosen whatever the fallback is. */
	CHECK(rather == NULL || best == rather || best == th);
	CHECK(rather != NULL || best == th);
	return 0;
}
