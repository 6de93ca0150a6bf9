/*
 * The hot path. It looks at what the usual way looks at (exchange.c), but
 * says yes only where that would find nothing to refuse.
 */
#include "http/hot_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "http/condition_impl.h"
#include "http/date_impl.h"
#include "http/framing_impl.h"
#include "http/ready.h"
#include "http/route.h"
#include "http/syntax_impl.h"

/* Where Date's value stands in a ready head: behind "... \r\nDate: ". */
static size_t
date_at(struct str head)
{
	const char *end = memchr(head.ptr, '\n', head.len);

	return (size_t)(end - head.ptr) + sizeof("Date: ");
}

/* "gzip;q=0" is a no; so is a weight that is no number. */
static bool
weight_is_positive(struct str params)
{
	struct str value = syntax_trim(params);

	if (value.len == 0)
		return true;
	if (value.len < 3 || (value.ptr[0] | 0x20) != 'q' ||
	    value.ptr[1] != '=')
		return false;
	for (size_t i = 2; i < value.len; i++)
		if (value.ptr[i] >= '1' && value.ptr[i] <= '9')
			return true;
	return false;
}

bool
hot_takes_gzip(const struct head *h)
{
	struct str line, member, coding, params;
	size_t i = 0;

	while (head_next(h, HEAD_ACCEPT_ENCODING, &i, &line)) {
		while (syntax_list_next(&line, &member)) {
			if (!str_cut(member, ';', &coding, &params))
				params = STR("");
			if (str_eq_nocase(syntax_trim(coding), STR("gzip")))
				return weight_is_positive(params);
		}
	}
	return false;
}

/* A plain GET or HEAD of HTTP/1.1 with which nothing can be wrong. */
static bool
is_plain(const struct head *h, enum method *method)
{
	static const enum head_name others[] = { HEAD_EXPECT, HEAD_IF_MATCH,
		HEAD_IF_UNMODIFIED_SINCE, HEAD_IF_RANGE, HEAD_RANGE,
		HEAD_TRANSFER_ENCODING, HEAD_CONTENT_LENGTH,
		HEAD_CONTENT_ENCODING };
	struct framing framing;

	*method = str_is(head_method(h), "GET") ? METHOD_GET : METHOD_HEAD;
	if (*method == METHOD_HEAD && !str_is(head_method(h), "HEAD"))
		return false;
	for (size_t i = 0; i < COUNT(others); i++)
		if (h->count[others[i]] > 0)
			return false;
	return h->minor_version == 1 && h->count[HEAD_HOST] == 1 &&
	       h->count[HEAD_COOKIE] <= 1 &&
	       h->count[HEAD_ACCEPT_LANGUAGE] <= 1 &&
	       head_target(h).ptr[0] == '/' &&
	       host_is_valid(head_only(h, HEAD_HOST)) &&
	       framing_read(h, &framing).status == 0 && framing.keep_alive;
}

static bool
is_304(const struct head *h, const struct ready *ready,
    const struct ready_form *form, int64_t now_sec)
{
	const struct validators v = { .etag = form->etag,
		.modified_sec = ready->modified_sec,
		.now_sec = now_sec };

	return form->head.ptr != NULL && condition_status(h, &v) == 304;
}

/*
 * Whatever form the client has, it need not be sent again: what it got
 * before the other form was there is still good.
 */
static struct message
message_for(struct conn *conn, const struct head *h, const struct ready *ready,
    bool gzip, int *status)
{
	const int64_t now_sec = clock_wall_usec() / USEC_PER_SEC;
	const struct ready_form *form = &ready->plain, *other = &ready->gzip;
	struct message message = { .keep = ready->arena };

	if (gzip && other->head.ptr != NULL) {
		form = &ready->gzip;
		other = &ready->plain;
	}
	if (!is_304(h, ready, form, now_sec) &&
	    is_304(h, ready, other, now_sec))
		form = other;
	*status = is_304(h, ready, form, now_sec) ? 304 : 200;
	message.head = *status == 304 ? form->head_304 : form->head;
	if (*status == 200)
		message.body = form->body;
	/* The head is the ready answer's own, and its date is nobody's. */
	memcpy((char *)(uintptr_t)message.head.ptr + date_at(message.head),
	    server_date(conn->server, now_sec), DATE_BYTES);
	return message;
}

static void
tell(struct conn *conn, const struct head *h, const struct ready *ready,
    const struct req_stats *stats)
{
	struct http_server *server = conn->server;
	const struct client client =
	    client_find(&server->proxies, &conn->peer, h);
	char address[ADDRESS_TEXT_MAX];
	struct str target = head_target(h);
	struct req r = {
		.method =
		    str_is(head_method(h), "GET") ? METHOD_GET : METHOD_HEAD,
		.client = address_write(address, &client.address),
		.https = client.https,
		.id = server->next_id++,
		.route = ready->route,
		.route_number = ready->route_number,
		.app = server->app,
		.subject = ready->subject,
		.head = h,
	};
	const struct reply reply = { .status = stats->status };

	r.raw_path = r.path = target;
	if (memchr(target.ptr, '?', target.len) != NULL)
		str_cut(target, '?', &r.raw_path, &r.query);
	server_tell(server, &r, &reply, stats);
}

bool
hot_answer(struct conn *conn, const struct head_parser *p)
{
	struct http_server *server = conn->server;
	const struct head *h = &p->head;
	struct req_stats stats = { 0 };
	enum method method;

	if (server->hooks.ready == NULL || server->draining ||
	    !is_plain(h, &method))
		return false;
	const struct ready_ask ask = {
		.target = head_target(h),
		.cookies = head_only(h, HEAD_COOKIE),
		.languages = head_only(h, HEAD_ACCEPT_LANGUAGE),
		.gzip = hot_takes_gzip(h),
	};
	const struct ready *ready = server->hooks.ready(server->app, &ask);

	if (ready == NULL)
		return false;
	struct message message =
	    message_for(conn, h, ready, ask.gzip, &stats.status);

	if (method == METHOD_HEAD)
		message.body = (struct str){ NULL, 0 };
	stats.bytes_out = message.body.len;
	stats.total_usec = clock_mono_usec() - conn->began_usec;
	tell(conn, h, ready, &stats);
	conn->closing = false;
	conn->in.at += p->at;
	free(conn->parser); /* h is gone now, if it was there */
	conn->parser = NULL;
	send_message(conn, &message);
	return true;
}
