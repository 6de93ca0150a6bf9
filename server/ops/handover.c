/* Writing and reading what is handed over. */
#include "ops/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/metrics.h"

#define VARIABLE "SALA_HANDOVER"
#define FORMAT	 "sala handover 1\n"
#define AGREED	 "agreed\n"

/* One line each: its name, a space, its value. */
static const struct text {
	const char *name;
	size_t offset;
} texts[] = {
	{ "program-id", offsetof(struct handover, program_id) },
	{ "dir", offsetof(struct handover, dir) },
	{ "state-dir", offsetof(struct handover, state_dir) },
	{ "runtime-dir", offsetof(struct handover, runtime_dir) },
	{ "socket-dir", offsetof(struct handover, socket_dir) },
	{ "option-state-dir", offsetof(struct handover, option_state_dir) },
	{ "option-runtime-dir", offsetof(struct handover, option_runtime_dir) },
	{ "option-user", offsetof(struct handover, option_user) },
};

static const struct number {
	const char *name;
	size_t offset;
} numbers[] = {
	{ "master", offsetof(struct handover, master) },
	{ "shared", offsetof(struct handover, shared_fd) },
	{ "keeper", offsetof(struct handover, keeper_fds[0]) },
	{ "keeper-end", offsetof(struct handover, keeper_fds[1]) },
	{ "lock", offsetof(struct handover, lock_fd) },
};

/* What each of the processes becomes. */
static const struct word {
	const char *name;
	enum process_role from, to;
} words[] = {
	{ "worker", PROCESS_WORKER, PROCESS_OLD_WORKER },
	{ "worker", PROCESS_OLD_WORKER, PROCESS_OLD_WORKER },
	{ "keeper", PROCESS_KEEPER, PROCESS_OLD_KEEPER },
	{ "keeper", PROCESS_OLD_KEEPER, PROCESS_OLD_KEEPER },
	{ "postgres", PROCESS_CLUSTER, PROCESS_CLUSTER },
};

static void *
member(const struct handover *h, size_t offset)
{
	return (char *)h + offset;
}

static void
put_processes(struct buf *b, const struct handover *h)
{
	for (int i = 0; i < h->n_processes; i++)
		for (size_t k = 0; k < COUNT(words); k++)
			if (words[k].from == h->processes[i].role)
				buf_fmt(b, "process %s %d %d " STR_FMT "\n",
				    words[k].name, (int)h->processes[i].pid,
				    h->processes[i].meter,
				    STR_ARG(h->processes[i].name));
}

static void
put(struct buf *b, const struct handover *h)
{
	buf_lit(b, FORMAT);
	for (size_t i = 0; i < COUNT(numbers); i++)
		buf_fmt(b, "%s %d\n", numbers[i].name,
		    *(int *)member(h, numbers[i].offset));
	for (size_t i = 0; i < COUNT(texts); i++) {
		const struct str *text = member(h, texts[i].offset);

		if (text->ptr != NULL)
			buf_fmt(b, "%s " STR_FMT "\n", texts[i].name,
			    STR_ARG(*text));
	}
	for (int i = 0; i < h->listening.n; i++)
		buf_fmt(b, "listen %d " STR_FMT "\n", h->listening.fds[i],
		    STR_ARG(h->listening.addresses[i]));
	put_processes(b, h);
}

int
handover_write(const struct handover *h)
{
	struct buf b = { 0 };
	int fd = memfd_create("sala-handover", MFD_CLOEXEC);

	put(&b, h);
	const struct str text = buf_view(&b);

	if (fd < 0 || write(fd, text.ptr, text.len) != (ssize_t)text.len) {
		log_error("no memory to hand over: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	buf_release(&b);
	return fd;
}

static struct str
read_all(int fd, struct arena *arena)
{
	struct stat st;
	char *bytes;

	if (fstat(fd, &st) != 0)
		return (struct str){ 0 };
	bytes = ARENA_ARRAY(arena, char, (size_t)st.st_size + 1);
	if (pread(fd, bytes, (size_t)st.st_size, 0) != st.st_size)
		return (struct str){ 0 };
	return (struct str){ bytes, (size_t)st.st_size };
}

bool
handover_is_agreed(int fd)
{
	struct arena *arena = arena_new();
	const bool agreed = str_ends(read_all(fd, arena), STR("\n" AGREED));

	arena_release(arena);
	return agreed;
}

static void
set_cloexec(const struct handover *h, int fd, int flag)
{
	const int others[] = { fd, h->shared_fd, h->keeper_fds[0],
		h->keeper_fds[1], h->lock_fd };

	for (size_t i = 0; i < COUNT(others); i++)
		if (others[i] >= 0)
			fcntl(others[i], F_SETFD, flag);
	for (int i = 0; i < h->listening.n; i++)
		fcntl(h->listening.fds[i], F_SETFD, flag);
}

void
handover_name(int fd)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", fd);
	setenv(VARIABLE, text, 1);
	fcntl(fd, F_SETFD, 0);
}

void
handover_open(const struct handover *h, int fd)
{
	handover_name(fd);
	set_cloexec(h, fd, 0);
}

void
handover_close(const struct handover *h, int fd)
{
	unsetenv(VARIABLE);
	set_cloexec(h, fd, FD_CLOEXEC);
	close(fd);
}

static bool
get_number(struct str text, int *out)
{
	int64_t n;

	if (!str_to_int64(text, &n) || n < -1 || n > INT32_MAX)
		return false;
	*out = (int)n;
	return true;
}

static bool
get_listen(struct handover *h, struct str value)
{
	struct listening *l = &h->listening;
	struct str fd;

	if (l->n == LISTEN_MAX || !str_cut(value, ' ', &fd, &value))
		return false;
	l->addresses[l->n] = value;
	return get_number(fd, &l->fds[l->n++]);
}

static bool
get_process(struct handover *h, struct str value)
{
	struct str word, pid, meter;
	const int n = h->n_processes;

	if (n == HANDOVER_MAX_PROCESSES ||
	    !str_cut(value, ' ', &word, &value) ||
	    !str_cut(value, ' ', &pid, &value) ||
	    !str_cut(value, ' ', &meter, &value) ||
	    !get_number(pid, &h->processes[n].pid) ||
	    !get_number(meter, &h->processes[n].meter) ||
	    h->processes[n].meter < 0 ||
	    h->processes[n].meter >= METRICS_METERS)
		return false;
	h->processes[n].name = value;
	for (size_t k = 0; k < COUNT(words); k++) {
		if (!str_is(word, words[k].name))
			continue;
		h->processes[h->n_processes++].role = words[k].to;
		return true;
	}
	return false;
}

static bool
get_line(struct handover *h, struct str name, struct str value)
{
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (str_is(name, numbers[i].name))
			return get_number(value, member(h, numbers[i].offset));
	for (size_t i = 0; i < COUNT(texts); i++) {
		if (!str_is(name, texts[i].name))
			continue;
		*(struct str *)member(h, texts[i].offset) = value;
		return true;
	}
	if (str_is(name, "listen"))
		return get_listen(h, value);
	return str_is(name, "process") && get_process(h, value);
}

/* NULL: it is no text of ours. Every text in it has a NUL behind it. */
static struct handover *
get(struct str text, struct arena *arena)
{
	struct handover *h = ARENA_NEW(arena, struct handover);
	struct str line, name, value;

	if (!str_starts(text, STR(FORMAT)))
		return NULL;
	str_cut(text, '\n', &line, &text);
	while (text.len > 0) {
		str_cut(text, '\n', &line, &text);
		if (!str_cut(line, ' ', &name, &value) ||
		    !get_line(h, name, arena_str(arena, value)))
			return NULL;
	}
	return h;
}

/* The text, if it was written by or for that process. */
static struct handover *
find(struct arena *arena, pid_t master, int *fd)
{
	const char *variable = getenv(VARIABLE);
	struct handover *h;

	if (variable == NULL || !get_number(str_from(variable), fd) || *fd < 3)
		return NULL;
	h = get(read_all(*fd, arena), arena);
	return h != NULL && h->master == master ? h : NULL;
}

struct handover *
handover_take(struct arena *arena)
{
	int fd;
	struct handover *h = find(arena, getpid(), &fd);

	if (h != NULL)
		handover_close(h, fd);
	return h;
}

struct handover *
handover_look(struct arena *arena, int *fd)
{
	return find(arena, getppid(), fd);
}

void
handover_agree(int fd)
{
	if (lseek(fd, 0, SEEK_END) < 0 ||
	    write(fd, AGREED, sizeof(AGREED) - 1) != sizeof(AGREED) - 1)
		log_error("cannot agree: %s", strerror(errno));
}

bool
handover_waits(void)
{
	const struct timespec pause = { .tv_sec = 1 };
	struct arena *arena = arena_new();
	int fd;
	const bool waits = find(arena, getpid(), &fd) != NULL;
	sigset_t end;

	arena_release(arena);
	if (!waits)
		return false;
	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigaddset(&end, SIGINT);
	/* They are blocked, as the master before us had them. */
	return sigtimedwait(&end, NULL, &pause) < 0;
}
