/* What postmaster.pid tells; ends what an earlier life left running. */
#include "ops/cluster.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "ops/place.h"

enum {
	READY_WAIT_MS = 60000,
	POLL_MS = 20,
	QUIT_AFTER_MS = 20000,
	KILL_AFTER_MS = 30000
};

/* Is this process a postgres that works in the directory `dir`? */
static bool
lives_in(pid_t pid, const struct stat *dir)
{
	char path[64], program[512];
	const char *name;
	struct stat cwd;
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/cwd", (int)pid);
	if (stat(path, &cwd) != 0 || cwd.st_dev != dir->st_dev ||
	    cwd.st_ino != dir->st_ino)
		return false;
	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	len = readlink(path, program, sizeof(program) - 1);
	if (len <= 0)
		return false;
	program[len] = '\0';
	name = strrchr(program, '/');
	return name != NULL && strncmp(name, "/postgres", 9) == 0;
}

/* Sends a signal (0: none) to each process there; returns how many. */
static int
signal_all(const struct stat *dir, int signal)
{
	DIR *proc = opendir("/proc");
	int n = 0;

	if (proc == NULL)
		return 0;
	for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
		pid_t pid = (pid_t)atoi(entry->d_name);

		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    pid == getpid() || !lives_in(pid, dir))
			continue;
		n++;
		if (signal != 0)
			kill(pid, signal);
	}
	closedir(proc);
	return n;
}

/* The process that postmaster.pid names, if it is the postmaster. */
static pid_t
find_postmaster(const char *pid_file, const struct stat *dir)
{
	FILE *in = fopen(pid_file, "re");
	int pid = 0;

	if (in == NULL)
		return 0;
	if (fscanf(in, "%d", &pid) != 1)
		pid = 0;
	fclose(in);
	return pid > 0 && lives_in(pid, dir) ? pid : 0;
}

/*
 * A postmaster is asked to stop. Without one, what lives there are backends
 * whose postmaster was killed: they end as soon as they notice.
 */
static void
ask_to_stop(const char *pid_file, const struct stat *dir)
{
	pid_t postmaster = find_postmaster(pid_file, dir);

	if (postmaster != 0)
		kill(postmaster, SIGINT);
	else
		signal_all(dir, SIGTERM);
}

bool
cluster_end_old(const char *data_dir)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	char pid_file[4096];
	struct stat dir;

	if (stat(data_dir, &dir) != 0)
		return true;
	snprintf(pid_file, sizeof(pid_file), "%s/postmaster.pid", data_dir);
	for (int ms = 0; signal_all(&dir, 0) > 0; ms += POLL_MS) {
		if (ms == 0) {
			log_info("an earlier PostgreSQL still runs in %s: "
				 "stopping it",
			    data_dir);
			ask_to_stop(pid_file, &dir);
		} else if (ms == QUIT_AFTER_MS) {
			signal_all(&dir, SIGQUIT);
		} else if (ms >= KILL_AFTER_MS) {
			signal_all(&dir, SIGKILL);
		}
		nanosleep(&pause, NULL);
	}
	/* Its process is gone, but the number may be another's by now. */
	if (unlink(pid_file) != 0 && errno != ENOENT) {
		log_error("cannot remove %s: %s", pid_file, strerror(errno));
		return false;
	}
	return true;
}

/* The eighth line of postmaster.pid is its state (PostgreSQL's pidfile.h). */
bool
cluster_is_ready(const struct place *place)
{
	char text[4096] = "";
	FILE *in;
	int n = 0;

	snprintf(text, sizeof(text), "%s/postmaster.pid", place->data_dir);
	in = fopen(text, "re");
	if (in == NULL)
		return false;
	while (n < 8 && fgets(text, sizeof(text), in) != NULL)
		n++;
	fclose(in);
	return n == 8 && strncmp(text, "ready", 5) == 0;
}
