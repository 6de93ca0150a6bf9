/*
 * Request bodies: in memory up to a limit, then in a file without a name.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "http/exchange_impl.h"

static void
body_release(void *arg)
{
	struct body *body = arg;

	body->server->buffered_bytes -= body->memory.len;
	buf_release(&body->memory);
	if (body->map != NULL)
		munmap(body->map, body->size);
	if (body->fd >= 0)
		close(body->fd);
}

void
body_init(struct body *body, struct http_server *server, struct arena *arena,
    uint64_t limit, bool wanted)
{
	body->server = server;
	body->fd = -1;
	body->limit = limit;
	body->wanted = wanted;
	buf_init(&body->memory, server->options.max_memory_body_bytes);
	arena_on_release(arena, body_release, body);
}

static const char *
temp_dir(const struct http_server *server)
{
	const char *dir = server->options.temp_dir;

	if (dir == NULL)
		dir = getenv("TMPDIR");
	return dir != NULL && dir[0] == '/' ? dir : "/tmp";
}

/* A file that is gone with its descriptor. */
static int
open_unnamed(const char *dir)
{
	char name[PATH_MAX];
	const int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
	/* The file system cannot: a name, for a moment. */
	if (snprintf(name, sizeof(name), "%s/sala-XXXXXX", dir) >=
	    (int)sizeof(name))
		return -1;
	const int named = mkostemp(name, O_CLOEXEC);

	if (named >= 0)
		unlink(name);
	return named;
}

static bool
write_all(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		const ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes = str_slice(bytes, (size_t)n, bytes.len);
	}
	return true;
}

/* What is in memory so far goes into a file. */
static bool
spool(struct body *body)
{
	const char *dir = temp_dir(body->server);

	body->fd = open_unnamed(dir);
	if (body->fd < 0 || !write_all(body->fd, buf_view(&body->memory))) {
		log_error("cannot spool a request's body in %s: %s", dir,
		    strerror(errno));
		return false;
	}
	body->server->buffered_bytes -= body->memory.len;
	buf_release(&body->memory);
	return true;
}

static bool
fits_memory(const struct body *body, size_t more)
{
	const struct http_options *o = &body->server->options;

	return body->memory.len + more <= o->max_memory_body_bytes &&
	       body->server->buffered_bytes + more <= o->max_buffered_bytes;
}

bool
body_add(struct body *body, struct str bytes)
{
	if (bytes.len > body->limit - body->size)
		return false;
	body->size += bytes.len;
	if (!body->wanted)
		return true;
	if (body->fd < 0 && fits_memory(body, bytes.len)) {
		buf_bytes(&body->memory, bytes.ptr, bytes.len);
		body->server->buffered_bytes += bytes.len;
		return true;
	}
	if (body->fd < 0 && !spool(body)) {
		body->failed = true;
		return false;
	}
	if (write_all(body->fd, bytes))
		return true;
	log_error("cannot spool a request's body: %s", strerror(errno));
	body->failed = true;
	return false;
}

bool
body_end(struct body *body)
{
	body->view = buf_view(&body->memory);
	if (body->fd < 0 || body->size == 0)
		return true;
	void *map = mmap(NULL, body->size, PROT_READ, MAP_PRIVATE, body->fd, 0);

	if (map == MAP_FAILED) {
		log_error("cannot map a request's body: %s", strerror(errno));
		body->failed = true;
		return false;
	}
	body->map = map;
	body->view = (struct str){ map, body->size };
	return true;
}
