/*
 * Listening sockets: several connections a wake-up, no spinning when
 * descriptors run out, a polite 503 when there are too many connections.
 *
 * All workers accept on the same sockets. Whoever wakes first would take a
 * whole burst, and then work for all its life while the others rest; so who
 * has more connections than another leaves new ones alone for a moment.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "http/conn_impl.h"
#include "loop/loop.h"

/* Few enough that other events have their turn. */
#define ACCEPT_AT_ONCE 32
#define LEFT_MS	       2
#define MAX_SLACK      14
#define PAUSE_MS       100
/* Who has just come is given time to ask. */
#define OUSTED_AFTER USEC_PER_SEC

struct listener {
	struct listener *next;
	struct http_server *server;
	struct event *event;
};

static void
set_listening(struct http_server *server, bool on)
{
	for (struct listener *l = server->listeners; l; l = l->next)
		if (on)
			event_add(l->event, NULL);
		else
			event_del(l->event);
}

/* Tells the other processes how many connections there are here. */
static void
tell(struct http_server *server)
{
	const bool accepts =
	    server->listeners != NULL && server->accepting != ACCEPT_PAUSED;

	meter_set(&server->loop->meter->http_share,
	    accepts ? server->n_connections + 1 : 0);
}

void
accept_count(struct http_server *server, int more)
{
	server->n_connections += (size_t)more;
	tell(server);
}

static void
stop_listening(struct http_server *server, int ms)
{
	const struct timeval tv = { .tv_usec = ms * 1000 };

	set_listening(server, false);
	event_add(server->resume, &tv);
}

void
accept_pause(struct http_server *server)
{
	if (server->accepting == ACCEPT_PAUSED)
		return;
	server->accepting = ACCEPT_PAUSED;
	stop_listening(server, PAUSE_MS);
	tell(server);
}

void
accept_resume(struct http_server *server)
{
	if (server->accepting == ACCEPTING || server->draining)
		return;
	server->accepting = ACCEPTING;
	event_del(server->resume);
	set_listening(server, true);
	tell(server);
}

static void
leave(struct http_server *server, uint64_t fewest)
{
	server->accepting = ACCEPT_LEFT;
	server->accept_left_usec = clock_mono_usec();
	server->accept_left_fewest = fewest;
	stop_listening(server, LEFT_MS);
}

/* What was left just now is still there: the other has no time for it. */
static bool
was_left_in_vain(struct http_server *server, uint64_t fewest)
{
	const int64_t until =
	    server->accept_left_usec + 3 * LEFT_MS * USEC_PER_MS;

	return fewest <= server->accept_left_fewest &&
	       clock_mono_usec() < until;
}

static uint64_t
at_once(uint64_t n)
{
	return n < ACCEPT_AT_ONCE ? n : ACCEPT_AT_ONCE;
}

/*
 * How many to accept now; 0: they are left to who has fewer. One may have two
 * and an eighth more than another, but never many: most may be idle, and
 * those that come now be the busy ones. As many again are taken each time
 * that what was left is not.
 */
static uint64_t
share_of(struct http_server *server)
{
	const struct loop *loop = server->loop;
	const uint64_t own = server->n_connections;
	const uint64_t slack = 2 + (own / 8 < MAX_SLACK ? own / 8 : MAX_SLACK);
	const uint64_t fewest = loop->metrics != NULL
				    ? metrics_fewest(loop->metrics, loop->meter)
				    : UINT64_MAX;

	if (fewest == UINT64_MAX)
		return ACCEPT_AT_ONCE;
	if (own < fewest + slack)
		return at_once(fewest + slack - own);
	if (was_left_in_vain(server, fewest)) {
		server->accept_left_usec = 0;
		return at_once(slack);
	}
	leave(server, fewest);
	return 0;
}

/*
 * Makes room at the limit: the connection that has been idle longest gives
 * way, as its client would have to expect at any time (RFC 9112 §9.5).
 */
static bool
has_room(struct http_server *server)
{
	if (server->n_connections < server->max_connections)
		return true;
	return conn_cut_silent(server, OUSTED_AFTER, 1);
}

static void
serve(struct http_server *server, int fd, const struct address *peer)
{
	const bool proxy = networks_contain(&server->proxies, peer);
	struct census_entry *counted = NULL;
	bool welcome = has_room(server);

	if (welcome && !proxy) {
		counted = census_take(server->census, peer,
		    (unsigned)server->options.max_connections_per_address);
		welcome = counted != NULL;
	}
	struct conn *conn = conn_new(server, fd, peer, counted);
	const bool outermost = conn_enter(conn);

	meter_add(&server->loop->meter->http_accepted, 1);
	if (!welcome) {
		meter_add(&server->loop->meter->http_refused, 1);
		server->n_refusing++;
		conn->refusing = true;
		send_overloaded(conn, true);
	}
	conn_leave(conn, outermost);
}

/* At most once a second. */
static void
warn(struct http_server *server, const char *why)
{
	const int64_t now = clock_mono_usec();

	if (now < server->accept_warned_usec + USEC_PER_SEC)
		return;
	server->accept_warned_usec = now;
	log_warn("cannot accept connections: %s", why);
}

/* False when there is nothing more to accept now. */
static bool
accept_one(struct http_server *server, int listen_fd)
{
	struct sockaddr_storage from;
	socklen_t len = sizeof(from);

	memset(&from, 0, sizeof(from));
	const int fd = accept4(listen_fd, (struct sockaddr *)&from, &len,
	    SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd >= 0) {
		const struct address peer = address_from_socket(&from);

		serve(server, fd, &peer);
		return true;
	}
	switch (errno) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		warn(server, strerror(errno));
		if (conn_cut_silent(server, OUSTED_AFTER, 1))
			return true;
		accept_pause(server);
		return false;
	case ECONNABORTED:
	case EINTR:
	case EPROTO:
		return true;
	default:
		return false;
	}
}

static void
on_acceptable(evutil_socket_t fd, short what, void *arg)
{
	struct listener *listener = arg;
	struct http_server *server = listener->server;

	(void)what;
	for (uint64_t n = share_of(server); n > 0; n--) {
		/* Past this nobody is answered at all: the kernel's queue
		 * holds them until there is room. */
		if (server->n_refusing >= server->max_refusing) {
			accept_pause(server);
			return;
		}
		if (!accept_one(server, fd))
			return;
	}
}

void
http_server_listen_fd(struct http_server *server, int fd)
{
	struct listener *listener = MEM_NEW(struct listener);
	const int one = 1;

	/* Accepted sockets inherit it: no call for each of them. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	evutil_make_socket_nonblocking(fd);
	listener->server = server;
	listener->event = event_new(server->loop->base, fd,
	    EV_READ | EV_PERSIST, on_acceptable, listener);
	listener->next = server->listeners;
	server->listeners = listener;
	if (server->accepting == ACCEPTING)
		event_add(listener->event, NULL);
	tell(server);
}

void
accept_last(struct http_server *server)
{
	for (struct listener *l = server->listeners; l; l = l->next)
		while (server->accepting != ACCEPT_PAUSED &&
		       server->n_refusing < server->max_refusing)
			if (!accept_one(server, event_get_fd(l->event)))
				break;
}

void
accept_end(struct http_server *server)
{
	while (server->listeners != NULL) {
		struct listener *listener = server->listeners;

		server->listeners = listener->next;
		event_free(listener->event);
		free(listener);
	}
	event_del(server->resume);
	tell(server);
}
