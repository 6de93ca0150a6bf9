/*
 * Time. Wall times are microseconds since 1970-01-01 in UTC, as PostgreSQL's
 * timestamptz has them; monotonic times only count on and are the same in all
 * processes of the machine. Calendars and zones for people are text/date.h's.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#define USEC_PER_SEC INT64_C(1000000)
#define USEC_PER_MS  INT64_C(1000)

int64_t clock_wall_usec(void);
int64_t clock_mono_usec(void);

/*
 * A moment in the proleptic Gregorian calendar. Done by arithmetic: it needs
 * no zone files, so that sandboxed processes and any thread may call it.
 */
struct civil {
	int64_t year;
	int month; /* 1..12 */
	int day; /* 1..31 */
	int hour, minute, second, usec;
	int weekday; /* 0 = Sunday */
};

struct civil civil_from_usec(int64_t wall_usec);
/* Back again; weekday is not looked at. */
int64_t civil_to_usec(const struct civil *c);

#endif
