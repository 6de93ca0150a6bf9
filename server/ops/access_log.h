/*
 * A line for each request, when its answer is on its way:
 *
 *	2026-11-22T03:17:24.747Z access id=41 client=127.0.0.1 method=GET
 *	path=/p/7-title status=200 in=0 out=8123 us=911 db_us=640
 *	route=/p/{id:int}-{slug}
 *
 * (on one line). The path is as it was sent, without its query, which may
 * hold what is nobody's business; no header and no cookie is logged.
 */
#ifndef OPS_ACCESS_LOG_H
#define OPS_ACCESS_LOG_H

#include "http/server.h"

/* A `done` hook. */
void access_log(
    const struct req *, const struct reply *, const struct req_stats *);

#endif
