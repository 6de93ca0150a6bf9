/*
 * All changes of the zone's offset between 1900 and 2100 are asked of ICU
 * when the zone is set; a moment's offset is then a binary search, which any
 * thread may do. After 2100 the last known offset stays.
 */
#include "text/zone_impl.h"

#include <stdlib.h>
#include <unicode/ucal.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "text/icu_impl.h"

/* In ICU's milliseconds. */
#define YEAR_1900   (-2208988800000.0)
#define YEAR_2100   4102444800000.0
#define MAX_CHANGES 1024

struct change {
	int64_t usec; /* from then on ... */
	int offset_s;
};

static struct {
	struct change *changes;
	size_t n;
} zone;

static int
offset_at(UCalendar *calendar, UDate ms)
{
	UErrorCode status = U_ZERO_ERROR;

	ucal_setMillis(calendar, ms, &status);
	const int32_t offset = ucal_get(calendar, UCAL_ZONE_OFFSET, &status) +
			       ucal_get(calendar, UCAL_DST_OFFSET, &status);

	icu_check(status, "zone offset");
	return offset / 1000;
}

static void
load(UCalendar *calendar)
{
	UErrorCode status = U_ZERO_ERROR;
	UDate at = YEAR_1900;

	free(zone.changes);
	zone.changes = mem_array(MAX_CHANGES, sizeof(*zone.changes));
	zone.n = 0;
	do {
		const int offset_s = offset_at(calendar, at);

		/* Most transitions of old change a name only. */
		if (zone.n == 0 ||
		    zone.changes[zone.n - 1].offset_s != offset_s)
			zone.changes[zone.n++] =
			    (struct change){ (int64_t)at * USEC_PER_MS,
				    offset_s };
	} while (zone.n < MAX_CHANGES &&
		 ucal_getTimeZoneTransitionDate(
		     calendar, UCAL_TZ_TRANSITION_NEXT, &at, &status) &&
		 at < YEAR_2100);
	icu_check(status, "zone transitions");
}

bool
zone_set(struct str name)
{
	UErrorCode status = U_ZERO_ERROR;
	struct arena *a = arena_new();
	const struct u16 id = icu_from_utf8(a, name);
	UChar canonical[128];
	UBool known = false;

	ucal_getCanonicalTimeZoneID(
	    id.ptr, id.len, canonical, COUNT(canonical), &known, &status);
	UCalendar *calendar =
	    U_SUCCESS(status)
		? ucal_open(id.ptr, id.len, "en", UCAL_GREGORIAN, &status)
		: NULL;

	arena_release(a);
	if (U_FAILURE(status))
		return false;
	load(calendar);
	ucal_close(calendar);
	return true;
}

int
zone_offset_s(int64_t usec)
{
	size_t from = 0, to = zone.n;

	while (to - from > 1) {
		const size_t middle = from + (to - from) / 2;

		if (zone.changes[middle].usec <= usec)
			from = middle;
		else
			to = middle;
	}
	return zone.n > 0 ? zone.changes[from].offset_s : 0;
}
