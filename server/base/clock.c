/* Clocks and the Gregorian calendar. */
#include "base/clock.h"

#include <time.h>

#define DAY_USEC (86400 * USEC_PER_SEC)
/* The calendar repeats every 400 years. */
#define ERA_DAYS INT64_C(146097)
/* From 0000-03-01, where eras start, to 1970-01-01. */
#define DAYS_TO_EPOCH INT64_C(719468)

static int64_t
read_clock(clockid_t which)
{
	struct timespec ts;

	clock_gettime(which, &ts);
	return (int64_t)ts.tv_sec * USEC_PER_SEC + ts.tv_nsec / 1000;
}

int64_t
clock_wall_usec(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t
clock_mono_usec(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/* Division that rounds down, for moments before 1970. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/*
 * Years are counted from March, so that a leap day is the last day of its
 * year; days before month m (0 = March) are then (153 m + 2) / 5.
 */
struct civil
civil_from_usec(int64_t wall_usec)
{
	const int64_t days = floor_div(wall_usec, DAY_USEC);
	const int64_t in_day = wall_usec - days * DAY_USEC;
	const int64_t shifted = days + DAYS_TO_EPOCH;
	const int64_t era = floor_div(shifted, ERA_DAYS);
	const int64_t doe = shifted - era * ERA_DAYS;
	const int64_t yoe =
	    (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	const int month = (int)((5 * doy + 2) / 153);
	const int64_t seconds = in_day / USEC_PER_SEC;

	return (struct civil){
		.year = yoe + era * 400 + (month >= 10),
		.month = month < 10 ? month + 3 : month - 9,
		.day = (int)(doy - (153 * month + 2) / 5 + 1),
		.hour = (int)(seconds / 3600),
		.minute = (int)(seconds / 60 % 60),
		.second = (int)(seconds % 60),
		.usec = (int)(in_day % USEC_PER_SEC),
		.weekday = (int)(days + 4 - floor_div(days + 4, 7) * 7),
	};
}

int64_t
civil_to_usec(const struct civil *c)
{
	const int64_t year = c->year - (c->month <= 2);
	const int64_t era = floor_div(year, 400);
	const int64_t yoe = year - era * 400;
	const int month = c->month > 2 ? c->month - 3 : c->month + 9;
	const int64_t doy = (153 * month + 2) / 5 + c->day - 1;
	const int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	const int64_t days = era * ERA_DAYS + doe - DAYS_TO_EPOCH;
	const int64_t seconds =
	    days * 86400 + c->hour * 3600 + c->minute * 60 + c->second;

	return seconds * USEC_PER_SEC + c->usec;
}
