/* Dates. */
#include "text/date.h"

#include <stdlib.h>

#include "base/clock.h"
#include "text/locale_impl.h"
#include "text/zone_impl.h"

/* RFC 2822 §3.3: English whatever the reader's language. */
static const char *const weekday_names[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
	"Fri", "Sat" };
static const char *const month_names[] = { "Jan", "Feb", "Mar", "Apr", "May",
	"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

bool
date_set_zone(struct str name)
{
	return zone_set(name);
}

int
date_offset_s(int64_t usec)
{
	return zone_offset_s(usec);
}

static struct civil
local(int64_t usec)
{
	return civil_from_usec(usec + zone_offset_s(usec) * USEC_PER_SEC);
}

/* In the language's own digits, at least `least` of them. */
static void
show_number(struct buf *b, const struct locale *l, int64_t n, int least)
{
	if (n >= 10 || least > 1)
		show_number(b, l, n / 10, least - 1);
	buf_str(b, l->digits[llabs(n % 10)]);
}

void
date_show(struct buf *b, const struct lang *lang, int64_t usec)
{
	const struct locale *l = lang->locale;
	const struct civil c = local(usec);

	for (size_t i = 0; i < l->n_pieces; i++) {
		const struct date_piece *piece = &l->pieces[i];

		switch (piece->kind) {
		case PIECE_LITERAL:
			buf_str(b, piece->literal);
			break;
		case PIECE_DAY:
			show_number(b, l, c.day, piece->digits);
			break;
		case PIECE_MONTH:
			buf_str(b, l->months[c.month - 1]);
			break;
		case PIECE_YEAR:
			show_number(b, l, c.year + l->year_offset, 1);
			break;
		}
	}
}

void
time_show(struct buf *b, const struct lang *lang, int64_t usec)
{
	const struct civil c = local(usec);

	show_number(b, lang->locale, c.hour, 2);
	buf_char(b, ':');
	show_number(b, lang->locale, c.minute, 2);
}

void
datetime_show(struct buf *b, const struct lang *lang, int64_t usec)
{
	date_show(b, lang, usec);
	buf_char(b, ' ');
	time_show(b, lang, usec);
}

/* At least `least` digits. By hand: a page has many dates, printf is slow. */
static void
put_digits(struct buf *b, int64_t n, int least)
{
	char digits[24];
	char *const end = digits + sizeof(digits);
	char *at = end;

	for (int64_t left = llabs(n); left > 0 || end - at < least; left /= 10)
		*--at = (char)('0' + left % 10);
	if (n < 0)
		*--at = '-';
	buf_bytes(b, at, (size_t)(end - at));
}

static void
put_time(struct buf *b, const struct civil *c)
{
	put_digits(b, c->hour, 2);
	buf_char(b, ':');
	put_digits(b, c->minute, 2);
	buf_char(b, ':');
	put_digits(b, c->second, 2);
}

/* +07:00; the sign goes with both parts. */
static void
show_offset(struct buf *b, int offset_s, struct str between)
{
	const int minutes = abs(offset_s) / 60;

	buf_char(b, offset_s < 0 ? '-' : '+');
	put_digits(b, minutes / 60, 2);
	buf_str(b, between);
	put_digits(b, minutes % 60, 2);
}

void
date_iso(struct buf *b, int64_t usec)
{
	const struct civil c = local(usec);

	put_digits(b, c.year, 4);
	buf_char(b, '-');
	put_digits(b, c.month, 2);
	buf_char(b, '-');
	put_digits(b, c.day, 2);
	buf_char(b, 'T');
	put_time(b, &c);
	show_offset(b, zone_offset_s(usec), STR(":"));
}

static void
show_english(struct buf *b, const struct civil *c)
{
	buf_bytes(b, weekday_names[c->weekday], 3);
	buf_lit(b, ", ");
	put_digits(b, c->day, 2);
	buf_char(b, ' ');
	buf_bytes(b, month_names[c->month - 1], 3);
	buf_char(b, ' ');
	put_digits(b, c->year, 4);
	buf_char(b, ' ');
	put_time(b, c);
	buf_char(b, ' ');
}

void
date_rfc822(struct buf *b, int64_t usec)
{
	const struct civil c = local(usec);

	show_english(b, &c);
	show_offset(b, zone_offset_s(usec), STR(""));
}

void
date_http(struct buf *b, int64_t usec)
{
	const struct civil c = civil_from_usec(usec);

	show_english(b, &c);
	buf_lit(b, "GMT");
}
