/*
 * HTTP dates (RFC 9110 §5.6.7): written as IMF-fixdate, read in all three
 * forms. Seconds since 1970 in UTC.
 */
#ifndef HTTP_DATE_IMPL_H
#define HTTP_DATE_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

#define DATE_BYTES 29 /* "Sun, 06 Nov 1994 08:49:37 GMT" */

/* Exactly DATE_BYTES and a NUL. */
void date_write(char out[DATE_BYTES + 1], int64_t sec);

/* `now_sec` settles the century of a two-digit year. */
MUST_CHECK
bool date_read(struct str s, int64_t now_sec, int64_t *sec);

#endif
