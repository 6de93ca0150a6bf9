/* Borrowed text. */
#include "base/str.h"

#include "../tap.h"

static void
compares(void)
{
	const struct str absent = { NULL, 0 };

	ok(str_eq(STR("sala"), STR("sala")), "equal texts");
	ok(!str_eq(STR("sala"), STR("salad")), "a longer one differs");
	ok(!str_eq(STR("sala"), STR("sals")), "another byte differs");
	ok(str_eq(absent, STR("")), "absent holds as little as empty");
	ok(!str_eq(STR("a\0b"), STR("a\0c")), "a NUL ends nothing");
	ok(str_is(STR("x"), "x") && !str_is(STR("x"), "xy"), "str_is");
	ok(str_eq_nocase(STR("Host"), STR("hOST")), "case of ASCII");
	ok(!str_eq_nocase(STR("K"), STR("\xE2\x84\xAA")),
	    "but of nothing else");
	ok(!str_eq_nocase(STR("[{"), STR("{[")), "brackets are no letters");
	ok(str_starts(STR("sala"), STR("sal")), "starts");
	ok(str_starts(STR("sala"), STR("")), "everything starts with nothing");
	ok(!str_starts(STR("sa"), STR("sal")), "too short to start so");
	ok(str_ends(STR("a.html"), STR(".html")), "ends");
	ok(!str_ends(STR("html"), STR(".html")), "too short to end so");
	ok(str_compare(STR("a"), STR("b")) < 0, "a before b");
	ok(str_compare(STR("a"), STR("ab")) < 0, "a before ab");
	ok(str_compare(STR("\xE0"), STR("z")) > 0, "bytes are unsigned");
	is_int(str_compare(absent, STR("")), 0, "absent beside empty");
}

static void
takes_apart(void)
{
	struct str head, tail;
	size_t at = 99;

	is_str(str_trim(STR(" \t\r\n x y \v\f")), "x y", "trimmed");
	is_str(str_trim(STR("  ")), "", "nothing remains");
	ok(str_cut(STR("a=b=c"), '=', &head, &tail), "cut at the first");
	is_str(head, "a", "before it");
	is_str(tail, "b=c", "behind it");
	ok(str_cut(STR("a="), '=', &head, &tail), "cut at the end");
	is_str(tail, "", "the tail is empty, not absent");
	ok(!str_cut(STR("abc"), '=', &head, &tail), "nowhere to cut");
	is_str(head, "abc", "all is head");
	is_str(tail, NULL, "no tail");
	is_str(str_slice(STR("sala"), 1, 3), "al", "slice");
	is_str(str_slice(STR("sala"), 2, 99), "la", "to the end at most");
	is_str(str_slice(STR("sala"), 9, 3), "", "never backwards");
	is_str(str_slice((struct str){ NULL, 0 }, 0, 5), NULL, "of nothing");
	ok(str_find(STR("a, b"), STR(", "), &at), "found");
	is_int((long long)at, 1, "at one");
	ok(!str_find(STR("a"), STR("ab"), &at), "not found");
	is_int((long long)at, 1, "and the place is left alone");
	is_str(str_from(NULL), NULL, "from no C string");
	is_str(str_from("x"), "x", "from a C string");
}

static void
reads_numbers(void)
{
	static const char *const refused[] = { "", "-", "-0", "00", "01", "+1",
		" 1", "1 ", "1a", "0x1", "1.0", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999",
		"\xE0\xB9\x91" };
	static const struct {
		const char *text;
		int64_t value;
	} read[] = {
		{ "0", 0 },
		{ "7", 7 },
		{ "-1", -1 },
		{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
	};
	int64_t n = 42;

	for (size_t i = 0; i < COUNT(refused); i++)
		ok(!str_to_int64(str_from(refused[i]), &n) && n == 42,
		    "\"%s\" is no number", refused[i]);
	for (size_t i = 0; i < COUNT(read); i++)
		ok(str_to_int64(str_from(read[i].text), &n) &&
			n == read[i].value,
		    "%s is a number", read[i].text);
}

int
main(void)
{
	compares();
	takes_apart();
	reads_numbers();
	return done_testing();
}
