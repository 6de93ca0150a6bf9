/* Memory that aborts instead of failing. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static void *
check(void *got, size_t size)
{
	if (got == NULL) {
		log_error("out of memory: %zu bytes wanted", size);
		abort();
	}
	return got;
}

void *
mem_alloc(size_t size)
{
	if (size == 0)
		size = 1;
	return check(calloc(1, size), size);
}

void *
mem_array(size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		return check(NULL, SIZE_MAX);
	return mem_alloc(total);
}

void *
mem_resize(void *old, size_t size)
{
	if (size == 0)
		size = 1;
	return check(realloc(old, size), size);
}

char *
mem_cstr(const char *text)
{
	const size_t size = strlen(text) + 1;

	return memcpy(mem_alloc(size), text, size);
}
