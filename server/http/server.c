/*
 * The server: its options, its beginning and its end.
 */
#include "http/server.h"

#include <sys/resource.h>

#include <assert.h>
#include <signal.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "http/conn_impl.h"
#include "loop/loop.h"

#define MAX_REFUSING 64

_Static_assert((int)ROUTE_MAX == (int)METRICS_ROUTES, "a meter for each");

struct http_options
http_options_default(void)
{
	return (struct http_options){
		.max_request_line_bytes = 8 << 10,
		.max_header_bytes = 32 << 10,
		.max_header_fields = 100,
		.max_memory_body_bytes = 256 << 10,
		.max_buffered_bytes = 64 << 20,
		.max_discard_bytes = 64 << 10,
		.header_ms = 10000,
		.body_ms = 30000,
		.body_bytes_per_s = 1024,
		.idle_ms = 60000,
		.write_ms = 30000,
		.write_bytes_per_s = 1024,
		.linger_ms = 5000,
		.request_ms = 60000,
		.drain_ms = 10000,
		.drain_idle_ms = 200,
		.max_connections_per_address = 1024,
		.max_requests = 4096,
		.reserved_fds = 64,
	};
}

/* Of the descriptors some are kept for the database, logs and files. */
static size_t
connections_that_fit(const struct http_options *o)
{
	struct rlimit limit;
	size_t fit = 1024;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		const size_t fds = limit.rlim_cur == RLIM_INFINITY
				       ? 1 << 20
				       : (size_t)limit.rlim_cur;
		const size_t reserved = (size_t)o->reserved_fds;

		fit = fds > 2 * reserved ? fds - reserved : fds / 2;
	}
	/* Some of them for telling others that it is full. */
	fit -= fit / 8 < MAX_REFUSING ? fit / 8 : MAX_REFUSING;
	if (o->max_connections > 0 && (size_t)o->max_connections < fit)
		return (size_t)o->max_connections;
	return fit;
}

static void
on_resume(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	accept_resume(arg);
}

static void on_drain_timer(evutil_socket_t, short, void *);

static void
set_limits(struct http_server *server)
{
	const struct http_options *o = &server->options;
	size_t line = o->max_request_line_bytes;
	size_t block = o->max_header_bytes;

	/* Offsets into a head are 16 bits wide. */
	if (line > HEAD_MAX_BYTES / 2)
		line = HEAD_MAX_BYTES / 2;
	if (block > HEAD_MAX_BYTES - line)
		block = HEAD_MAX_BYTES - line;
	server->limits = (struct head_limits){
		.line_bytes = line,
		.block_bytes = block,
		.fields = (unsigned)o->max_header_fields,
	};
	server->max_connections = connections_that_fit(o);
	server->max_refusing = server->max_connections / 8 < MAX_REFUSING
				   ? server->max_connections / 8 + 1
				   : MAX_REFUSING;
}

struct http_server *
http_server_new(struct loop *loop, const struct http_options *options,
    const struct route *const *tables, const struct http_hooks *hooks,
    void *app)
{
	struct http_server *server = MEM_NEW(struct http_server);
	struct buf error = { .ptr = NULL };

	server->router = router_new(tables, &error);
	if (server->router == NULL) {
		log_error(STR_FMT, STR_ARG(buf_view(&error)));
		buf_release(&error);
		free(server);
		return NULL;
	}
	if (!networks_read(&server->proxies, options->trusted_proxies)) {
		log_error("trusted-proxies is no list of networks: %s",
		    options->trusted_proxies);
		router_free(server->router);
		free(server);
		return NULL;
	}
	server->refs = 1;
	server->loop = loop;
	server->options = *options;
	if (hooks != NULL)
		server->hooks = *hooks;
	server->app = app;
	set_limits(server);
	server->wheel = wheel_new(loop, conn_expired);
	server->census = census_new();
	server->resume = evtimer_new(loop->base, on_resume, server);
	server->drain_timer = evtimer_new(loop->base, on_drain_timer, server);
	TAILQ_INIT(&server->idle);
	TAILQ_INIT(&server->active);
	server->scratch = mem_resize(NULL, SCRATCH_BYTES);
	/* Different after each start, so that logs can tell them apart. */
	server->next_id = (uint64_t)clock_wall_usec();
	/* A client that goes away is an error of writev, not a signal. */
	signal(SIGPIPE, SIG_IGN);
	return server;
}

static void
cut_all(struct conn_list *list)
{
	while (!TAILQ_EMPTY(list))
		conn_cut(TAILQ_FIRST(list));
}

struct http_server *
server_retain(struct http_server *server)
{
	server->refs++;
	return server;
}

void
server_release(void *arg)
{
	struct http_server *server = arg;

	if (--server->refs > 0)
		return;
	census_free(server->census);
	networks_release(&server->proxies);
	router_free(server->router);
	buf_release(&server->head);
	free(server->scratch);
	free(server);
}

void
http_server_free(struct http_server *server)
{
	if (server == NULL)
		return;
	server->draining = true;
	server->drained = NULL;
	accept_end(server);
	cut_all(&server->idle);
	cut_all(&server->active);
	event_free(server->resume);
	event_free(server->drain_timer);
	wheel_free(server->wheel);
	/* Requests at work hold references. */
	server_release(server);
}

/*
 * Draining. Whatever is left at the first end (of idle connections) and at
 * the second (of all) is cut.
 */
static bool
is_drained(const struct http_server *server)
{
	return server->n_connections == 0 && server->n_at_work == 0;
}

/*
 * Only wakes the drain: its callback may free the server, which is still on
 * the stack where the last connection went.
 */
void
server_conn_gone(struct http_server *server)
{
	if (server->drained != NULL) {
		if (is_drained(server))
			event_active(server->drain_timer, EV_TIMEOUT, 0);
	} else if (server->n_refusing < server->max_refusing) {
		accept_resume(server);
	}
}

static void
set_drain_timer(struct http_server *server, int64_t at_usec)
{
	int64_t left = at_usec - clock_mono_usec();

	if (left < 0)
		left = 0;
	const struct timeval tv = {
		.tv_sec = left / USEC_PER_SEC,
		.tv_usec = left % USEC_PER_SEC,
	};

	event_add(server->drain_timer, &tv);
}

static void
on_drain_timer(evutil_socket_t fd, short what, void *arg)
{
	struct http_server *server = arg;
	const int64_t now = clock_mono_usec();
	void (*drained)(void *) = server->drained;

	(void)fd, (void)what;
	if (drained == NULL)
		return;
	if (now >= server->drain_idle_end)
		(void)conn_cut_silent(server, 0, SIZE_MAX);
	if (now >= server->drain_end) {
		cut_all(&server->idle);
		cut_all(&server->active);
	}
	if (is_drained(server) || now >= server->drain_end) {
		server->drained = NULL;
		event_del(server->drain_timer);
		drained(server->drained_arg);
		return;
	}
	set_drain_timer(server, now < server->drain_idle_end
				    ? server->drain_idle_end
				    : server->drain_end);
}

static void
drain(struct http_server *server, int idle_ms, void (*done)(void *), void *arg)
{
	const int64_t now = clock_mono_usec();

	/* Who is in the kernel's queue already is still answered. */
	accept_last(server);
	accept_end(server);
	server->draining = true;
	server->drained = done;
	server->drained_arg = arg;
	server->drain_idle_end = now + idle_ms * USEC_PER_MS;
	server->drain_end = now + server->options.drain_ms * USEC_PER_MS;
	event_active(server->drain_timer, EV_TIMEOUT, 0);
}

void
http_server_drain(struct http_server *server, void (*done)(void *), void *arg)
{
	drain(server, server->options.drain_idle_ms, done, arg);
}

void
http_server_retire(struct http_server *server, void (*done)(void *), void *arg)
{
	drain(server, server->options.drain_ms, done, arg);
}

void
server_tell(struct http_server *server, const struct req *r,
    const struct reply *reply, const struct req_stats *stats)
{
	struct meter *meter = server->loop->meter;
	struct meter_route *route = &meter->routes[r->route_number];

	assert(stats->status >= 100 && stats->status <= 599);
	meter_add(&route->answers[stats->status / 100 - 1], 1);
	meter_note_usec(&route->usec, stats->total_usec);
	if (stats->body_bytes_in > 0)
		meter_add(&meter->http_bytes_in, stats->body_bytes_in);
	meter_add(&meter->http_bytes_out, stats->bytes_out);
	if (server->hooks.done != NULL)
		server->hooks.done(r, reply, stats);
}

struct http_counts
http_server_counts(const struct http_server *server)
{
	return (struct http_counts){
		.connections = server->n_connections,
		.idle = server->n_idle,
		.requests_at_work = server->n_at_work,
		.accepted = meter_get(&server->loop->meter->http_accepted),
		.refused = meter_get(&server->loop->meter->http_refused),
	};
}
