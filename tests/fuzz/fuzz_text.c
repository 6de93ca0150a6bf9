/* Slugs, names, excerpts of any text that the door lets in. */
#include "base/utf8.h"
#include "text/name.h"
#include "text/slug.h"
#include "text/words.h"

#include "check.h"

static void
make_slug(struct arena *a, struct str text)
{
	const struct str slug = slug_from_title(a, text);
	size_t at;

	CHECK(utf8_is_clean(slug, false));
	CHECK(utf8_count(slug) <= SLUG_MAX_CHARS);
	CHECK(!str_starts(slug, STR("-")) && !str_ends(slug, STR("-")));
	CHECK(!str_find(slug, STR("--"), &at));
	CHECK(!str_find(slug, STR("/"), &at));
	CHECK(!str_find(slug, STR("."), &at));
	CHECK(str_eq(slug_from_title(a, slug), slug));
	const struct str key = slug_key(a, text);

	CHECK(str_eq(slug_key(a, key), key));
}

static void
make_name(struct arena *a, struct str text)
{
	struct str once, twice;
	struct msg why;
	size_t at;

	if (name_clean(a, text, &once)) {
		CHECK(name_clean(a, once, &twice) && str_eq(once, twice));
		CHECK(!str_find(once, STR("\u202E"), &at));
		CHECK(utf8_is_clean(once, false));
	}
	name_key(a, text);
	text_is_one_script(text);
	CHECK(login_is_valid(text, &why) == (why.id == NULL));
	CHECK(slug_is_valid(text, &why) == (why.id == NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };
	struct arena *a = arena_new();

	if (utf8_is_clean(text, true)) {
		make_slug(a, text);
		make_name(a, text);
		for (size_t max = 2; max < 20; max += 3) {
			const struct str got = text_excerpt(a, text, max);

			CHECK(utf8_valid(got) && utf8_count(got) <= max);
		}
	}
	arena_release(a);
	return 0;
}
