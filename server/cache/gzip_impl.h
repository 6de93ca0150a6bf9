/* The gzip form of a kept answer. */
#ifndef CACHE_GZIP_IMPL_H
#define CACHE_GZIP_IMPL_H

#include "cache/entry_impl.h"

/* Whether the next who takes gzip should make it: the second, that is. */
bool gzip_is_due(const struct entry *entry);

/*
 * Makes it on a pool thread. Meanwhile the entry is served as it is, and may
 * be taken out of the cache: the caller retains its arena.
 */
PARKS
void gzip_make(struct cache *cache, struct entry *entry, struct task *task);

#endif
