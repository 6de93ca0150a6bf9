/* Finds PostgreSQL's programs and makes a cluster with them. */
#include "ops/cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/log.h"
#include "ops/child.h"
#include "ops/place.h"

enum { OLDEST_MAJOR = 15 };

/* The first line that a command prints; false when it fails. */
static bool
ask(const char *command, char *out, size_t size)
{
	FILE *in = popen(command, "re");
	bool good;

	if (in == NULL)
		return false;
	good = fgets(out, (int)size, in) != NULL;
	if (pclose(in) != 0 || !good)
		return false;
	out[strcspn(out, "\n")] = '\0';
	return true;
}

/* What the programs in this directory are; 0 when they are not complete. */
static int
binaries_version(const char *dir)
{
	char path[300], command[320], line[200];
	int major;

	snprintf(path, sizeof(path), "%s/initdb", dir);
	if (strchr(dir, '\'') != NULL || access(path, X_OK) != 0)
		return 0;
	snprintf(command, sizeof(command), "'%s/postgres' --version", dir);
	if (!ask(command, line, sizeof(line)) ||
	    sscanf(line, "postgres (PostgreSQL) %d", &major) != 1)
		return 0;
	return major;
}

/* Keeps `dir` when it fits better than what is in `best`. */
static void
consider(const char *dir, int wanted, int *best_major, char *best, size_t size)
{
	int major = binaries_version(dir);

	if (major < OLDEST_MAJOR || major <= *best_major ||
	    (wanted != 0 && major != wanted) || strlen(dir) >= size)
		return;
	*best_major = major;
	strcpy(best, dir);
}

bool
cluster_find_binaries(int wanted, char *out, size_t size)
{
	char dir[256];
	glob_t found = { 0 };
	int major = 0;

	if (glob("/usr/lib/postgresql/*/bin", 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			consider(found.gl_pathv[i], wanted, &major, out, size);
	globfree(&found);
	if (major == 0 &&
	    ask("pg_config --bindir 2>/dev/null", dir, sizeof(dir)))
		consider(dir, wanted, &major, out, size);
	if (major != 0)
		return true;
	if (wanted != 0)
		log_error("the database was made by PostgreSQL %d, whose "
			  "programs are not installed",
		    wanted);
	else
		log_error(
		    "PostgreSQL %d or later is not installed", OLDEST_MAJOR);
	return false;
}

/* pg_hba.conf: over the socket, and only as the two roles. */
static const char hba_text[] = "# Made by Sala. TYPE DATABASE USER METHOD\n"
			       "local sala sala,sala_owner peer map=sala\n";

/* Behind what initdb wrote: a later line wins. */
static const char settings_text[] =
    "\n# Added by Sala when it made this cluster; yours to change.\n"
    "shared_buffers = 64MB\n"
    "huge_pages = off\n"
    "max_connections = 50\n"
    "max_wal_size = 512MB\n";

static bool
write_file(const struct place *place, const char *name, const char *mode,
    struct str text)
{
	const char *path =
	    arena_fmt(place->arena, "%s/%s", place->new_data_dir, name).ptr;
	FILE *out = fopen(path, mode);
	bool good;

	if (out == NULL) {
		log_error("cannot write %s: %s", path, strerror(errno));
		return false;
	}
	good = fwrite(text.ptr, 1, text.len, out) == text.len;
	good = fflush(out) == 0 && fsync(fileno(out)) == 0 && good;
	if (fclose(out) != 0 || !good) {
		log_error("cannot write %s: %s", path, strerror(errno));
		return false;
	}
	return true;
}

static bool
write_settings(const struct place *place)
{
	struct str ident = arena_fmt(place->arena,
	    "# Made by Sala. MAP SYSTEM-USER ROLE\n"
	    "sala \"%s\" sala\n"
	    "sala \"%s\" sala_owner\n",
	    place->user, place->user);

	return write_file(place, "pg_hba.conf", "we", str_from(hba_text)) &&
	       write_file(place, "pg_ident.conf", "we", ident) &&
	       write_file(
		   place, "postgresql.conf", "ae", str_from(settings_text));
}

static bool
run_initdb(const struct place *place, const char *bin_dir)
{
	const char *program = arena_fmt(place->arena, "%s/initdb", bin_dir).ptr;
	const char *const argv[] = { program, "--pgdata", place->new_data_dir,
		"--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8",
		"--data-checksums", "--auth=peer", "--no-instructions", NULL };

	return child_program(argv, STR(""));
}

/* The roles and the database, by the single-user server: so that nobody
 * needs to be let in as superuser. One statement a line. */
static bool
run_first_statements(const struct place *place, const char *bin_dir)
{
	const char *program =
	    arena_fmt(place->arena, "%s/postgres", bin_dir).ptr;
	const char *const argv[] = { program, "--single", "-D",
		place->new_data_dir, "-c", "exit_on_error=on", "-c",
		"log_checkpoints=off", "-c", "log_min_messages=error",
		"postgres", NULL };
	const struct embedded *file = embedded_find("sql/cluster.sql");

	return child_program(argv, (struct str){ file->bytes, file->len });
}

/* So that the new name survives a power failure. */
static void
sync_directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (fsync(fd) != 0)
		log_warn("cannot sync %s: %s", path, strerror(errno));
	close(fd);
}

bool
cluster_make(const struct place *place, const char *bin_dir)
{
	log_info("making the private PostgreSQL in %s", place->data_dir);
	if (!place_remove_tree(place->new_data_dir) ||
	    !run_initdb(place, bin_dir) || !write_settings(place) ||
	    !run_first_statements(place, bin_dir))
		return false;
	if (rename(place->new_data_dir, place->data_dir) != 0) {
		log_error("cannot rename %s: %s", place->new_data_dir,
		    strerror(errno));
		return false;
	}
	sync_directory(place->state_dir);
	return true;
}
