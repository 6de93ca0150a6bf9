/* Clocks and the Gregorian calendar. */
#include "base/clock.h"

#include <time.h>

#include "../tap.h"

/* Against the C library, through four centuries. */
static void
agrees(void)
{
	bool same = true, back = true;

	for (int64_t sec = -6000000000; sec < 7000000000; sec += 86399 * 3) {
		const struct civil c = civil_from_usec(sec * USEC_PER_SEC);
		const time_t t = (time_t)sec;
		struct tm tm;

		gmtime_r(&t, &tm);
		same = same && c.year == tm.tm_year + 1900 &&
		       c.month == tm.tm_mon + 1 && c.day == tm.tm_mday &&
		       c.hour == tm.tm_hour && c.minute == tm.tm_min &&
		       c.second == tm.tm_sec && c.weekday == tm.tm_wday;
		back = back && civil_to_usec(&c) == sec * USEC_PER_SEC;
	}
	ok(same, "the calendar agrees with gmtime");
	ok(back, "and goes back");
}

static void
moments(void)
{
	const struct civil leap =
	    civil_from_usec(INT64_C(951827696) * USEC_PER_SEC + 7);
	const struct civil before = civil_from_usec(-1);

	is_int(leap.month * 100 + leap.day, 229, "29 February 2000");
	is_int(leap.weekday, 2, "a Tuesday");
	is_int(leap.usec, 7, "microseconds");
	is_int(before.year, 1969, "just before the epoch");
	is_int(before.usec, 999999, "time runs forward there too");
}

static void
clocks(void)
{
	const int64_t mono = clock_mono_usec();

	ok(clock_mono_usec() >= mono, "monotonic time never goes back");
	ok(clock_wall_usec() > INT64_C(1600000000) * USEC_PER_SEC,
	    "wall time is in our age");
}

int
main(void)
{
	agrees();
	moments();
	clocks();
	return done_testing();
}
