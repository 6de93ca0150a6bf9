/*
 * A whole connection over a socket pair: whatever comes, what goes out is a
 * row of well-formed answers, and nothing is left over. A byte 0xFF ends a
 * piece that arrives by itself.
 */
#include <sys/socket.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"
#include "http/conn_impl.h"
#include "loop/loop.h"
#include "loop/task.h"

#include "check.h"

#define TEXT "text/plain; charset=utf-8"

static struct reply
show(struct req *r)
{
	struct reply reply = reply_make(r, 200, TEXT, STR("abcdefghij"));
	const struct str cookie = req_cookie(r, "c");

	CHECK(utf8_is_clean(r->path, false));
	CHECK(utf8_is_clean(req_query(r, "q"), true));
	CHECK(cookie.len == 0 || memchr(cookie.ptr, ';', cookie.len) == NULL);
	reply_validators(&reply, STR("v1"), INT64_C(1118214309000000));
	return reply;
}

static struct reply
wait(struct req *r)
{
	task_sleep(r->task, 1);
	return reply_redirect(r, 303, req_query(r, "to"));
}

/* As many bytes as came, but none that look like an answer. */
static struct reply
show_length(struct req *r, size_t n)
{
	char *body = arena_alloc(r->arena, n + 1);

	memset(body, 'x', n);
	return reply_make(r, 200, TEXT, (struct str){ body, n });
}

static struct reply
take(struct req *r)
{
	size_t n;
	const struct req_pair *pairs = req_form_pairs(r, &n);

	return show_length(r, n > 0 ? pairs[0].value.len : 0);
}

static struct reply
echo(struct req *r)
{
	return show_length(r, req_body(r).len);
}

static const struct route routes[] = {
	{ METHOD_GET, "/", show },
	{ METHOD_GET, "/p/{id:int}-{slug}", show },
	{ METHOD_GET, "/w", wait },
	{ METHOD_POST, "/f", take, .max_body_bytes = 1000 },
	{ METHOD_POST, "/e", echo, .max_body_bytes = 1000, .raw_body = true },
	{ 0 },
};

static struct http_server *server;
static struct loop *loop;

static void
start(void)
{
	static const struct route *const tables[] = { routes, NULL };
	struct http_options options = http_options_default();

	log_open((struct log_options){ .fd = open("/dev/null", O_WRONLY) });
	options.max_request_line_bytes = 500;
	options.max_header_bytes = 2000;
	options.max_memory_body_bytes = 100;
	options.max_discard_bytes = 200;
	options.trusted_proxies = "::/128";
	loop = loop_new(event_base_new());
	server = http_server_new(loop, &options, tables, NULL, NULL);
	CHECK(server != NULL);
}

static int
number_of(struct str head, struct str name)
{
	struct str line;
	int64_t n = -1;

	while (head.len > 0) {
		str_cut(head, '\n', &line, &head);
		line = str_trim(line);
		if (str_starts(line, name))
			CHECK(str_to_int64(
			    str_slice(line, name.len, line.len), &n));
	}
	return (int)n;
}

/* Takes one answer off the front. A 200 without content answers a HEAD. */
static bool
cut_answer(struct str *out)
{
	size_t end;

	if (out->len == 0)
		return false;
	CHECK(str_starts(*out, STR("HTTP/1.1 ")));
	CHECK(str_find(*out, STR("\r\n\r\n"), &end));
	const struct str head = str_slice(*out, 0, end + 2);
	const int length = number_of(head, STR("Content-Length: "));

	*out = str_slice(*out, end + 4, out->len);
	CHECK(length <= 100000);
	if (length > 0 && !str_starts(*out, STR("HTTP/1.1 ")) && out->len > 0)
		CHECK(out->len >= (size_t)length);
	if (length > 0 && out->len >= (size_t)length &&
	    !str_starts(*out, STR("HTTP/1.1 ")))
		*out = str_slice(*out, (size_t)length, out->len);
	return true;
}

static void
turn(void)
{
	event_base_loop(loop->base, EVLOOP_NONBLOCK);
}

static void
receive(int fd, struct buf *out)
{
	char *to = buf_room(out, 65536);
	const ssize_t n = to != NULL ? recv(fd, to, 65536, MSG_DONTWAIT) : 0;

	if (n > 0)
		out->len += (size_t)n;
}

static void
converse(int fd, struct str in, struct buf *out)
{
	struct str piece;

	while (in.len > 0) {
		str_cut(in, (char)0xff, &piece, &in);
		if (piece.len > 0 &&
		    send(fd, piece.ptr, piece.len, MSG_NOSIGNAL) < 0)
			break;
		turn();
		receive(fd, out);
	}
	shutdown(fd, SHUT_WR);
	/* Sleeping requests take a millisecond each. */
	for (int i = 0; http_server_counts(server).connections > 0; i++) {
		CHECK(i < 100000);
		turn();
		receive(fd, out);
	}
	receive(fd, out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct address peer = { { 0 } };
	struct buf out = { 0 };
	int fds[2];

	if (server == NULL)
		start();
	if (size > 20000)
		return 0;
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == 0);
	struct conn *conn = conn_new(server, fds[0], &peer, NULL);

	conn_leave(conn, conn_enter(conn));
	converse(fds[1], (struct str){ (const char *)data, size }, &out);
	close(fds[1]);

	struct str rest = buf_view(&out);

	while (cut_answer(&rest))
		;
	buf_release(&out);
	CHECK(http_server_counts(server).requests_at_work == 0);
	CHECK(server->buffered_bytes == 0);
	return 0;
}
