/*
 * Getting answers out: one sendmsg at once, and what the socket does not take
 * in an evbuffer, the body by reference.
 */
#include <sys/socket.h>
#include <sys/uio.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include <event2/buffer.h>

#include "base/clock.h"
#include "base/mem.h"
#include "http/conn_impl.h"
#include "loop/loop.h"

struct outgoing {
	struct event writable;
	struct evbuffer *bytes;
	int64_t began_usec, progress_usec;
	uint64_t sent;
};

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *conn = arg;
	struct outgoing *out = conn->out;
	const bool outermost = conn_enter(conn);
	const int n = evbuffer_write(out->bytes, fd);

	(void)what;
	if (n > 0) {
		out->sent += (uint64_t)n;
		out->progress_usec = clock_mono_usec();
	} else if (errno != EAGAIN && errno != EINTR) {
		conn_cut(conn);
	}
	if (conn->out != NULL && evbuffer_get_length(out->bytes) == 0) {
		send_forget(conn);
		conn_answered(conn);
	}
	conn_leave(conn, outermost);
}

void
send_forget(struct conn *conn)
{
	struct outgoing *out = conn->out;

	if (out == NULL)
		return;
	conn->out = NULL;
	event_del(&out->writable);
	evbuffer_free(out->bytes);
	free(out);
}

static void
release_arena(const void *bytes, size_t len, void *arena)
{
	(void)bytes, (void)len;
	arena_release(arena);
}

static void
keep_rest(struct conn *conn, const struct message *message, size_t sent)
{
	struct outgoing *out = MEM_NEW(struct outgoing);
	const struct str head = str_slice(message->head, sent, SIZE_MAX);
	const struct str body = str_slice(message->body,
	    sent > message->head.len ? sent - message->head.len : 0, SIZE_MAX);

	out->bytes = evbuffer_new();
	if (head.len > 0)
		evbuffer_add(out->bytes, head.ptr, head.len);
	if (body.len > 0 && message->keep == NULL)
		evbuffer_add_reference(
		    out->bytes, body.ptr, body.len, NULL, NULL);
	else if (body.len > 0)
		evbuffer_add_reference(out->bytes, body.ptr, body.len,
		    release_arena, arena_retain(message->keep));
	out->began_usec = out->progress_usec = clock_mono_usec();
	event_assign(&out->writable, conn->server->loop->base, conn_fd(conn),
	    EV_WRITE | EV_PERSIST, on_writable, conn);
	event_add(&out->writable, NULL);
	conn->out = out;
	conn->state = CONN_SENDING;
}

void
send_message(struct conn *conn, const struct message *message)
{
	struct iovec parts[2] = {
		{ (void *)(uintptr_t)message->head.ptr, message->head.len },
		{ (void *)(uintptr_t)message->body.ptr, message->body.len },
	};
	const struct msghdr all = {
		.msg_iov = parts,
		.msg_iovlen = message->body.len > 0 ? 2 : 1,
	};
	const size_t total = message->head.len + message->body.len;
	ssize_t n = sendmsg(conn_fd(conn), &all, MSG_NOSIGNAL);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		n = 0;
	if (n < 0)
		conn_cut(conn);
	else if ((size_t)n < total)
		keep_rest(conn, message, (size_t)n);
	else
		conn_answered(conn);
}

bool
send_short(struct conn *conn, struct str text)
{
	return send(conn_fd(conn), text.ptr, text.len, MSG_NOSIGNAL) ==
	       (ssize_t)text.len;
}

/*
 * No progress for write_ms is too long; so is, for all of it, more than
 * write_ms and the time that the slowest tolerated reader needs.
 */
int64_t
send_deadline(const struct conn *conn)
{
	const struct http_options *o = &conn->server->options;
	const struct outgoing *out = conn->out;
	const int64_t stalled = out->progress_usec + o->write_ms * USEC_PER_MS;
	const int64_t slow =
	    out->began_usec + o->write_ms * USEC_PER_MS +
	    (int64_t)out->sent * USEC_PER_SEC / o->write_bytes_per_s;

	return stalled < slow ? stalled : slow;
}

void
send_overloaded(struct conn *conn, bool with_body)
{
	static const struct str text = STR_INIT(
	    "The server is busy. Please try again in a few seconds.\n");
	struct message message = {
		.head = STR_INIT("HTTP/1.1 503 Service Unavailable\r\n"
				 "Content-Type: text/plain; charset=utf-8\r\n"
				 "Content-Length: 55\r\n"
				 "Cache-Control: no-store\r\n"
				 "Retry-After: 5\r\n"
				 "Connection: close\r\n"
				 "\r\n"),
	};

	assert(text.len == 55);
	if (with_body)
		message.body = text;
	conn->closing = conn->lingers = true;
	send_message(conn, &message);
}
