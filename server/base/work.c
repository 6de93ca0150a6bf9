/*
 * Desks. One process writes, any may read: the id is stored last and taken
 * away first, and a reader who finds another id afterwards looks away. Who
 * sees a new field sees that the old id is gone.
 */
#include "base/work.h"

#include <stdbool.h>

#include "base/compiler.h"

#define put(place, value)                                                      \
	atomic_store_explicit((place), (value), memory_order_release)

struct work_item *
work_begin(struct work_desk *desk, const struct work_line *what)
{
	for (size_t i = 0; i < COUNT(desk->places); i++) {
		struct work_item *w = &desk->places[i];

		if (atomic_load_explicit(&w->id, memory_order_relaxed) != 0)
			continue;
		put(&w->began_usec, what->began_usec);
		put(&w->route, what->route);
		put(&w->method, what->method);
		put(&w->waits, (uint32_t)what->waits);
		put(&w->id, what->id);
		return w;
	}
	atomic_fetch_add_explicit(&desk->more, 1, memory_order_relaxed);
	return NULL;
}

void
work_end(struct work_desk *desk, struct work_item *work)
{
	if (work != NULL)
		put(&work->id, 0);
	else
		atomic_fetch_sub_explicit(&desk->more, 1, memory_order_relaxed);
}

static bool
copy(const struct work_item *w, struct work_line *out)
{
	out->id = atomic_load(&w->id);
	out->began_usec = atomic_load(&w->began_usec);
	out->route = atomic_load(&w->route);
	out->method = atomic_load(&w->method);
	out->waits = (enum work_wait)atomic_load(&w->waits);
	return out->id != 0 && atomic_load(&w->id) == out->id;
}

size_t
work_list(const struct work_desk *desk, struct work_line *out, uint64_t *more)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT(desk->places); i++)
		n += copy(&desk->places[i], &out[n]);
	*more = atomic_load(&desk->more);
	return n;
}

void
work_clear(struct work_desk *desk)
{
	for (size_t i = 0; i < COUNT(desk->places); i++)
		atomic_store(&desk->places[i].id, 0);
	atomic_store(&desk->more, 0);
}
