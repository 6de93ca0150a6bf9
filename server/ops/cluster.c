/* The private PostgreSQL: its socket, its start. */
#include "ops/cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "ops/place.h"

/* "/.s.PGSQL.5432" and "/.s.PGSQL.5432.lock" must fit behind it. */
enum { SOCKET_DIR_MAX = 107 - 20 };

static void remove_socket_dir(const char *dir);
static void name_connections(struct cluster *);
static const char *make_socket_dir(const struct place *);

bool
cluster_init(struct cluster *cluster, const struct place *place)
{
	char old[256];
	ssize_t len = readlink(place->socket_link, old, sizeof(old) - 1);

	*cluster = (struct cluster){ .place = place };
	if (len > 0) {
		old[len] = '\0';
		remove_socket_dir(old);
	}
	if (unlink(place->socket_link) != 0 && errno != ENOENT) {
		log_error("cannot remove %s: %s", place->socket_link,
		    strerror(errno));
		return false;
	}
	cluster->socket_dir = make_socket_dir(place);
	if (cluster->socket_dir == NULL)
		return false;
	if (symlink(cluster->socket_dir, place->socket_link) != 0) {
		log_error(
		    "cannot make %s: %s", place->socket_link, strerror(errno));
		return false;
	}
	name_connections(cluster);
	return true;
}

void
cluster_take_over(
    struct cluster *cluster, const struct place *place, const char *socket_dir)
{
	*cluster = (struct cluster){ .place = place, .socket_dir = socket_dir };
	name_connections(cluster);
}

bool
cluster_find_running(struct cluster *cluster, const struct place *place)
{
	char dir[256];
	ssize_t len = readlink(place->socket_link, dir, sizeof(dir) - 1);

	if (len <= 0)
		return false;
	*cluster = (struct cluster){ .place = place };
	cluster->socket_dir =
	    arena_str(place->arena, (struct str){ dir, (size_t)len }).ptr;
	name_connections(cluster);
	return true;
}

void
cluster_release(struct cluster *cluster)
{
	remove_socket_dir(cluster->socket_dir);
	unlink(cluster->place->socket_link);
}

/* Only what a postmaster puts there. */
static void
remove_socket_dir(const char *dir)
{
	static const char *const names[] = {
		".s.PGSQL.5432",
		".s.PGSQL.5432.lock",
	};
	int fd = open(dir, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	for (size_t i = 0; i < COUNT(names); i++)
		unlinkat(fd, names[i], 0);
	close(fd);
	rmdir(dir);
}

/* The directory is made anew; NULL: the log says why. */
static const char *
make_socket_dir(const struct place *place)
{
	const char *tmp = getenv("TMPDIR");
	char dir[SOCKET_DIR_MAX + 1];
	int len;
	bool made;

	if (tmp == NULL || tmp[0] != '/')
		tmp = "/tmp";
	if (place->runtime_dir != NULL)
		len = snprintf(
		    dir, sizeof(dir), "%s/postgres", place->runtime_dir);
	else
		len = snprintf(dir, sizeof(dir), "%s/sala-XXXXXX", tmp);
	if (len > SOCKET_DIR_MAX) {
		log_error("%s...: too long for a socket's directory; set "
			  "runtime-dir to a shorter path",
		    dir);
		return NULL;
	}
	if (place->runtime_dir != NULL) {
		remove_socket_dir(dir);
		made = mkdir(dir, 0700) == 0;
	} else {
		made = mkdtemp(dir) != NULL;
	}
	if (!made) {
		log_error("cannot make %s: %s", dir, strerror(errno));
		return NULL;
	}
	return arena_str(place->arena, str_from(dir)).ptr;
}

/* A value of a connection string, in quotes (libpq, 34.1.1.1). */
static void
put_value(struct buf *b, const char *value)
{
	buf_char(b, '\'');
	for (; *value != '\0'; value++) {
		if (*value == '\'' || *value == '\\')
			buf_char(b, '\\');
		buf_char(b, *value);
	}
	buf_char(b, '\'');
}

static struct str
conninfo_of(const struct cluster *cluster, const char *role)
{
	struct buf b = { 0 };

	buf_lit(&b, "host=");
	put_value(&b, cluster->socket_dir);
	buf_fmt(&b, " port=5432 dbname=sala user=%s", role);
	return buf_take(&b, cluster->place->arena);
}

static void
name_connections(struct cluster *cluster)
{
	cluster->conninfo = conninfo_of(cluster, "sala");
	cluster->owner_conninfo = conninfo_of(cluster, "sala_owner");
}

/* The major version in PG_VERSION; 0: there is no cluster; -1: unreadable. */
static int
cluster_version(const char *data_dir)
{
	char path[4096];
	FILE *in;
	int major = -1;

	snprintf(path, sizeof(path), "%s/PG_VERSION", data_dir);
	in = fopen(path, "re");
	if (in == NULL)
		return errno == ENOENT ? 0 : -1;
	if (fscanf(in, "%d", &major) != 1)
		major = -1;
	fclose(in);
	return major;
}

/*
 * Settings that are ours and not the administrator's: postgresql.conf stays
 * free for theirs, but these win. jit=off: compiling costs more than our
 * statements take, and needs memory that is writable and executable.
 */
static const char *const settings[] = {
	"listen_addresses=",
	"port=5432",
	"unix_socket_permissions=0700",
	"jit=off",
	"deadlock_timeout=50ms",
	"max_logical_replication_workers=0",
	"synchronous_commit=on",
	"timezone=UTC",
	"log_timezone=UTC",
	"log_destination=stderr",
	"logging_collector=off",
	"log_checkpoints=off",
	"log_line_prefix=%m postgres[%p]: ",
	"cluster_name=sala",
};

_Noreturn static void
become_postmaster(const struct cluster *cluster, const char *bin_dir)
{
	const char *argv[2 * COUNT(settings) + 10];
	const char *program =
	    arena_fmt(cluster->place->arena, "%s/postgres", bin_dir).ptr;
	size_t n = 0;

	argv[n++] = program;
	argv[n++] = "-D";
	argv[n++] = cluster->place->data_dir;
	argv[n++] = "-c";
	argv[n++] = arena_fmt(cluster->place->arena,
	    "unix_socket_directories=\"%s\"", cluster->socket_dir)
			.ptr;
	for (size_t i = 0; i < COUNT(settings); i++) {
		argv[n++] = "-c";
		argv[n++] = settings[i];
	}
	if (cluster->quiet) {
		argv[n++] = "-c";
		argv[n++] = "log_min_messages=fatal";
	}
	argv[n] = NULL;
	execv(program, (char *const *)argv);
	log_error("cannot execute %s: %s", program, strerror(errno));
	_exit(1);
}

_Noreturn void
cluster_run(const struct cluster *cluster)
{
	const struct place *place = cluster->place;
	char bin_dir[256];
	int major;

	if (!cluster_end_old(place->data_dir) ||
	    !cluster_end_old(place->new_data_dir))
		_exit(1);
	major = cluster_version(place->data_dir);
	if (major < 0) {
		log_error("%s/PG_VERSION cannot be read", place->data_dir);
		_exit(1);
	}
	if (!cluster_find_binaries(major, bin_dir, sizeof(bin_dir)))
		_exit(1);
	if (major == 0 && !cluster_make(place, bin_dir))
		_exit(1);
	become_postmaster(cluster, bin_dir);
}
