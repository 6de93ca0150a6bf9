/* Throttles of forms: how often somebody may do something. */
#ifndef WEB_THROTTLE_H
#define WEB_THROTTLE_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/shared.h"
#include "http/reply.h"

struct req;

/*
 * Counts one event of this kind by this key (an address, an account). False:
 * *out is the answer, 429 with what was written given back.
 */
MUST_CHECK
bool throttle_allows(struct req *, const char *kind, struct str key,
    struct throttle_rate, struct reply *out);

/* 503 for work that is refused because too much of it is waiting. */
struct reply reply_busy(struct req *);

#endif
