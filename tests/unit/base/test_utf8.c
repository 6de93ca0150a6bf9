/* Strict UTF-8. */
#include "base/utf8.h"

#include "../tap.h"

static void
refuses(void)
{
	static const struct {
		struct str bytes;
		const char *what;
	} broken[] = {
		{ STR_INIT("\x80"), "a continuation byte alone" },
		{ STR_INIT("\xC0\x80"), "overlong NUL" },
		{ STR_INIT("\xC1\xBF"), "overlong, two bytes" },
		{ STR_INIT("\xE0\x9F\xBF"), "overlong, three bytes" },
		{ STR_INIT("\xF0\x8F\xBF\xBF"), "overlong, four bytes" },
		{ STR_INIT("\xED\xA0\x80"), "a high surrogate" },
		{ STR_INIT("\xED\xBF\xBF"), "a low surrogate" },
		{ STR_INIT("\xF4\x90\x80\x80"), "above U+10FFFF" },
		{ STR_INIT("\xF5\x80\x80\x80"), "a byte that begins nothing" },
		{ STR_INIT("\xFF"), "0xFF" },
		{ STR_INIT("\xE0\xB8"), "cut after two of three" },
		{ STR_INIT("\xF0\x9F\x99"), "cut after three of four" },
		{ STR_INIT("\xC3"), "cut after one of two" },
		{ STR_INIT("\xE0\xB8\x41"), "an ASCII byte in the middle" },
		{ STR_INIT("12345678\xE0\xB8"), "behind eight good bytes" },
	};

	for (size_t i = 0; i < COUNT(broken); i++) {
		struct str rest = broken[i].bytes;
		uint32_t cp;

		ok(!utf8_valid(rest), "refused: %s", broken[i].what);
		while (utf8_next(&rest, &cp))
			;
		ok(rest.len > 0, "stops before: %s", broken[i].what);
	}
}

/* Every scalar value there and back. */
static void
round_trip(void)
{
	bool same = true;
	char bytes[4];

	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		if (cp == 0xD800)
			cp = 0xE000;
		struct str s = { bytes, utf8_write(bytes, cp) };
		uint32_t got = 1;

		same = same && utf8_valid(s) && utf8_next(&s, &got) &&
		       got == cp && s.len == 0;
	}
	ok(same, "all 1,112,064 characters are written and read");
}

static void
counts(void)
{
	const struct str thai = STR("ศาลา ๑");
	struct str rest = STR("");
	uint32_t cp;

	is_int((long long)utf8_count(thai), 6, "six characters");
	is_int((long long)utf8_count(STR("")), 0, "none");
	is_str(utf8_truncate(thai, 4), "ศาลา", "four of them");
	is_str(utf8_truncate(thai, 99), "ศาลา ๑", "not more than there are");
	is_str(utf8_truncate(thai, 0), "", "none of them");
	ok(!utf8_next(&rest, &cp), "nothing at the end");
	is_int((long long)utf8_count(STR("\xFF\xFFx")), 3,
	    "a stray byte counts as one");
}

static void
cleanliness(void)
{
	ok(utf8_is_clean(STR("ศาลา 😀"), false), "text is clean");
	ok(!utf8_is_clean(STR("a\nb"), false), "a line feed in one line");
	ok(utf8_is_clean(STR("a\r\n\tb"), true), "is clean in many");
	ok(!utf8_is_clean(STR("a\0b"), true), "NUL");
	ok(!utf8_is_clean(STR("a\x1B[m"), true), "escape");
	ok(!utf8_is_clean(STR("\x7F"), true), "DEL");
	ok(!utf8_is_clean(STR("\xC2\x85"), true), "C1");
	ok(!utf8_is_clean(STR("\xEF\xBF\xBE"), true), "U+FFFE");
	ok(!utf8_is_clean(STR("\xEF\xB7\x90"), true), "U+FDD0");
	ok(!utf8_is_clean(STR("\xF0\x9F\xBF\xBF"), true), "U+1FFFF");
	ok(utf8_is_clean(STR("\xEF\xBF\xBD"), true), "U+FFFD is clean");
	ok(!utf8_is_clean(STR("a\xFF"), true), "broken UTF-8");
}

int
main(void)
{
	refuses();
	round_trip();
	counts();
	cleanliness();
	return done_testing();
}
