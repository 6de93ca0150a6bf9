/*
 * Arenas: a list of chunks that double up to CHUNK_MAX; what is larger than
 * a quarter of a chunk gets one of its own behind the current one.
 */
#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define CHUNK_MIN ((size_t)4096)
#define CHUNK_MAX ((size_t)65536)
#define ALIGNMENT sizeof(max_align_t)

struct chunk {
	struct chunk *next;
	size_t size, used;
	max_align_t bytes[];
};

struct cleanup {
	struct cleanup *next;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	struct chunk *chunks; /* the first one is being filled */
	struct cleanup *cleanups;
	size_t used;
	unsigned refs;
};

static struct chunk *
chunk_new(size_t size)
{
	struct chunk *c = mem_resize(NULL, sizeof(*c) + size);

	c->next = NULL;
	c->size = size;
	c->used = 0;
	return c;
}

#ifdef ARENA_MALLOC

static void *
take(struct arena *a, size_t size)
{
	struct chunk *c = chunk_new(size);

	c->next = a->chunks;
	a->chunks = c;
	return c->bytes;
}

#else

static void *
take_alone(struct arena *a, size_t size)
{
	struct chunk *c = chunk_new(size);

	c->used = size;
	c->next = a->chunks->next;
	a->chunks->next = c;
	return c->bytes;
}

static void *
take(struct arena *a, size_t size)
{
	struct chunk *c = a->chunks;

	if (c == NULL || c->size - c->used < size) {
		size_t room = c == NULL ? CHUNK_MIN : c->size * 2;

		if (room > CHUNK_MAX)
			room = CHUNK_MAX;
		if (c != NULL && size > room / 4)
			return take_alone(a, size);
		while (room < size)
			room *= 2;
		c = chunk_new(room);
		c->next = a->chunks;
		a->chunks = c;
	}
	void *got = (char *)c->bytes + c->used;

	c->used += size;
	return got;
}

#endif

struct arena *
arena_new(void)
{
	struct arena *a = MEM_NEW(struct arena);

	a->refs = 1;
	return a;
}

struct arena *
arena_retain(struct arena *a)
{
	assert(a->refs > 0);
	a->refs++;
	return a;
}

void
arena_release(struct arena *a)
{
	if (a == NULL)
		return;
	assert(a->refs > 0);
	if (a->refs > 1) {
		a->refs--;
		return;
	}
	/* A clean-up may still allocate and register another one. */
	while (a->cleanups != NULL) {
		const struct cleanup *c = a->cleanups;

		a->cleanups = c->next;
		c->fn(c->arg);
	}
	for (struct chunk *c = a->chunks, *next; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

void *
arena_alloc(struct arena *a, size_t size)
{
	assert(a->refs > 0);
	if (size > SIZE_MAX / 2)
		return mem_array(size, SIZE_MAX); /* aborts */
	a->used += size;
#ifndef ARENA_MALLOC
	if (size == 0)
		size = 1;
	size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
#endif
	return memset(take(a, size), 0, size);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		total = SIZE_MAX;
	return arena_alloc(a, total);
}

struct str
arena_str(struct arena *a, struct str s)
{
	if (s.ptr == NULL)
		return s;
	return (struct str){ arena_cstr(a, s), s.len };
}

char *
arena_cstr(struct arena *a, struct str s)
{
	char *copy = arena_alloc(a, s.len + 1);

	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	return copy;
}

struct str
arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(len >= 0);
	char *text = arena_alloc(a, (size_t)len + 1);

	va_start(ap, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return (struct str){ text, (size_t)len };
}

void
arena_on_release(struct arena *a, void (*fn)(void *), void *arg)
{
	struct cleanup *c = ARENA_NEW(a, struct cleanup);

	c->fn = fn;
	c->arg = arg;
	c->next = a->cleanups;
	a->cleanups = c;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}
