/*
 * A small server for the tests that speak raw HTTP: the real http/ and loop/
 * layers, a few routes, no database.
 *
 *	httpd_probe [option=value ...]
 *
 * Listens on a free port of 127.0.0.1, prints "port N", and drains on
 * SIGTERM. It ends by itself when its standard input ends, so that it never
 * outlives the test that started it. Options are those of struct
 * http_options (numbers), and trusted=NETWORKS.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/log.h"
#include "http/form.h"
#include "http/server.h"
#include "loop/loop.h"
#include "loop/task.h"

#define TEXT "text/plain; charset=utf-8"

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz";

static struct reply
text(struct req *r, struct str body)
{
	return reply_make(r, 200, TEXT, body);
}

static struct reply
show_hello(struct req *r)
{
	return text(r, STR("hello\n"));
}

/* What the server made of the request. */
static struct reply
show_request(struct req *r)
{
	return text(r,
	    arena_fmt(r->arena,
		"method=%s\npath=" STR_FMT "\nquery=" STR_FMT "\nhost=" STR_FMT
		"\nclient=" STR_FMT "\nhttps=%d\nlist=" STR_FMT
		"\ncookie=" STR_FMT "\nq=" STR_FMT "\n",
		method_name(r->method), STR_ARG(r->path), STR_ARG(r->query),
		STR_ARG(r->host), STR_ARG(r->client), r->https,
		STR_ARG(req_header(r, "x-list")), STR_ARG(req_cookie(r, "c")),
		STR_ARG(req_query(r, "q"))));
}

static struct reply
show_id(struct req *r)
{
	return text(
	    r, arena_fmt(r->arena, "id=%" PRId64 "\n", req_int(r, "id")));
}

static struct reply
show_slug(struct req *r)
{
	return text(r, arena_fmt(r->arena, "id=%" PRId64 " slug=" STR_FMT "\n",
			   req_int(r, "id"), STR_ARG(req_param(r, "slug"))));
}

/* 2005-06-08 07:05:09 UTC */
#define MODIFIED_USEC INT64_C(1118214309000000)

static struct reply
show_static(struct req *r)
{
	struct reply reply = text(r, str_from(alphabet));

	reply_validators(&reply, STR("v1"), MODIFIED_USEC);
	reply_header(&reply, "Cache-Control", STR("no-cache"));
	return reply;
}

static struct reply
show_big(struct req *r)
{
	const size_t n = (size_t)req_int(r, "n");
	char *body = arena_alloc(r->arena, n);

	memset(body, 'x', n);
	return text(r, (struct str){ body, n });
}

static struct reply
show_slow(struct req *r)
{
	if (!task_sleep(r->task, (int)req_int(r, "ms")))
		return reply_make(r, 503, TEXT, STR("deadline\n"));
	return text(r, STR("slept\n"));
}

static struct reply
show_empty(struct req *r)
{
	return reply_make(r, 204, NULL, STR(""));
}

static struct reply
redirect(struct req *r)
{
	return reply_redirect(r, 303, req_query(r, "to"));
}

static struct reply
set_things(struct req *r)
{
	struct reply reply = text(r, STR("set\n"));

	reply_header(&reply, "X-Value", req_query(r, "value"));
	reply_cookie(&reply, &(struct cookie){ .name = "c",
				 .value = req_query(r, "cookie"),
				 .max_age_s = 60,
				 .http_only = true,
				 .secure = true });
	return reply;
}

static struct reply
show_echo(struct req *r)
{
	return text(r, req_body(r));
}

static struct reply
show_pairs(struct req *r)
{
	struct buf out;
	size_t n;
	const struct req_pair *pairs = req_form_pairs(r, &n);

	buf_init(&out, 0);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "[" STR_FMT "]=[" STR_FMT "]\n",
		    STR_ARG(pairs[i].name), STR_ARG(pairs[i].value));
	return text(r, buf_take(&out, r->arena));
}

struct note_form {
	struct form base;
	struct str title, body;
	struct msg title_error, body_error;
	bool draft;
};

static const struct form_field note_fields[] = {
	{ .name = "title",
	    .kind = FORM_LINE,
	    .required = true,
	    .offset = offsetof(struct note_form, title),
	    .error_offset = offsetof(struct note_form, title_error),
	    .max_chars = 10 },
	{ .name = "body",
	    .kind = FORM_TEXT,
	    .offset = offsetof(struct note_form, body),
	    .error_offset = offsetof(struct note_form, body_error),
	    .max_bytes = 262144 },
	{ .name = "draft",
	    .kind = FORM_FLAG,
	    .offset = offsetof(struct note_form, draft) },
};

static const struct form_def note_form_def = {
	.name = "note",
	.size = sizeof(struct note_form),
	.fields = note_fields,
	.n_fields = COUNT(note_fields),
};

static struct reply
show_form(struct req *r)
{
	struct note_form form;
	const bool good = form_read(r, &note_form_def, &form);
	struct buf out;

	buf_init(&out, 0);
	buf_fmt(&out, "title=" STR_FMT "\ndraft=%d\nbytes=%zu\n",
	    STR_ARG(form.title), form.draft, form.body.len);
	for (size_t i = 0; i < form.base.n_errors; i++)
		buf_fmt(&out, "error " STR_FMT ": %s\n",
		    STR_ARG(form.base.errors[i].field),
		    form.base.errors[i].message.id);
	return reply_make(r, good ? 200 : 422, TEXT, buf_take(&out, r->arena));
}

static struct reply
show_counts(struct req *r)
{
	struct http_server **server = r->app;
	const struct http_counts c = http_server_counts(*server);

	return text(
	    r, arena_fmt(r->arena,
		   "connections=%zu\nidle=%zu\nat_work=%zu\naccepted=%" PRIu64
		   "\nrefused=%" PRIu64 "\n",
		   c.connections, c.idle, c.requests_at_work, c.accepted,
		   c.refused));
}

static const struct route routes[] = {
	{ METHOD_GET, "/", show_hello },
	{ METHOD_GET, "/request", show_request },
	{ METHOD_GET, "/any/{name}", show_request },
	{ METHOD_GET, "/any/static", show_static },
	{ METHOD_GET, "/p/{id:int}", show_id },
	{ METHOD_GET, "/p/{id:int}-{slug}", show_slug },
	{ METHOD_GET, "/static", show_static },
	{ METHOD_GET, "/big/{n:int}", show_big },
	{ METHOD_GET, "/slow/{ms:int}", show_slow },
	{ METHOD_GET, "/empty", show_empty },
	{ METHOD_GET, "/redirect", redirect },
	{ METHOD_GET, "/set", set_things },
	{ METHOD_GET, "/counts", show_counts },
	{ METHOD_POST, "/echo", show_echo, .raw_body = true },
	{ METHOD_POST, "/small", show_echo, .max_body_bytes = 100,
	    .raw_body = true },
	{ METHOD_GET, "/form", show_hello },
	{ METHOD_POST, "/form", show_form, .max_body_bytes = FORM_MAX_BYTES },
	{ METHOD_POST, "/pairs", show_pairs, .max_body_bytes = FORM_MAX_BYTES },
	{ 0 },
};

static void
add_standing_headers(struct req *r, struct reply *reply)
{
	(void)r;
	reply_header(reply, "X-Standing", STR("yes"));
}

static void
tell(const struct req *r, const struct reply *reply,
    const struct req_stats *stats)
{
	(void)reply;
	log_info("%s " STR_FMT " %d " STR_FMT, method_name(r->method),
	    STR_ARG(r->raw_path), stats->status, STR_ARG(r->client));
}

struct named_option {
	const char *name;
	size_t *size;
	int *number;
};

static bool
set_option(struct http_options *o, const char *arg)
{
	const struct named_option options[] = {
		{ "max_request_line_bytes", &o->max_request_line_bytes, NULL },
		{ "max_header_bytes", &o->max_header_bytes, NULL },
		{ "max_header_fields", &o->max_header_fields, NULL },
		{ "max_memory_body_bytes", &o->max_memory_body_bytes, NULL },
		{ "max_buffered_bytes", &o->max_buffered_bytes, NULL },
		{ "max_discard_bytes", &o->max_discard_bytes, NULL },
		{ "header_ms", NULL, &o->header_ms },
		{ "body_ms", NULL, &o->body_ms },
		{ "body_bytes_per_s", NULL, &o->body_bytes_per_s },
		{ "idle_ms", NULL, &o->idle_ms },
		{ "write_ms", NULL, &o->write_ms },
		{ "write_bytes_per_s", NULL, &o->write_bytes_per_s },
		{ "linger_ms", NULL, &o->linger_ms },
		{ "request_ms", NULL, &o->request_ms },
		{ "drain_ms", NULL, &o->drain_ms },
		{ "drain_idle_ms", NULL, &o->drain_idle_ms },
		{ "max_connections", NULL, &o->max_connections },
		{ "max_connections_per_address", NULL,
		    &o->max_connections_per_address },
		{ "max_requests", NULL, &o->max_requests },
		{ "reserved_fds", NULL, &o->reserved_fds },
	};
	struct str name, value;
	int64_t n;

	str_cut(str_from(arg), '=', &name, &value);
	if (str_is(name, "trusted")) {
		o->trusted_proxies = value.ptr;
		return true;
	}
	for (size_t i = 0; i < COUNT(options); i++) {
		if (!str_is(name, options[i].name) || !str_to_int64(value, &n))
			continue;
		if (options[i].size != NULL)
			*options[i].size = (size_t)n;
		else
			*options[i].number = (int)n;
		return true;
	}
	return false;
}

static int
listen_somewhere(void)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof(addr);
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, len) != 0 ||
	    listen(fd, 4096) != 0 ||
	    getsockname(fd, (struct sockaddr *)&addr, &len) != 0) {
		perror("listen");
		exit(1);
	}
	printf("port %d\n", ntohs(addr.sin_port));
	fflush(stdout);
	return fd;
}

static struct loop *loop;
static struct http_server *server;

static void
on_drained(void *arg)
{
	(void)arg;
	loop_stop(loop);
}

static void
on_sigterm(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
	http_server_drain(server, on_drained, NULL);
}

static void
on_stdin(evutil_socket_t fd, short what, void *arg)
{
	char buf[64];

	(void)what, (void)arg;
	if (read(fd, buf, sizeof(buf)) <= 0)
		loop_stop(loop);
}

int
main(int argc, char **argv)
{
	static const struct route *const tables[] = { routes, NULL };
	static const struct http_hooks hooks = {
		.after = add_standing_headers,
		.done = tell,
	};
	struct http_options options = http_options_default();

	for (int i = 1; i < argc; i++)
		if (!set_option(&options, argv[i])) {
			fprintf(stderr, "no such option: %s\n", argv[i]);
			return 2;
		}
	loop = loop_new(event_base_new());
	server = http_server_new(loop, &options, tables, &hooks, &server);
	if (server == NULL)
		return 1;
	const int fd = listen_somewhere();
	struct event *term =
	    evsignal_new(loop->base, SIGTERM, on_sigterm, NULL);
	/* A pipe: files cannot be waited for with epoll. */
	struct event *in = event_new(
	    loop->base, STDIN_FILENO, EV_READ | EV_PERSIST, on_stdin, NULL);

	event_add(term, NULL);
	event_add(in, NULL);
	http_server_listen_fd(server, fd);
	loop_run(loop);
	http_server_free(server);
	event_free(term);
	event_free(in);
	loop_free(loop);
	close(fd);
	return 0;
}
