/* Names of people, and login names. */
#include "text/name.h"

#include "../tap.h"

static struct arena *a;

static void
cleaned(const char *name, const char *expected, const char *what)
{
	struct str out;
	const bool visible = name_clean(a, str_from(name), &out);

	is_str(out, expected, "%s", what);
	ok(visible == (expected[0] != '\0'), "%s: %s", what,
	    visible ? "visible" : "not visible");
}

static void
cleans(void)
{
	cleaned("สมศรี ใจดี", "สมศรี ใจดี", "a Thai name as it is");
	cleaned("  Anna \t\n Lee ", "Anna Lee", "single spaces");
	cleaned("admin\u202Efdp.exe", "adminfdp.exe", "right-to-left override");
	cleaned("\u2066a\u2069\u200E\u200F\u061C", "a", "all other directions");
	cleaned("a\u00AD\u2060\uFEFF"
		"b",
	    "ab", "soft hyphen and joiners");
	cleaned("\u200B\u200D \u3000", "", "nothing visible");
	cleaned("\u3164\u115F", "", "Hangul fillers");
	cleaned("\u2800", "", "blank Braille");
	cleaned("\u0301", "", "a mark alone");
	cleaned("", "", "nothing");
	cleaned("\x01\x1B", "", "controls");
	cleaned("👩‍👧 ❤️", "👩‍👧 ❤️", "emoji stay whole");
	cleaned("ក្រុម\u200Bយើង", "ក្រុម\u200Bយើង", "Khmer keeps its breaks");
	cleaned("Z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
	    "Z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
	    "eight marks are enough");
}

static void
scripts(void)
{
	static const char *const one[] = { "somsri", "สมศรี", "anna_lee-3",
		"สมศรี-๒", "สมศรี2", "ສົມສີ", "café", "Анна", "さくら花" };
	static const char *const mixed[] = { "аdmin" /* Cyrillic a */, "สมศรีx",
		"ກข", "1๑", "pаypal" };

	for (size_t i = 0; i < COUNT(one); i++)
		ok(text_is_one_script(str_from(one[i])), "one script: %s",
		    one[i]);
	for (size_t i = 0; i < COUNT(mixed); i++)
		ok(!text_is_one_script(str_from(mixed[i])), "mixed: %s",
		    mixed[i]);
}

static bool
alike(const char *x, const char *y)
{
	return str_eq(name_key(a, str_from(x)), name_key(a, str_from(y)));
}

static void
keys(void)
{
	static const char *const same[][2] = {
		{ "Admin", "admin" },
		{ "admin", "аdmin" },
		{ "alice", "aIice" },
		{ "alice", "ALICE" },
		{ "bob", "b0b" },
		{ "paypal", "paypa1" },
		{ "modern", "rnodern" },
		{ "ｗｉｄｅ", "wide" },
		{ "น้ำ", "น้\u0E4D\u0E32" },
		{ "café", "cafe\u0301" },
		{ "a\u200Bb", "ab" },
	};
	static const char *const differ[][2] = {
		{ "somsri", "somsak" },
		{ "สมศรี", "สมศักดิ์" },
		{ "anna", "ana" },
		{ "a-b", "ab" },
	};

	for (size_t i = 0; i < COUNT(same); i++)
		ok(alike(same[i][0], same[i][1]), "%s looks like %s",
		    same[i][0], same[i][1]);
	for (size_t i = 0; i < COUNT(differ); i++)
		ok(!alike(differ[i][0], differ[i][1]), "%s unlike %s",
		    differ[i][0], differ[i][1]);
	is_str(name_key(a, STR("")), "", "of nothing");
	is_str(login_key(a, STR("SomSri")), "somsri", "found in any case");
}

static void
logins(void)
{
	static const char *const good[] = { "somsri", "สมศรี", "a-b.c_d",
		"km2548", "ครูแดง", "น้ำฝน" };
	static const char *const bad[] = { "", "x", "-ab", "ab-", "a--b", "a b",
		"a@b", "a/b", ".ab", "аdmin2", "สมศรีx", "admin", "Root",
		"a\u200Bb", "\u0E48กก", "a-\u0E48ก", "a\xFF",
		"1234567890123456789012345678901" };
	struct msg why;

	for (size_t i = 0; i < COUNT(good); i++)
		ok(login_is_valid(str_from(good[i]), &why) && why.id == NULL,
		    "may be chosen: %s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++) {
		const bool valid = login_is_valid(str_from(bad[i]), &why);

		ok(!valid && why.id != NULL, "may not be chosen: %zu: %s", i,
		    why.id != NULL ? why.id : "?");
	}
}

int
main(void)
{
	a = arena_new();
	cleans();
	scripts();
	keys();
	logins();
	arena_release(a);
	return done_testing();
}
