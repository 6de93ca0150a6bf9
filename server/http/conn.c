/*
 * Connections: reading, states, deadlines.
 */
#include "http/conn_impl.h"

#include <sys/socket.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "http/exchange_impl.h"
#include "http/hot_impl.h"
#include "loop/loop.h"

/* How much of what a client sends in vain is read before it is cut off. */
#define LINGER_MAX_BYTES ((size_t)8 << 20)
/* Idle connections that are looked at to find one that may go. */
#define MAX_LOOKS ((size_t)8)
/* A busy connection's timer only has to be in the wheel. */
#define BUSY_USEC (3600 * USEC_PER_SEC)

static void on_readable(evutil_socket_t, short, void *);

static const char incomplete[] =
    N_("The request ended before it was complete.");

struct conn *
conn_new(struct http_server *server, int fd, const struct address *peer,
    struct census_entry *counted)
{
	struct conn *conn = MEM_NEW(struct conn);

	conn->server = server;
	conn->peer = *peer;
	conn->counted = counted;
	conn->state = CONN_READING;
	event_assign(&conn->readable, server->loop->base, fd,
	    EV_READ | EV_PERSIST, on_readable, conn);
	event_add(&conn->readable, NULL);
	TAILQ_INSERT_TAIL(&server->active, conn, link);
	accept_count(server, 1);
	return conn;
}

int
conn_fd(const struct conn *conn)
{
	return event_get_fd(&conn->readable);
}

static void
list_as(struct conn *conn, bool idle)
{
	struct http_server *server = conn->server;

	if (conn->listed_idle == idle)
		return;
	TAILQ_REMOVE(idle ? &server->active : &server->idle, conn, link);
	TAILQ_INSERT_TAIL(idle ? &server->idle : &server->active, conn, link);
	if (idle)
		server->n_idle++;
	else
		server->n_idle--;
	conn->listed_idle = idle;
}

void
conn_cut(struct conn *conn)
{
	struct http_server *server = conn->server;

	if (conn->state == CONN_GONE)
		return;
	/* At work it goes on, unheard; else nothing will come of it. */
	if (conn->exchange != NULL && conn->state == CONN_BUSY)
		conn->exchange->conn = NULL;
	else if (conn->exchange != NULL)
		exchange_drop(conn->exchange);
	conn->exchange = NULL;
	conn->state = CONN_GONE;
	list_as(conn, false);
	TAILQ_REMOVE(&server->active, conn, link);
	wheel_clear(server->wheel, &conn->timer);
	send_forget(conn);
	event_del(&conn->readable);
	close(conn_fd(conn));
	input_release(&conn->in);
	free(conn->parser);
	census_give_back(server->census, conn->counted);
	accept_count(server, -1);
	server->n_refusing -= conn->refusing;
	if (!conn->working)
		free(conn);
	server_conn_gone(server);
}

static int64_t
idle_usec(const struct conn *conn)
{
	const int64_t since =
	    conn->timer.at_usec - conn->server->options.idle_ms * USEC_PER_MS;

	return clock_mono_usec() - since;
}

bool
conn_cut_silent(struct http_server *server, int64_t since_usec, size_t at_most)
{
	struct conn *conn, *next;
	size_t cut = 0, looks = at_most == SIZE_MAX ? SIZE_MAX : MAX_LOOKS;
	char byte;

	for (conn = TAILQ_FIRST(&server->idle); conn != NULL; conn = next) {
		if (cut == at_most || looks-- == 0)
			break;
		next = TAILQ_NEXT(conn, link);
		/* A request may have come that the loop tells of later. */
		if (idle_usec(conn) < since_usec ||
		    recv(conn_fd(conn), &byte, 1, MSG_PEEK) > 0)
			continue;
		conn_cut(conn);
		cut++;
	}
	return cut > 0;
}

static int64_t
deadline_of(const struct conn *conn, int64_t now)
{
	const struct http_options *o = &conn->server->options;

	switch (conn->state) {
	case CONN_READING:
		if (conn->began_usec == 0)
			return now + o->idle_ms * USEC_PER_MS;
		return conn->began_usec + o->header_ms * USEC_PER_MS;
	case CONN_BODY:
		return conn->began_usec + o->body_ms * USEC_PER_MS +
		       (int64_t)conn->exchange->body.size * USEC_PER_SEC /
			   o->body_bytes_per_s;
	case CONN_SENDING:
		return send_deadline(conn);
	case CONN_LINGERING:
		return conn->began_usec + o->linger_ms * USEC_PER_MS;
	default:
		return now + BUSY_USEC;
	}
}

/* Makes an answer to a request that is wanting, and runs it. */
static void
run(struct conn *conn)
{
	struct http_server *server = conn->server;

	conn->state = CONN_BUSY;
	if (server->n_at_work < (size_t)server->options.max_requests) {
		exchange_run(conn->exchange);
		return;
	}
	meter_add(&server->loop->meter->http_overloads, 1);
	const bool with_body = conn->exchange->req.method != METHOD_HEAD;

	exchange_drop(conn->exchange);
	conn->exchange = NULL;
	send_overloaded(conn, with_body);
}

/*
 * The head is complete, or will never be.
 */
static void
begin_exchange(struct conn *conn, struct refusal refused)
{
	struct head_parser *p =
	    conn->parser != NULL ? conn->parser : &conn->server->parser;
	struct input *in = &conn->in;

	conn->exchange = exchange_new(conn, in->bytes + in->at, p, refused);
	in->at += p->at;
	free(conn->parser);
	conn->parser = NULL;
	switch (exchange_body(conn->exchange, in->at < in->len)) {
	case EXCHANGE_NO_BODY:
		run(conn);
		return;
	case EXCHANGE_SEND_CONTINUE:
		if (!send_short(conn, STR("HTTP/1.1 100 Continue\r\n\r\n"))) {
			conn_cut(conn);
			return;
		}
		break;
	case EXCHANGE_READ_BODY:
		break;
	}
	conn->state = CONN_BODY;
}

static bool
read_head(struct conn *conn)
{
	struct http_server *server = conn->server;
	struct head_parser *p = conn->parser;
	const struct input *in = &conn->in;
	struct refusal refused = { 0, NULL };

	if (in->at == in->len)
		return false;
	if (conn->began_usec == 0)
		conn->began_usec = clock_mono_usec();
	if (p == NULL) {
		p = &server->parser;
		head_parser_init(p, &server->limits);
	}
	switch (head_parse(p, in->bytes + in->at, in->len - in->at)) {
	case HEAD_MORE:
		if (conn->parser == NULL) {
			conn->parser = mem_resize(NULL, sizeof(*p));
			memcpy(conn->parser, p, sizeof(*p));
		}
		return false;
	case HEAD_BAD:
		refused = (struct refusal){ p->status, p->why };
		break;
	case HEAD_DONE:
		break;
	}
	if (refused.status != 0 || !hot_answer(conn, p))
		begin_exchange(conn, refused);
	return true;
}

static bool
read_body(struct conn *conn)
{
	struct input *in = &conn->in;
	struct str rest = { in->bytes + in->at, in->len - in->at };
	const bool ended = exchange_feed(conn->exchange, &rest);

	in->at = in->len - rest.len;
	if (ended)
		run(conn);
	return ended;
}

/* One thing; false when nothing more can be done now. */
static bool
step(struct conn *conn)
{
	switch (conn->state) {
	case CONN_READING:
		return read_head(conn);
	case CONN_BODY:
		return read_body(conn);
	case CONN_LINGERING:
		conn->lingered_bytes += conn->in.len - conn->in.at;
		conn->in.at = conn->in.len;
		if (conn->lingered_bytes > LINGER_MAX_BYTES)
			conn_cut(conn);
		return false;
	default:
		return false;
	}
}

bool
conn_enter(struct conn *conn)
{
	const bool outermost = !conn->working;

	conn->working = true;
	return outermost;
}

void
conn_leave(struct conn *conn, bool outermost)
{
	if (!outermost)
		return;
	while (step(conn))
		;
	conn->working = false;
	if (conn->state == CONN_GONE) {
		free(conn);
		return;
	}
	input_settle(&conn->in);
	list_as(conn, conn->state == CONN_READING && conn->began_usec == 0);
	wheel_set(conn->server->wheel, &conn->timer,
	    deadline_of(conn, clock_mono_usec()));
}

/* What was begun will not be completed: says so, and ends. */
static void
give_up(struct conn *conn, int status, const char *why)
{
	if (conn->state == CONN_READING && conn->began_usec != 0) {
		begin_exchange(conn, (struct refusal){ status, why });
	} else if (conn->state == CONN_BODY) {
		exchange_refuse(conn->exchange, status, why);
		run(conn);
	} else {
		conn_cut(conn);
	}
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *conn = arg;
	struct input *in = &conn->in;

	(void)what;
	/* A client that runs ahead waits; no system call for all others. */
	if (conn->state == CONN_BUSY || conn->state == CONN_SENDING) {
		event_del(&conn->readable);
		conn->paused = true;
		return;
	}
	input_make_room(in, conn->server->scratch);
	const ssize_t n = recv(fd, in->bytes + in->len, in->cap - in->len, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		input_settle(in);
		return;
	}
	const bool outermost = conn_enter(conn);

	if (n > 0)
		in->len += (size_t)n;
	else if (n == 0)
		give_up(conn, 400, incomplete);
	else
		conn_cut(conn);
	conn_leave(conn, outermost);
}

void
conn_expired(struct wheel_timer *timer)
{
	struct conn *conn =
	    (struct conn *)(void *)((char *)timer -
				    offsetof(struct conn, timer));
	const bool outermost = conn_enter(conn);

	if (conn->state != CONN_BUSY)
		give_up(conn, 408, N_("The request took too long to arrive."));
	conn_leave(conn, outermost);
}

void
conn_answer(struct conn *conn, struct exchange *x)
{
	const bool outermost = conn_enter(conn);
	const struct input *in = &conn->in;

	if (conn->server->draining || x->reply.close)
		x->keep_alive = false;
	conn->exchange = NULL;
	conn->closing = !x->keep_alive;
	/* RFC 9112 §9.6: a client that may still be sending would lose the
	 * answer to a reset; one that said it is done does not. */
	conn->lingers =
	    !x->body_ended || x->framing.keep_alive || in->at < in->len;
	const struct message message = {
		.head = send_head(conn->server, x),
		.body = exchange_body_out(x),
		.keep = x->arena,
	};

	send_message(conn, &message);
	conn_leave(conn, outermost);
}

void
conn_answered(struct conn *conn)
{
	if (conn->closing && !conn->lingers) {
		conn_cut(conn);
		return;
	}
	conn->state = CONN_READING;
	conn->began_usec = 0;
	if (conn->closing) {
		shutdown(conn_fd(conn), SHUT_WR);
		conn->state = CONN_LINGERING;
		conn->began_usec = clock_mono_usec();
	}
	if (conn->paused) {
		conn->paused = false;
		event_add(&conn->readable, NULL);
	}
}
