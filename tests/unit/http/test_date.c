/* HTTP dates. */
#include "http/date_impl.h"

#include "../tap.h"

/* 2026-06-15 12:00 UTC */
#define NOW INT64_C(1781524800)

static void
reads(const char *text, int64_t wanted)
{
	int64_t sec = -1;

	ok(date_read(str_from(text), NOW, &sec), "%s is read", text);
	is_int(sec, wanted, "as this moment");
}

static void
refuses(const char *text)
{
	int64_t sec;

	ok(!date_read(str_from(text), NOW, &sec), "\"%s\" is no date", text);
}

static void
there_and_back(void)
{
	char text[DATE_BYTES + 1];
	int64_t back = 0, sec;

	for (sec = 0; sec < INT64_C(8000000000); sec += 12345679) {
		date_write(text, sec);
		if (!date_read(str_from(text), NOW, &back) || back != sec)
			break;
	}
	ok(sec >= INT64_C(8000000000), "written and read again: %s", text);
	date_write(text, 784111777);
	is_str(str_from(text), "Sun, 06 Nov 1994 08:49:37 GMT",
	    "the example of RFC 9110");
	date_write(text, 0);
	is_str(str_from(text), "Thu, 01 Jan 1970 00:00:00 GMT", "the first");
	date_write(text, INT64_C(99999999999999));
	is_int((long long)str_from(text).len, DATE_BYTES,
	    "never longer than its place");
}

int
main(void)
{
	reads("Sun, 06 Nov 1994 08:49:37 GMT", 784111777);
	reads("Sunday, 06-Nov-94 08:49:37 GMT", 784111777);
	reads("Sun Nov  6 08:49:37 1994", 784111777);
	reads("Sun Nov 16 08:49:37 1994", 784975777);
	reads("Thu, 01 Jan 1970 00:00:00 GMT", 0);
	reads("Thu, 29 Feb 2024 23:59:60 GMT", 1709251200);
	/* Two digits: never more than 50 years ahead. */
	reads("Monday, 01-Jan-76 00:00:00 GMT", INT64_C(3345062400));
	reads("Saturday, 01-Jan-77 00:00:00 GMT", 220924800);
	refuses("");
	refuses("now");
	refuses("Sun, 06 Nov 1994 08:49:37");
	refuses("Sun, 06 Nov 1994 08:49:37 GMT ");
	refuses("Sun, 06 Nov 1994 08:49:37 CET");
	refuses("Xyz, 06 Nov 1994 08:49:37 GMT");
	refuses("Sun, 06 Xyz 1994 08:49:37 GMT");
	refuses("Sun, 31 Nov 1994 08:49:37 GMT");
	refuses("Sun, 29 Feb 1994 08:49:37 GMT");
	refuses("Sun, 06 Nov 1994 24:00:00 GMT");
	refuses("Sun, 06 Nov 1994 08:60:00 GMT");
	refuses("Sun, 06 Nov 1994 08:49:61 GMT");
	refuses("Sun,  6 Nov 1994 08:49:37 GMT");
	refuses("Sun, 06-Nov-94 08:49:37 GMT");
	refuses("Sunday, 06 Nov 1994 08:49:37 GMT");
	refuses("Sun Nov 6 08:49:37 1994");
	there_and_back();
	return done_testing();
}
