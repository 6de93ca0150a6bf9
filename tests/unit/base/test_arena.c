/* Regions of memory. */
#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "../tap.h"

static char order[8];

static void
remember(void *arg)
{
	strcat(order, arg);
}

static struct arena *late;

static void
allocate_late(void *arg)
{
	char *more = arena_alloc(late, 10000);

	memset(more, 'x', 10000);
	arena_on_release(late, remember, arg);
}

static void
allocates(void)
{
	struct arena *a = arena_new();
	bool zeroed = true, aligned = true, apart = true;
	unsigned char *last = NULL;

	for (size_t size = 0; size < 3000; size += 7) {
		unsigned char *p = arena_alloc(a, size);

		for (size_t i = 0; i < size; i++)
			zeroed = zeroed && p[i] == 0;
		aligned = aligned && (uintptr_t)p % sizeof(void *) == 0;
		apart = apart && p != last;
		memset(p, 0xAA, size);
		last = p;
	}
	ok(zeroed, "all memory is zero");
	ok(aligned, "all memory is aligned");
	ok(apart, "even nothing has a place of its own");
	char *large = arena_alloc(a, 1 << 20);

	memset(large, 1, 1 << 20);
	int *numbers = ARENA_ARRAY(a, int, 5);

	numbers[4] = 4;
	ok(arena_used(a) > 1 << 20, "what was handed out is counted");
	arena_release(a);
}

static void
copies(void)
{
	struct arena *a = arena_new();
	const struct str copy = arena_str(a, str_slice(STR("salad"), 0, 4));

	is_str(copy, "sala", "a copy");
	ok(copy.ptr[copy.len] == '\0', "with a NUL behind");
	is_str(arena_str(a, (struct str){ NULL, 0 }), NULL, "of nothing");
	is_str(arena_str(a, STR("")), "", "of empty");
	ok(strcmp(arena_cstr(a, (struct str){ NULL, 0 }), "") == 0,
	    "no text is an empty C string");
	is_str(arena_fmt(a, "%d of %s", 1, "two"), "1 of two", "formatted");
	arena_release(a);
}

static void
lives(void)
{
	struct arena *a = arena_new();
	char letters[] = "b\0a";

	arena_on_release(a, remember, letters + 2);
	arena_on_release(a, remember, letters);
	arena_retain(a);
	arena_release(a);
	is_str(str_from(order), "", "it lives while somebody holds it");
	arena_release(a);
	is_str(str_from(order), "ba", "the last registered runs first");
	late = arena_new();
	order[0] = '\0';
	arena_on_release(late, allocate_late, letters);
	arena_release(late);
	is_str(str_from(order), "b", "a clean-up may ask for another");
	arena_release(NULL);
}

int
main(void)
{
	allocates();
	copies();
	lives();
	return done_testing();
}
