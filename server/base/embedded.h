/*
 * The files that the program carries inside: templates, catalogues, assets,
 * migrations. Paths are as in the source tree ("templates/post.html").
 * Everything is constant and lives as long as the program.
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *path;
	const char *bytes; /* a NUL stands behind the last one */
	size_t len;
};

/* All files, sorted by path. */
extern const struct embedded embedded_files[];
extern const size_t n_embedded_files;

/* The file of that path, or NULL. */
const struct embedded *embedded_find(const char *path);

#endif
