/*
 * Memory that does not fail: running out of it aborts the process with a line
 * in the log, because nothing useful can be answered then and the master
 * starts another. Requests use their arena (base/arena.h); these are for what
 * lives longer.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Zeroed; released with free(). mem_array checks the product. */
void *mem_alloc(size_t size);
void *mem_array(size_t n, size_t size);

/* As realloc(); new bytes are not zeroed. */
void *mem_resize(void *old, size_t size);

/* Copies a C string. */
char *mem_cstr(const char *text);

/* A new zeroed TYPE. */
#define MEM_NEW(type) ((type *)mem_alloc(sizeof(type)))

#endif
