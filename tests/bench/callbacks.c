/*
 * Preloaded into a Sala by the benchmark: how long the callbacks of its loops
 * take. Processor time, because on a busy machine a wall clock tells of
 * others.
 *
 * Callbacks that take longer than LONG_USEC go to the file that
 * SALA_CALLBACKS names: one line "<process's name> <microseconds>" each.
 */
#include <sys/prctl.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

enum { LONG_USEC = 100 };

struct wrapped {
	event_callback_fn fn;
	void *arg;
};

static long long
cpu_usec(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

/* A measurement that misses something is none. */
static void
must(int good)
{
	if (!good)
		abort();
}

static void
note(long long usec)
{
	char name[17] = "", line[64];
	const char *path = getenv("SALA_CALLBACKS");
	const int fd = path ? open(path, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;

	prctl(PR_GET_NAME, name);
	const int len = snprintf(line, sizeof(line), "%s %lld\n", name, usec);

	must(fd >= 0 && write(fd, line, (size_t)len) == len);
	close(fd);
}

static void
run(evutil_socket_t fd, short what, void *arg)
{
	const struct wrapped w = *(struct wrapped *)arg;
	const long long began = cpu_usec();

	w.fn(fd, what, w.arg);
	if (cpu_usec() - began > LONG_USEC)
		note(cpu_usec() - began);
}

/* It stays for as long as the process does. */
static struct wrapped *
wrap(event_callback_fn fn, void *arg)
{
	struct wrapped *w = malloc(sizeof(*w));

	must(w != NULL);
	w->fn = fn;
	w->arg = arg;
	return w;
}

struct event *
event_new(struct event_base *base, evutil_socket_t fd, short events,
    event_callback_fn fn, void *arg)
{
	static __typeof__(event_new) *next;

	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "event_new");
	return next(base, fd, events, run, wrap(fn, arg));
}

int
event_assign(struct event *ev, struct event_base *base, evutil_socket_t fd,
    short events, event_callback_fn fn, void *arg)
{
	static __typeof__(event_assign) *next;

	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "event_assign");
	/* libevent's own are left alone; and those of event_new, which calls
	 * this, are wrapped already. */
	if (fn == run || base == NULL)
		return next(ev, base, fd, events, fn, arg);
	return next(ev, base, fd, events, run, wrap(fn, arg));
}
