/* Dates, times and numbers as people and machines read them. */
#include "text/date.h"

#include "base/clock.h"
#include "text/number.h"

#include "../tap.h"

static struct catalogues *cats;
static struct buf b;

/* 8 June 2005, 14:05:09 in Bangkok. */
static const int64_t moment = INT64_C(1118214309) * USEC_PER_SEC + 999999;

static const struct lang *
speak(const char *code)
{
	if (lang_find(cats, str_from(code)) == NULL &&
	    !catalogues_add(cats, "x.po", str_from(code),
		STR("msgid \"a\"\nmsgstr \"b\"\n"), &b))
		note("no %s", code);
	buf_reset(&b);
	return lang_find(cats, str_from(code));
}

static struct str
date(const char *code, int64_t usec)
{
	date_show(&b, speak(code), usec);
	return buf_view(&b);
}

static void
people(void)
{
	static const char *const thai_months[] = { "ม.ค.", "ก.พ.", "มี.ค.",
		"เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.",
		"ธ.ค." };
	struct arena *a = arena_new();

	is_str(date("th", moment), "8 มิ.ย. 2548", "in Thai");
	is_str(date("en", moment), "8 Jun 2005", "in English");
	datetime_show(&b, speak("th"), moment);
	is_str(buf_view(&b), "8 มิ.ย. 2548 14:05", "with the time");
	datetime_show(&b, speak("en"), moment);
	is_str(buf_view(&b), "8 Jun 2005 14:05", "in English too");
	for (int month = 1; month <= 12; month++) {
		const struct civil c = { 2024, month, 29 - (month == 2), 0, 0,
			0, 0, 0 };

		is_str(date("th", civil_to_usec(&c)),
		    arena_fmt(a, "%d %s 2567", c.day, thai_months[month - 1])
			.ptr,
		    "Thai month %d", month);
	}
	const struct civil eve = { 2005, 12, 31, 17, 0, 0, 0, 0 };

	is_str(date("th", civil_to_usec(&eve)), "1 ม.ค. 2549",
	    "the year begins at midnight of the site");
	time_show(&b, speak("en"), civil_to_usec(&eve));
	is_str(buf_view(&b), "00:00", "which is 00:00");
	arena_release(a);
}

/* CLDR may change its mind; what must be there is day, month and year. */
static void
neighbours(void)
{
	static const char *const codes[] = { "lo", "km", "vi", "id" };
	size_t at;

	for (size_t i = 0; i < COUNT(codes); i++) {
		const struct str got = date(codes[i], moment);

		ok(str_find(got, STR("8"), &at) &&
			str_find(got, STR("2005"), &at) && got.len >= 10,
		    "%s: " STR_FMT, codes[i], STR_ARG(got));
	}
	const struct str burmese = date("my", moment);

	ok(str_find(burmese, STR("၈"), &at) &&
		str_find(burmese, STR("၂၀၀၅"), &at),
	    "my: " STR_FMT, STR_ARG(burmese));
}

static void
machines(void)
{
	buf_reset(&b);
	date_iso(&b, moment);
	is_str(buf_view(&b), "2005-06-08T14:05:09+07:00", "RFC 3339");
	buf_reset(&b);
	date_rfc822(&b, moment);
	is_str(buf_view(&b), "Wed, 08 Jun 2005 14:05:09 +0700", "RFC 822");
	buf_reset(&b);
	date_http(&b, moment);
	is_str(buf_view(&b), "Wed, 08 Jun 2005 07:05:09 GMT", "HTTP");
}

static struct str
iso(int64_t sec)
{
	buf_reset(&b);
	date_iso(&b, sec * USEC_PER_SEC);
	return buf_view(&b);
}

static void
zones(void)
{
	is_str(iso(0), "1970-01-01T00:00:00+00:00", "UTC until it is set");
	ok(!date_set_zone(STR("Asia/Chumphon")), "no such zone");
	ok(!date_set_zone(STR("")), "nor is nothing one");
	ok(date_set_zone(STR("Europe/Berlin")), "Berlin");
	is_str(iso(1711846799), "2024-03-31T01:59:59+01:00", "winter ends");
	is_str(iso(1711846800), "2024-03-31T03:00:00+02:00", "summer begins");
	is_str(iso(1729990799), "2024-10-27T02:59:59+02:00", "summer ends");
	is_str(iso(1729990800), "2024-10-27T02:00:00+01:00", "winter again");
	ok(date_set_zone(STR("America/St_Johns")), "Newfoundland");
	is_str(iso(1705320000), "2024-01-15T08:30:00-03:30", "west, half hour");
	is_int(date_offset_s(INT64_C(1705320000) * USEC_PER_SEC), -12600,
	    "in seconds");
	ok(date_set_zone(STR("Asia/Bangkok")), "Bangkok");
}

static struct str
number(const char *code, int64_t n)
{
	const struct lang *lang = speak(code);

	number_show(&b, lang, n);
	return buf_view(&b);
}

static void
numbers(void)
{
	is_str(number("en", 0), "0", "zero");
	is_str(number("en", 999), "999", "three digits");
	is_str(number("en", 1000), "1,000", "four");
	is_str(number("th", 1234567), "1,234,567", "in Thai");
	is_str(number("vi", 1234567), "1.234.567", "in Vietnamese");
	is_str(number("en", -1000), "-1,000", "below zero");
	is_str(number("en", INT64_MIN), "-9,223,372,036,854,775,808", "least");
	is_str(number("my", 2005), "၂,၀၀၅", "in Burmese");
}

int
main(void)
{
	cats = catalogues_new();
	zones();
	people();
	neighbours();
	machines();
	numbers();
	buf_release(&b);
	catalogues_free(cats);
	return done_testing();
}
