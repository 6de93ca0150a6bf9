/* Listening sockets. */
#include "ops/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

/* A socket address of either family, and its length. */
struct address {
	struct sockaddr_storage storage;
	socklen_t len;
};

/* Splits at the last colon; an IPv6 host stands in brackets. */
static bool
split_host(struct str text, char *host, size_t size, int64_t *port)
{
	size_t colon = text.len;

	while (colon > 0 && text.ptr[colon - 1] != ':')
		colon--;
	if (colon < 2 || colon > size ||
	    !str_to_int64(str_slice(text, colon, text.len), port) ||
	    *port < 1 || *port > 65535)
		return false;
	memcpy(host, text.ptr, colon - 1);
	host[colon - 1] = '\0';
	return true;
}

static bool
parse(struct str text, struct address *out)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&out->storage;
	struct sockaddr_in *v4 = (struct sockaddr_in *)&out->storage;
	char host[64];
	size_t len;
	int64_t port;

	memset(out, 0, sizeof(*out));
	if (!split_host(text, host, sizeof(host), &port))
		return false;
	len = strlen(host);
	if (host[0] == '[' && host[len - 1] == ']') {
		host[len - 1] = '\0';
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		out->len = sizeof(*v6);
		return inet_pton(AF_INET6, host + 1, &v6->sin6_addr) == 1;
	}
	v4->sin_family = AF_INET;
	v4->sin_port = htons((uint16_t)port);
	out->len = sizeof(*v4);
	return inet_pton(AF_INET, host, &v4->sin_addr) == 1;
}

bool
listen_is_address(struct str text)
{
	struct address address;

	return parse(text, &address);
}

/* The socket, bound; or -1 with errno. */
static int
bind_one(const struct address *address)
{
	int on = 1;
	int fd = socket(address->storage.ss_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (address->storage.ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)&address->storage,
		address->len) == 0)
		return fd;
	on = errno;
	close(fd);
	errno = on;
	return -1;
}

/* Its socket, or -1. */
static int
find(const struct listening *had, const struct address *wanted)
{
	struct address address;

	for (int i = 0; had != NULL && i < had->n; i++)
		if (parse(had->addresses[i], &address) &&
		    memcmp(&address, wanted, sizeof(address)) == 0)
			return had->fds[i];
	return -1;
}

/* The address's place in out is taken when it is good. */
static bool
open_one(struct str text, const struct listening *had, struct listening *out)
{
	struct address address;

	if (out->n == LISTEN_MAX || !parse(text, &address)) {
		log_error("cannot listen on " STR_FMT, STR_ARG(text));
		return false;
	}
	const int old = find(had, &address);
	const int fd =
	    old >= 0 ? fcntl(old, F_DUPFD_CLOEXEC, 0) : bind_one(&address);

	if (fd < 0 || (old < 0 && listen(fd, SOMAXCONN) != 0)) {
		log_error("cannot listen on " STR_FMT ": %s", STR_ARG(text),
		    strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	out->addresses[out->n] = text;
	out->fds[out->n++] = fd;
	return true;
}

bool
listen_open(
    struct str addresses, const struct listening *had, struct listening *out)
{
	struct str text;

	out->n = 0;
	while (addresses.len > 0) {
		str_cut(addresses, ' ', &text, &addresses);
		if (text.len > 0 && !open_one(text, had, out)) {
			listen_close(out);
			return false;
		}
	}
	return true;
}

bool
listen_check(struct str addresses, const struct listening *had)
{
	struct address address;
	struct str text;
	bool good = true;

	while (addresses.len > 0) {
		str_cut(addresses, ' ', &text, &addresses);
		if (text.len == 0 || !parse(text, &address) ||
		    find(had, &address) >= 0)
			continue;
		const int fd = bind_one(&address);

		if (fd >= 0) {
			close(fd);
		} else if (had != NULL || errno != EADDRINUSE) {
			log_error("cannot listen on " STR_FMT ": %s",
			    STR_ARG(text), strerror(errno));
			good = false;
		}
	}
	return good;
}

void
listen_close(struct listening *listening)
{
	while (listening->n > 0)
		close(listening->fds[--listening->n]);
}
