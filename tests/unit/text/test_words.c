/* Words, graphemes, excerpts. */
#include "text/words.h"

#include <pthread.h>

#include "base/buf.h"
#include "base/utf8.h"

#include "../tap.h"

static const char story[] =
    "เมื่อวานนี้พวกเราเดินทางไปเยี่ยมโรงเรียนริมคลองหลังน้ำลด ครูใหญ่เล่าว่า"
    "เด็กนักเรียนช่วยกันล้างห้องสมุดและตากหนังสือไว้ใต้ต้นมะม่วงตลอดทั้งสัปดาห์";

static struct arena *a;

static void
excerpts(void)
{
	is_str(text_excerpt(a, STR("short"), 10), "short", "short as it is");
	is_str(text_excerpt(a, STR("  short \n"), 10), "short", "trimmed");
	is_str(text_excerpt(a, STR("ten chars."), 10), "ten chars.", "exactly");
	is_str(text_excerpt(a, STR("the quick brown fox"), 12), "the quick…",
	    "between words");
	is_str(text_excerpt(a, STR("the quick, brown fox"), 12), "the quick…",
	    "without a dangling comma");
	is_str(text_excerpt(a, STR("he said (loudly) no"), 10), "he said…",
	    "or an open bracket");
	is_str(text_excerpt(a, STR("incomprehensibilities"), 8), "incompr…",
	    "a word that is too long is cut");
	is_str(text_excerpt(a, STR(""), 8), "", "of nothing");
	is_str(text_excerpt(a, STR(" \u00A0\u200B "), 2), "", "of white space");
	is_str(
	    text_excerpt(a,
		STR("👩‍👩‍👧‍👦👩‍👩‍👧‍👦"), 8),
	    "👩‍👩‍👧‍👦…", "a family stays together");
	is_str(text_excerpt(a, STR("ab"), 2), "ab", "two of two");
	is_str(text_excerpt(a, STR("abc"), 2), "a…", "two of three");
}

static void
thai(void)
{
	bool whole = true, within = true, marked = true;

	is_str(text_excerpt(a, str_from(story), 20), "เมื่อวานนี้พวกเรา…",
	    "Thai between words");
	for (size_t max = 2; max < 160; max++) {
		const struct str got = text_excerpt(a, str_from(story), max);
		struct str rest = got;
		uint32_t c = 0;

		within = within && utf8_count(got) <= max && utf8_valid(got);
		/* The character after the cut is no mark. */
		if (str_ends(got, STR("…"))) {
			const size_t at = got.len - 3;

			rest = str_slice(str_from(story), at, sizeof(story));
			marked = marked && utf8_next(&rest, &c) &&
				 c != 0x0E31 && c != 0x0E33 &&
				 (c < 0x0E34 || c > 0x0E3A) &&
				 (c < 0x0E47 || c > 0x0E4E);
		} else {
			whole = whole && str_is(got, story);
		}
	}
	ok(within, "never longer than asked");
	ok(marked, "never before a mark or vowel sign");
	ok(whole, "all of it when it fits");
}

static void
endless(void)
{
	struct buf b = { 0 };

	for (int i = 0; i < 20000; i++)
		buf_lit(&b, "ก่");
	const struct str got = text_excerpt(a, buf_view(&b), 300);

	ok(utf8_count(got) <= 300 && utf8_count(got) > 100,
	    "a text without words");
	buf_reset(&b);
	buf_lit(&b, "x");
	for (int i = 0; i < 20000; i++)
		buf_lit(&b, "\u0301");
	ok(utf8_count(text_excerpt(a, buf_view(&b), 300)) <= 300,
	    "a letter with twenty thousand accents");
	buf_release(&b);
}

static void *
cut_many(void *arg)
{
	struct arena *own = arena_new();
	bool *same = arg;

	*same = true;
	for (int i = 0; i < 200; i++) {
		const struct str got = text_excerpt(own, str_from(story), 20);

		*same = *same && str_is(got, "เมื่อวานนี้พวกเรา…");
	}
	arena_release(own);
	return NULL;
}

static void
threads(void)
{
	pthread_t ids[4];
	bool same[4];

	for (size_t i = 0; i < COUNT(ids); i++)
		pthread_create(&ids[i], NULL, cut_many, &same[i]);
	for (size_t i = 0; i < COUNT(ids); i++)
		pthread_join(ids[i], NULL);
	ok(same[0] && same[1] && same[2] && same[3],
	    "four threads cut at once");
}

int
main(void)
{
	a = arena_new();
	text_prepare();
	excerpts();
	thai();
	endless();
	threads();
	arena_release(a);
	return done_testing();
}
