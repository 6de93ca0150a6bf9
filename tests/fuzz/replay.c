/*
 * Runs a fuzz target over its corpus, as an ordinary test: what was found
 * once stays found, with any compiler. Linked with tests/fuzz/fuzz_NAME.c to
 * the program replay_NAME, it reads tests/fuzz/corpus/NAME/ (or the files that
 * it is given).
 */
#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#include "../unit/tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
replay(const char *path)
{
	FILE *in = fopen(path, "rb");
	struct buf input = { 0 };
	char *to;
	size_t n = 0;

	if (!ok(in != NULL, "%s", path))
		return;
	while ((to = buf_room(&input, 4096)) != NULL &&
	       (n = fread(to, 1, 4096, in)) > 0)
		input.len += n;
	fclose(in);
	/* A copy of its own, so that reading past its end is seen. */
	uint8_t *exact = malloc(input.len > 0 ? input.len : 1);

	memcpy(exact, input.ptr, input.len);
	LLVMFuzzerTestOneInput(exact, input.len);
	free(exact);
	buf_release(&input);
}

static void
replay_corpus(const char *program)
{
	const char *name = strstr(program, "replay_");
	const char *srcdir = getenv("SALA_SRCDIR");
	struct arena *a = arena_new();
	struct dirent **entries;
	const struct str dir = arena_fmt(a, "%s/tests/fuzz/corpus/%s",
	    srcdir != NULL ? srcdir : ".",
	    name != NULL ? name + strlen("replay_") : program);
	const int n = scandir(dir.ptr, &entries, NULL, alphasort);

	ok(n > 2, "%s has a corpus", program);
	for (int i = 0; i < n; i++) {
		if (entries[i]->d_name[0] != '.')
			replay(
			    arena_fmt(a, "%s/%s", dir.ptr, entries[i]->d_name)
				.ptr);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	arena_release(a);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	if (argc < 2)
		replay_corpus(argv[0]);
	return done_testing();
}
