/* Finds files among those that the program carries. */
#include "base/embedded.h"

#include <stdlib.h>
#include <string.h>

static int
compare(const void *path, const void *file)
{
	return strcmp(path, ((const struct embedded *)file)->path);
}

const struct embedded *
embedded_find(const char *path)
{
	return bsearch(path, embedded_files, n_embedded_files,
	    sizeof(*embedded_files), compare);
}
