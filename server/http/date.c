/*
 * HTTP dates.
 */
#include "http/date_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "http/syntax_impl.h"

static const char day_names[7][10] = { "Sunday", "Monday", "Tuesday",
	"Wednesday", "Thursday", "Friday", "Saturday" };
static const char month_names[12][4] = { "Jan", "Feb", "Mar", "Apr", "May",
	"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* Four digits are all that the format has for the year. */
#define YEAR_10000_SEC INT64_C(253402300800)

void
date_write(char out[DATE_BYTES + 1], int64_t sec)
{
	if (sec < 0 || sec >= YEAR_10000_SEC)
		sec = 0;
	const struct civil c = civil_from_usec(sec * USEC_PER_SEC);

	snprintf(out, DATE_BYTES + 1, "%.3s, %02u %s %04u %02u:%02u:%02u GMT",
	    day_names[c.weekday], (unsigned)c.day % 100,
	    month_names[c.month - 1], (unsigned)c.year % 10000,
	    (unsigned)c.hour % 100, (unsigned)c.minute % 100,
	    (unsigned)c.second % 100);
}

/*
 * Reads by a picture: 'd' a digit of the day, 'y' of the year, 'h', 'm', 's'
 * of the time; '_' a space or a digit of the day; "bbb" the month's three
 * letters; all else stands for itself.
 */
static bool
read_month(struct str s, struct civil *c)
{
	for (int i = 0; i < 12; i++)
		if (str_is(s, month_names[i])) {
			c->month = i + 1;
			return true;
		}
	return false;
}

static bool
read_digit(char picture, char byte, struct civil *c)
{
	const int digit = byte - '0';

	if (!syntax_is(byte, SYNTAX_DIGIT))
		return false;
	switch (picture) {
	case 'd':
		c->day = c->day * 10 + digit;
		return true;
	case 'y':
		c->year = c->year * 10 + digit;
		return true;
	case 'h':
		c->hour = c->hour * 10 + digit;
		return true;
	case 'm':
		c->minute = c->minute * 10 + digit;
		return true;
	default:
		c->second = c->second * 10 + digit;
		return true;
	}
}

static bool
read_picture(struct str s, const char *picture, struct civil *c)
{
	if (s.len != strlen(picture))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		const char p = picture[i], byte = s.ptr[i];

		if (p == 'b') {
			if (!read_month(str_slice(s, i, i + 3), c))
				return false;
			i += 2;
		} else if (p == '_' && byte == ' ') {
			continue;
		} else if (p == '_') {
			if (!read_digit('d', byte, c))
				return false;
		} else if (strchr("dyhms", p) != NULL) {
			if (!read_digit(p, byte, c))
				return false;
		} else if (p != byte) {
			return false;
		}
	}
	return true;
}

/*
 * A day's name, whole (RFC 850) or its first three letters, and what follows.
 * Whether it fits the date is not asked: no reader does.
 */
static bool
cut_day_name(struct str *s, bool whole)
{
	for (int i = 0; i < 7; i++) {
		const struct str name =
		    str_slice(str_from(day_names[i]), 0, whole ? 10 : 3);

		if (!str_starts(*s, name))
			continue;
		*s = str_slice(*s, name.len, s->len);
		return true;
	}
	return false;
}

/* RFC 9110 §5.6.7: more than 50 years ahead means the past century. */
static void
settle_century(struct civil *c, int64_t now_sec)
{
	const int64_t now = civil_from_usec(now_sec * USEC_PER_SEC).year;

	c->year += now - now % 100;
	if (c->year > now + 50)
		c->year -= 100;
}

static bool
is_sound(const struct civil *c)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	const bool leap =
	    c->year % 4 == 0 && (c->year % 100 != 0 || c->year % 400 == 0);

	if (c->month == 2 && c->day == 29 && !leap)
		return false;
	/* 60 is a leap second. */
	return c->day >= 1 && c->day <= days[c->month - 1] && c->hour < 24 &&
	       c->minute < 60 && c->second <= 60;
}

bool
date_read(struct str s, int64_t now_sec, int64_t *sec)
{
	struct civil c = { 0 };
	struct str rest = s;
	bool good = false;

	if (cut_day_name(&rest, true) &&
	    read_picture(rest, ", dd-bbb-yy hh:mm:ss GMT", &c)) {
		settle_century(&c, now_sec);
		good = true;
	}
	if (!good && (rest = s, cut_day_name(&rest, false))) {
		memset(&c, 0, sizeof(c));
		good = read_picture(rest, ", dd bbb yyyy hh:mm:ss GMT", &c);
		if (!good) {
			memset(&c, 0, sizeof(c));
			good = read_picture(rest, " bbb _d hh:mm:ss yyyy", &c);
		}
	}
	if (!good || !is_sound(&c))
		return false;
	*sec = civil_to_usec(&c) / USEC_PER_SEC;
	return true;
}
