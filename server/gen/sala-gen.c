/*
 * sala-gen OUTDIR FILE...: writes records.h, records.c, queries.h and
 * queries.c into OUTDIR from the declarations in the files. A file that
 * would not change is left alone, so that make compiles only what must be.
 */
#include "gen/sala-gen.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct block {
	struct block *next;
	max_align_t bytes[];
};

static const struct {
	const char *name;
	void (*write)(const struct gen *, FILE *);
} outputs[] = {
	{ "records.h", write_records_h },
	{ "records.c", write_records_c },
	{ "queries.h", write_queries_h },
	{ "queries.c", write_queries_c },
};

static void
die(const char *path)
{
	perror(path);
	exit(1);
}

void
fail(struct gen *g, struct where where, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: ", where.file, where.line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	putc('\n', stderr);
	g->errors++;
}

void *
gen_alloc(struct gen *g, size_t size)
{
	struct block *block = calloc(1, sizeof(*block) + size);

	if (block == NULL)
		die("sala-gen");
	block->next = g->blocks;
	g->blocks = block;
	return block->bytes;
}

char *
gen_text(struct gen *g, const char *from, size_t len)
{
	return memcpy(gen_alloc(g, len + 1), from, len);
}

/* Arrays double: full when their number is a power of two. */
void *
gen_grow(struct gen *g, void *array, size_t n, size_t size)
{
	void *grown;

	if (n & (n - 1))
		return array;
	grown = gen_alloc(g, (n ? 2 * n : 1) * size);
	return n ? memcpy(grown, array, n * size) : grown;
}

static char *
read_whole(struct gen *g, const char *path)
{
	FILE *in = fopen(path, "rb");
	char *text = NULL;
	size_t len, size = 1 << 16;

	if (in == NULL)
		die(path);
	for (;; size *= 2) {
		text = gen_alloc(g, size);
		rewind(in);
		len = fread(text, 1, size, in);
		if (len < size)
			break;
	}
	if (ferror(in))
		die(path);
	fclose(in);
	if (strlen(text) != len)
		fail(g, (struct where){ path, 1 }, "a NUL byte");
	return text;
}

static bool
is_same(const char *path, const char *text, size_t len)
{
	FILE *in = fopen(path, "rb");
	bool same = in != NULL;

	for (size_t i = 0; same && i < len; i++)
		same = getc(in) == (unsigned char)text[i];
	if (in != NULL) {
		same = same && getc(in) == EOF;
		fclose(in);
	}
	return same;
}

static void
write_output(const struct gen *g, const char *dir, size_t which)
{
	char path[4096], *text;
	size_t len;
	FILE *memory = open_memstream(&text, &len), *out;

	if (memory == NULL)
		die("sala-gen");
	outputs[which].write(g, memory);
	fclose(memory);
	snprintf(path, sizeof(path), "%s/%s", dir, outputs[which].name);
	if (!is_same(path, text, len)) {
		out = fopen(path, "wb");
		if (out == NULL || fwrite(text, 1, len, out) != len)
			die(path);
		if (fclose(out) != 0)
			die(path);
	}
	free(text);
}

static bool
ends(const char *path, const char *with)
{
	size_t len = strlen(path), n = strlen(with);

	return len > n && strcmp(path + len - n, with) == 0;
}

static void
read_file(struct gen *g, const char *path)
{
	if (ends(path, ".sql"))
		read_sql_file(g, path, read_whole(g, path));
	else if (ends(path, ".view"))
		read_view_file(g, path, read_whole(g, path));
	else
		fail(g, (struct where){ path, 1 },
		    "neither a .sql nor a .view file");
}

int
main(int argc, char **argv)
{
	struct gen g = { 0 };

	if (argc < 2) {
		fputs("usage: sala-gen OUTDIR FILE...\n", stderr);
		return 1;
	}
	for (int i = 2; i < argc; i++)
		read_file(&g, argv[i]);
	check_all(&g);
	if (g.errors == 0)
		for (size_t i = 0; i < sizeof(outputs) / sizeof(*outputs); i++)
			write_output(&g, argv[1], i);
	for (struct block *next; g.blocks != NULL; g.blocks = next) {
		next = g.blocks->next;
		free(g.blocks);
	}
	return g.errors != 0;
}
