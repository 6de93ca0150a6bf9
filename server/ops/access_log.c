/*
 * A line for each request. It is put together by hand: printf would take a
 * tenth of what a kept page costs.
 */
#include "ops/access_log.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/request.h"
#include "http/route.h"

enum { MAX_VALUE_BYTES = 1000, LINE_BYTES = 4 * MAX_VALUE_BYTES };

/* What does not fit is left out; every value has its bound, so all does. */
struct line {
	char bytes[LINE_BYTES];
	size_t len;
};

static void
put(struct line *l, struct str text)
{
	if (text.len > LINE_BYTES - l->len)
		text.len = LINE_BYTES - l->len;
	if (text.len > 0)
		memcpy(l->bytes + l->len, text.ptr, text.len);
	l->len += text.len;
}

/* A value without blanks; nothing is "-". */
static void
put_value(struct line *l, struct str value)
{
	const struct str shown = str_slice(value, 0,
	    value.len < MAX_VALUE_BYTES ? value.len : MAX_VALUE_BYTES);
	struct str part, rest = shown;

	if (shown.len == 0)
		put(l, STR("-"));
	while (str_cut(rest, ' ', &part, &rest)) {
		put(l, part);
		put(l, STR("%20"));
	}
	put(l, part);
}

/* In decimal, with at least so many digits. */
static void
put_number(struct line *l, uint64_t n, int digits)
{
	char text[20];
	size_t at = sizeof(text);

	for (; n > 0 || digits > 0; n /= 10, digits--)
		text[--at] = (char)('0' + n % 10);
	put(l, (struct str){ text + at, sizeof(text) - at });
}

static void
put_second(struct line *l, int64_t usec)
{
	const struct civil now = civil_from_usec(usec);
	const struct {
		int64_t n;
		int digits;
		struct str behind;
	} parts[] = {
		{ now.year, 4, STR("-") },
		{ now.month, 2, STR("-") },
		{ now.day, 2, STR("T") },
		{ now.hour, 2, STR(":") },
		{ now.minute, 2, STR(":") },
		{ now.second, 2, STR(".") },
	};

	for (size_t i = 0; i < COUNT(parts); i++) {
		put_number(l, (uint64_t)parts[i].n, parts[i].digits);
		put(l, parts[i].behind);
	}
}

/* Many lines have the same second. */
static void
put_time(struct line *l, int64_t usec)
{
	static struct line last;
	static int64_t last_second = -1;
	const int64_t second = usec / USEC_PER_SEC;

	if (second != last_second) {
		last.len = 0;
		put_second(&last, usec);
		last_second = second;
	}
	put(l, (struct str){ last.bytes, last.len });
	put_number(l, (uint64_t)(usec % USEC_PER_SEC / USEC_PER_MS), 3);
	put(l, STR("Z access"));
}

void
access_log(const struct req *r, const struct reply *reply,
    const struct req_stats *stats)
{
	const char *route = r->route != NULL ? r->route->path : "-";
	const struct {
		struct str name;
		uint64_t n;
	} numbers[] = {
		{ STR(" status="), (uint64_t)stats->status },
		{ STR(" in="), stats->body_bytes_in },
		{ STR(" out="), stats->bytes_out },
		{ STR(" us="), (uint64_t)stats->total_usec },
		{ STR(" db_us="), (uint64_t)stats->db_usec },
	};
	struct line l;

	l.len = 0;
	put_time(&l, clock_wall_usec());
	put(&l, STR(" id="));
	put_number(&l, r->id, 1);
	put(&l, STR(" client="));
	put_value(&l, r->client);
	put(&l, STR(" method="));
	put(&l, str_from(method_name(r->method)));
	put(&l, STR(" path="));
	put_value(&l, r->raw_path);
	for (size_t i = 0; i < COUNT(numbers); i++) {
		put(&l, numbers[i].name);
		put_number(&l, numbers[i].n, 1);
	}
	put(&l, STR(" route="));
	put(&l, str_from(route));
	log_raw_line((struct str){ l.bytes, l.len });
}
