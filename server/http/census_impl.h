/*
 * How many connections (or requests, behind a proxy) each address has now.
 */
#ifndef HTTP_CENSUS_IMPL_H
#define HTTP_CENSUS_IMPL_H

#include <stdbool.h>

#include "base/compiler.h"
#include "http/address_impl.h"

struct census;
struct census_entry;

struct census *census_new(void);
/* Everything must have been given back. */
void census_free(struct census *census);

/* NULL when the address already has `max` (0: no limit). */
MUST_CHECK
struct census_entry *census_take(
    struct census *census, const struct address *address, unsigned max);
/* NULL is left alone. */
void census_give_back(struct census *census, struct census_entry *entry);

#endif
