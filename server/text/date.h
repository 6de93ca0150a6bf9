/*
 * Moments as people and machines read them. Moments are microseconds since
 * 1970 in UTC (base/clock.h); they are shown in the site's zone. People get
 * their own calendar: Thai readers the Buddhist era (Gregorian + 543).
 * Machine forms are Gregorian, their names English from fixed tables.
 *
 *				th			en
 *	date_show		8 มิ.ย. 2548		8 Jun 2005
 *	datetime_show		8 มิ.ย. 2548 14:05	8 Jun 2005 14:05
 */
#ifndef TEXT_DATE_H
#define TEXT_DATE_H

#include "base/buf.h"
#include "text/catalogue.h"

/*
 * The site's zone by its name ("Asia/Bangkok"), for the whole process; UTC
 * until it is set. False, and nothing changed, when there is no such zone. To
 * be called before other threads exist. ICU's data are used, so that no zone
 * files need be installed.
 */
MUST_CHECK
bool date_set_zone(struct str name);

/* Seconds to add to UTC at that moment. */
int date_offset_s(int64_t usec);

void date_show(struct buf *b, const struct lang *lang, int64_t usec);
void datetime_show(struct buf *b, const struct lang *lang, int64_t usec);
/* "14:05" */
void time_show(struct buf *b, const struct lang *lang, int64_t usec);

/* 2005-06-08T14:05:00+07:00 (RFC 3339), in the site's zone. */
void date_iso(struct buf *b, int64_t usec);
/* Wed, 08 Jun 2005 14:05:00 +0700 (RFC 822 with RFC 2822's year; for RSS) */
void date_rfc822(struct buf *b, int64_t usec);
/* Wed, 08 Jun 2005 07:05:00 GMT (RFC 9110 §5.6.7) */
void date_http(struct buf *b, int64_t usec);

#endif
