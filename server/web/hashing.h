/*
 * Passwords hashed and compared on a pool thread, while other requests go on.
 * False: too many are waiting already; answer with reply_busy().
 */
#ifndef WEB_HASHING_H
#define WEB_HASHING_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/str.h"

struct req;

/* *hash, the string to store, is in the request's arena. */
PARKS
MUST_CHECK
bool hashing_hash(struct req *, struct str password, struct str *hash);
PARKS
MUST_CHECK
bool hashing_verify(
    struct req *, struct str hash, struct str password, bool *matches);

#endif
