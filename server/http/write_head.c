/*
 * The head of an answer (RFC 9112 §4, §5).
 */
#include "base/clock.h"
#include "http/exchange_impl.h"

#define RETRY_AFTER_S "5"

/* One formatting a second. */
const char *
server_date(struct http_server *server, int64_t now_sec)
{
	if (server->date_sec != now_sec) {
		server->date_sec = now_sec;
		date_write(server->date, now_sec);
	}
	return server->date;
}

static void
put_date(struct http_server *server, int64_t now_sec)
{
	buf_lit(&server->head, "Date: ");
	buf_bytes(&server->head, server_date(server, now_sec), DATE_BYTES);
	buf_lit(&server->head, "\r\n");
}

static void
put_validators(struct buf *b, const struct reply *reply)
{
	char date[DATE_BYTES + 1];

	if (reply->etag.ptr != NULL) {
		buf_lit(b, "ETag: \"");
		buf_str(b, reply->etag);
		buf_lit(b, "\"\r\n");
	}
	if (reply->last_modified_usec > 0) {
		date_write(date, reply->last_modified_usec / USEC_PER_SEC);
		buf_lit(b, "Last-Modified: ");
		buf_bytes(b, date, DATE_BYTES);
		buf_lit(b, "\r\n");
	}
	if ((reply->status == 200 || reply->status == 206) &&
	    (reply->etag.ptr != NULL || reply->last_modified_usec > 0))
		buf_lit(b, "Accept-Ranges: bytes\r\n");
}

static void
put_content(struct buf *b, const struct exchange *x)
{
	const struct reply *reply = &x->reply;
	uint64_t length;

	if (reply->status == 206)
		buf_fmt(b, "Content-Range: bytes %llu-%llu/%zu\r\n",
		    (unsigned long long)x->range.from,
		    (unsigned long long)x->range.to, reply->body.len);
	else if (reply->status == 416)
		buf_fmt(b, "Content-Range: bytes */%llu\r\n",
		    (unsigned long long)x->range.from);
	if (!exchange_has_length(x, &length))
		return;
	if (reply->type != NULL && reply->body.len > 0)
		buf_fmt(b, "Content-Type: %s\r\n", reply->type);
	buf_fmt(b, "Content-Length: %llu\r\n", (unsigned long long)length);
}

static void
put_headers(struct buf *b, const struct reply *reply)
{
	for (const struct reply_header *h = reply->headers; h; h = h->next) {
		buf_str(b, h->name);
		buf_lit(b, ": ");
		buf_str(b, h->value);
		buf_lit(b, "\r\n");
	}
}

void
send_ready_head(struct buf *b, const struct reply *reply, int status)
{
	struct reply head = *reply;
	char date[DATE_BYTES + 1];

	head.status = status;
	date_write(date, 0);
	buf_fmt(b, "HTTP/1.1 %d %s\r\nDate: %s\r\n", status,
	    status_text(status), date);
	if (status != 304 && reply->type != NULL && reply->body.len > 0)
		buf_fmt(b, "Content-Type: %s\r\n", reply->type);
	if (status != 304)
		buf_fmt(b, "Content-Length: %zu\r\n", reply->body.len);
	put_validators(b, &head);
	put_headers(b, reply);
	buf_lit(b, "\r\n");
}

struct str
send_head(struct http_server *server, const struct exchange *x)
{
	const struct reply *reply = &x->reply;
	struct buf *b = &server->head;

	buf_reset(b);
	buf_fmt(
	    b, "HTTP/1.1 %d %s\r\n", reply->status, status_text(reply->status));
	put_date(server, x->now_sec);
	put_content(b, x);
	put_validators(b, reply);
	put_headers(b, reply);
	/* RFC 9110 §15.6.4: when to come back. */
	if (reply->status == 503 &&
	    reply_header_get(reply, "Retry-After").ptr == NULL)
		buf_lit(b, "Retry-After: " RETRY_AFTER_S "\r\n");
	if (!x->keep_alive)
		buf_lit(b, "Connection: close\r\n");
	else if (x->head.minor_version == 0)
		buf_lit(b, "Connection: keep-alive\r\n");
	buf_lit(b, "\r\n");
	return buf_view(b);
}
