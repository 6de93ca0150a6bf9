/*
 * embed PREFIX FILE...: writes C that defines the table of base/embedded.h.
 * PREFIX is cut off each path; the table is sorted by what remains.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t prefix_len;

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(
	    *(char *const *)a + prefix_len, *(char *const *)b + prefix_len);
}

/* Octal escapes are closed after three digits, so no byte can run on. */
static long
write_bytes(FILE *in)
{
	long n = 0;

	for (int c; (c = getc(in)) != EOF; n++) {
		if (n % 60 == 0)
			fputs("\"\n\t\"", stdout);
		if (c == '\\' || c == '"' || c == '?' || c < 32 || c > 126)
			printf("\\%03o", c);
		else
			putchar(c);
	}
	return n;
}

static void
write_entry(const char *path)
{
	FILE *in = fopen(path, "rb");

	if (in == NULL) {
		perror(path);
		exit(1);
	}
	printf("\t{ \"%s\", \"", path + prefix_len);
	printf("\",\n\t    %ld },\n", write_bytes(in));
	fclose(in);
}

int
main(int argc, char **argv)
{
	if (argc < 2)
		return 1;
	prefix_len = strlen(argv[1]);
	qsort(argv + 2, (size_t)argc - 2, sizeof(*argv), compare_paths);
	puts("/* Made by gen/embed. */\n#include \"base/embedded.h\"\n");
	puts("const struct embedded embedded_files[] = {");
	for (int i = 2; i < argc; i++)
		write_entry(argv[i]);
	puts("\t{ NULL, NULL, 0 },\n};");
	printf("const size_t n_embedded_files = %d;\n", argc - 2);
	return 0;
}
