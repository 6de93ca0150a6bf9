/* Finding and executing the program. */
#include "ops/program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static struct str
working_dir(struct arena *arena)
{
	char *dir = getcwd(NULL, 0);
	const struct str copy =
	    arena_str(arena, dir != NULL ? str_from(dir) : STR("/"));

	free(dir);
	return copy;
}

/* As the shell found it. */
static const char *
search_path(const char *name, struct arena *arena)
{
	const char *path = getenv("PATH");
	struct str dir, rest = str_from(path != NULL ? path : "");

	while (rest.len > 0) {
		str_cut(rest, ':', &dir, &rest);
		const char *file =
		    arena_fmt(arena, STR_FMT "/%s", STR_ARG(dir), name).ptr;

		if (dir.len > 0 && dir.ptr[0] == '/' && access(file, X_OK) == 0)
			return file;
	}
	return NULL;
}

/* What runs, by its present name; an unlinked file has none. */
static const char *
running_file(struct arena *arena)
{
	char file[4096];
	const ssize_t len = readlink("/proc/self/exe", file, sizeof(file));

	if (len <= 0 || len == (ssize_t)sizeof(file))
		return "/proc/self/exe";
	return arena_str(arena, (struct str){ file, (size_t)len }).ptr;
}

/* Links are followed when it is executed: an upgrade may turn them. */
static const char *
find(const char *name, struct str dir, struct arena *arena)
{
	const char *file;

	if (name[0] == '/')
		return name;
	if (strchr(name, '/') != NULL)
		return arena_fmt(arena, STR_FMT "/%s", STR_ARG(dir), name).ptr;
	file = search_path(name, arena);
	return file != NULL ? file : running_file(arena);
}

void
program_init(
    struct program *program, char **argv, struct str dir, struct arena *arena)
{
	struct stat st;

	*program = (struct program){ .argv = argv, .dir = dir };
	if (dir.ptr == NULL)
		program->dir = working_dir(arena);
	program->path = find(argv[0], program->dir, arena);
	if (stat("/proc/self/exe", &st) == 0)
		program->id = arena_fmt(arena, "%jx:%jx:%jx:%jx.%lx",
		    (uintmax_t)st.st_dev, (uintmax_t)st.st_ino,
		    (uintmax_t)st.st_size, (uintmax_t)st.st_mtim.tv_sec,
		    (unsigned long)st.st_mtim.tv_nsec);
}

void
program_execute(const struct program *program, const char *flag)
{
	size_t n = 0;
	const char **argv;

	while (program->argv[n] != NULL)
		n++;
	argv = calloc(n + 2, sizeof(*argv));
	if (argv == NULL)
		return;
	memcpy(argv, program->argv, n * sizeof(*argv));
	argv[0] = program->path;
	argv[n] = flag;
	if (chdir(program->dir.ptr) != 0)
		log_warn("cannot change to %s: %s", program->dir.ptr,
		    strerror(errno));
	execv(program->path, (char *const *)argv);
	log_error("cannot execute %s: %s", program->path, strerror(errno));
	free(argv);
	if (chdir("/") != 0)
		log_warn("cannot change to /: %s", strerror(errno));
}
