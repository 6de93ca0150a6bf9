/*
 * Which of the kept answers a reader gets, told from the fields of the head
 * alone: before there is a request, and the same way afterwards.
 */
#ifndef WEB_VARIANT_H
#define WEB_VARIANT_H

#include "cache/cache.h"

/* For struct cache_options; arg is the struct app. *variant is the language,
 * without regard to an account's. */
enum cache_reader variant_of(
    void *app, const struct ready_ask *ask, struct str *variant);

#endif
