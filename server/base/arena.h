/*
 * A region of memory with one lifetime, usually a request's. Allocations are
 * zeroed, aligned for any type, and never freed singly: the arena goes away
 * as a whole with its last reference. Running out of memory aborts.
 *
 * Reference counted, by one thread at a time: a task that gives up while its
 * batch is in flight leaves its reference to the batch.
 *
 * In the sanitizer build (ARENA_MALLOC) every allocation is a malloc of its
 * own, so that each edge and each use after the end is seen.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena;

/* With one reference. */
struct arena *arena_new(void);
struct arena *arena_retain(struct arena *a);
void arena_release(struct arena *a);

/* Zeroed memory; ARENA_ARRAY checks the product. Size 0 gives a pointer too. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t n, size_t size);
#define ARENA_NEW(a, type)	((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))

/*
 * Copies. A NUL stands behind each (not counted). The copy of an absent str
 * is absent; as a C string it is "". arena_cstr does not look for NULs inside.
 */
struct str arena_str(struct arena *a, struct str s);
char *arena_cstr(struct arena *a, struct str s);
struct str arena_fmt(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

/* fn(arg) runs when the last reference goes, the last registered first. */
void arena_on_release(struct arena *a, void (*fn)(void *), void *arg);

/* Bytes handed out so far, for limits and statistics. */
size_t arena_used(const struct arena *a);

#endif
