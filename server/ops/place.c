/* Rights and directories. */
#include "ops/place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "ops/config.h"

static bool become(const struct passwd *);
static bool make_dir(const char *path, const struct passwd *owner);
static const char *home_state_dir(struct arena *);

static const char *
join(struct arena *arena, const char *dir, const char *name)
{
	return arena_fmt(arena, "%s/%s", dir, name).ptr;
}

/* The user that we shall be, or NULL with a line in the log. */
static const struct passwd *
find_user(const struct config *config)
{
	const char *wanted = config->ops.user.ptr;
	const struct passwd *user;

	if (geteuid() != 0) {
		user = getpwuid(geteuid());
		if (user == NULL)
			log_error("user id %u has no name in the system's "
				  "list of users",
			    (unsigned int)geteuid());
		return user;
	}
	user = getpwnam(wanted);
	if (user == NULL) {
		log_error("Sala does not work as root and there is no user "
			  "%s; make one with: useradd --system --user-group "
			  "--home-dir /var/lib/sala --shell /usr/sbin/nologin "
			  "%s",
		    wanted, wanted);
	} else if (user->pw_uid == 0) {
		log_error("user: %s is root", wanted);
		return NULL;
	}
	return user;
}

static void
name_files(struct place *place)
{
	struct arena *arena = place->arena;

	place->data_dir = join(arena, place->state_dir, "postgres");
	place->new_data_dir = join(arena, place->state_dir, "postgres.new");
	place->socket_link = join(arena, place->state_dir, "sockets");
}

/* Chooses the directories; they are made later. */
static bool
choose_dirs(struct place *place, const struct config *config, bool is_root)
{
	struct arena *arena = config->arena;

	if (config->ops.state_dir.len > 0)
		place->state_dir = config->ops.state_dir.ptr;
	else
		place->state_dir =
		    is_root ? "/var/lib/sala" : home_state_dir(arena);
	if (config->ops.runtime_dir.len > 0)
		place->runtime_dir = config->ops.runtime_dir.ptr;
	else
		place->runtime_dir = is_root ? "/run/sala" : NULL;
	if (place->state_dir == NULL) {
		log_error("no place for the database: neither state-dir nor "
			  "XDG_STATE_HOME nor HOME is set");
		return false;
	}
	name_files(place);
	return true;
}

bool
place_enter(struct place *place, const struct config *config, bool private)
{
	const bool is_root = geteuid() == 0;
	const struct passwd *user = find_user(config);

	umask(077);
	*place = (struct place){ .arena = config->arena };
	if (user == NULL)
		return false;
	place->user = arena_cstr(config->arena, str_from(user->pw_name));
	if (private && (!choose_dirs(place, config, is_root) ||
			   !make_dir(place->state_dir, user) ||
			   (place->runtime_dir != NULL &&
			       !make_dir(place->runtime_dir, user))))
		return false;
	if (is_root && !become(user))
		return false;
	if (chdir("/") != 0)
		log_warn("cannot change to /: %s", strerror(errno));
	return true;
}

bool
place_take_over(struct place *place, const struct config *config,
    const char *state_dir, const char *runtime_dir)
{
	const struct passwd *user = find_user(config);

	if (user == NULL)
		return false;
	*place = (struct place){
		.state_dir = state_dir,
		.runtime_dir = runtime_dir,
		.user = arena_cstr(config->arena, str_from(user->pw_name)),
		.arena = config->arena,
	};
	if (state_dir != NULL)
		name_files(place);
	if (chdir("/") != 0)
		log_warn("cannot change to /: %s", strerror(errno));
	return true;
}

static const char *
home_state_dir(struct arena *arena)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state != NULL && state[0] == '/')
		return join(arena, state, "sala");
	if (home != NULL && home[0] == '/')
		return join(arena, home, ".local/state/sala");
	return NULL;
}

static bool
is_empty(const char *path)
{
	DIR *dir = opendir(path);
	int n = 0;

	if (dir == NULL)
		return false;
	while (n <= 2 && readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n <= 2; /* . and .. */
}

/* Makes the directory and those above it. The last one is the owner's own. */
static bool
make_dir(const char *path, const struct passwd *owner)
{
	char part[4096];
	size_t len = strlen(path);
	struct stat st;

	if (len >= sizeof(part)) {
		log_error("%s: the path is too long", path);
		return false;
	}
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, i == len ? 0700 : 0755) != 0 &&
		    errno != EEXIST) {
			log_error("cannot make %s: %s", part, strerror(errno));
			return false;
		}
	}
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		log_error("%s is not a directory", path);
		return false;
	}
	if (st.st_uid == owner->pw_uid)
		return true;
	/* Only a directory with nothing in it is given away. */
	if (geteuid() != 0 || st.st_uid != 0 || !is_empty(path) ||
	    chown(path, owner->pw_uid, owner->pw_gid) != 0) {
		log_error(
		    "%s belongs to another user than %s", path, owner->pw_name);
		return false;
	}
	return true;
}

static bool
become(const struct passwd *user)
{
	if (initgroups(user->pw_name, user->pw_gid) != 0 ||
	    setresgid(user->pw_gid, user->pw_gid, user->pw_gid) != 0 ||
	    setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0) {
		log_error(
		    "cannot become %s: %s", user->pw_name, strerror(errno));
		return false;
	}
	if (setuid(0) == 0)
		abort();
#ifdef SALA_SANITIZED
	/* The leak checker looks at its own process from a thread. */
	prctl(PR_SET_DUMPABLE, 1);
#endif
	setenv("HOME", "/", 1);
	setenv("USER", user->pw_name, 1);
	setenv("LOGNAME", user->pw_name, 1);
	log_info("started as root: gave up root's rights, "
		 "going on as the system user %s",
	    user->pw_name);
	return true;
}

/*
 * A POSIX record lock: it belongs to this process alone, so that a child
 * that outlives us does not hold it. The descriptor is left open: closing
 * any descriptor of the file would drop the lock.
 */
bool
place_lock(struct place *place, pid_t *held_by)
{
	const char *path = join(place->arena, place->state_dir, "lock");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	*held_by = 0;
	place->lock_fd = fd;
	if (fd < 0) {
		log_error("cannot open %s: %s", path, strerror(errno));
		return false;
	}
	if (fcntl(fd, F_SETLK, &lock) == 0)
		return true;
	if (errno != EACCES && errno != EAGAIN)
		log_error("cannot lock %s: %s", path, strerror(errno));
	else if (fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
		*held_by = lock.l_pid;
	close(fd);
	return false;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

bool
place_remove_tree(const char *path)
{
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) == 0 ||
	    errno == ENOENT)
		return true;
	log_error("cannot remove %s: %s", path, strerror(errno));
	return false;
}
