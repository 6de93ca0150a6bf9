/*
 * Making replies.
 */
#include "http/reply.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "http/exchange_impl.h"
#include "http/syntax_impl.h"

struct reply
reply_make(const struct req *r, int status, const char *type, struct str body)
{
	struct reply reply = {
		.status = status,
		.type = type,
		.body = body,
		.arena = r->arena,
	};

	assert(status >= 200 && status <= 599);
	return reply;
}

/* Nothing that could end the line (RFC 9110 §5.5). */
static bool
is_field_value(struct str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!syntax_is(value.ptr[i], SYNTAX_TEXT))
			return false;
	return true;
}

/* Fields that http writes itself. */
static bool
is_reserved(struct str name)
{
	static const struct str reserved[] = {
		STR_INIT("connection"),
		STR_INIT("content-length"),
		STR_INIT("content-range"),
		STR_INIT("content-type"),
		STR_INIT("date"),
		STR_INIT("etag"),
		STR_INIT("last-modified"),
		STR_INIT("transfer-encoding"),
	};

	for (size_t i = 0; i < COUNT(reserved); i++)
		if (str_eq_nocase(name, reserved[i]))
			return true;
	return false;
}

void
reply_header(struct reply *reply, const char *name, struct str value)
{
	const struct str key = str_from(name);

	if (!syntax_all(key, SYNTAX_TOKEN) || is_reserved(key) ||
	    !is_field_value(value)) {
		log_error("refused to send the header %s", name);
		reply->broken = true;
		return;
	}
	struct reply_header *h = ARENA_NEW(reply->arena, struct reply_header);

	h->name = key;
	h->value = arena_str(reply->arena, value);
	struct reply_header **last = &reply->headers;

	while (*last != NULL)
		last = &(*last)->next;
	*last = h;
}

void
reply_header_set(struct reply *reply, const char *name, struct str value)
{
	struct reply_header **at = &reply->headers;

	while (*at != NULL)
		if (str_eq_nocase((*at)->name, str_from(name)))
			*at = (*at)->next;
		else
			at = &(*at)->next;
	reply_header(reply, name, value);
}

struct str
reply_header_get(const struct reply *reply, const char *name)
{
	const struct reply_header *h = reply->headers;

	for (; h != NULL; h = h->next)
		if (str_eq_nocase(h->name, str_from(name)))
			return h->value;
	return (struct str){ NULL, 0 };
}

static bool
is_etag(struct str etag)
{
	for (size_t i = 0; i < etag.len; i++)
		if (etag.ptr[i] <= ' ' || etag.ptr[i] > '~' ||
		    etag.ptr[i] == '"')
			return false;
	return true;
}

void
reply_validators(
    struct reply *reply, struct str etag, int64_t last_modified_usec)
{
	if (!is_etag(etag)) {
		log_error("refused to send an entity tag");
		reply->broken = true;
		return;
	}
	reply->etag = arena_str(reply->arena, etag);
	reply->last_modified_usec = last_modified_usec;
}

/*
 * "/x" is a path of this site; "//x" and "/\x" are other hosts to a browser,
 * which also drops tabs and line ends wherever they stand.
 */
bool
redirect_is_safe(struct str path)
{
	if (path.len == 0 || path.ptr[0] != '/')
		return false;
	if (path.len > 1 && (path.ptr[1] == '/' || path.ptr[1] == '\\'))
		return false;
	for (size_t i = 0; i < path.len; i++)
		if ((unsigned char)path.ptr[i] < ' ' || path.ptr[i] == 0x7f)
			return false;
	return true;
}

/* What may not stand in a URL is percent-encoded; the rest is left alone. */
static struct str
encode_location(struct arena *arena, struct str path)
{
	static const char digits[] = "0123456789ABCDEF";
	struct buf out;

	buf_init(&out, 0);
	for (size_t i = 0; i < path.len; i++) {
		const unsigned char c = (unsigned char)path.ptr[i];

		if (c > ' ' && c < 0x7f && !strchr("\"<>\\^`{|}", c)) {
			buf_char(&out, (char)c);
			continue;
		}
		buf_char(&out, '%');
		buf_char(&out, digits[c >> 4]);
		buf_char(&out, digits[c & 15]);
	}
	return buf_take(&out, arena);
}

struct reply
reply_redirect(const struct req *r, int status, struct str path)
{
	struct reply reply = reply_make(r, status, NULL, STR(""));

	if (!redirect_is_safe(path)) {
		log_warn("refused to redirect to " STR_FMT, STR_ARG(path));
		path = STR("/");
	}
	reply_header(&reply, "Location", encode_location(r->arena, path));
	return reply;
}

static const char *
same_site_name(enum cookie_same_site same_site)
{
	static const char *const names[] = {
		[COOKIE_LAX] = "Lax",
		[COOKIE_STRICT] = "Strict",
		[COOKIE_NONE] = "None",
	};

	return names[same_site];
}

void
reply_cookie(struct reply *reply, const struct cookie *cookie)
{
	const struct str name = str_from(cookie->name);
	struct buf line;

	if (!syntax_all(name, SYNTAX_TOKEN) ||
	    (cookie->value.len > 0 &&
		!syntax_all(cookie->value, SYNTAX_COOKIE))) {
		log_error("refused to set the cookie %s", cookie->name);
		reply->broken = true;
		return;
	}
	buf_init(&line, 0);
	buf_fmt(&line, "%s=" STR_FMT "; Path=/", cookie->name,
	    STR_ARG(cookie->value));
	if (cookie->max_age_s == COOKIE_DELETE)
		buf_fmt(&line, "; Max-Age=0");
	else if (cookie->max_age_s > 0)
		buf_fmt(&line, "; Max-Age=%lld", (long long)cookie->max_age_s);
	if (cookie->http_only)
		buf_fmt(&line, "; HttpOnly");
	if (cookie->secure)
		buf_fmt(&line, "; Secure");
	buf_fmt(&line, "; SameSite=%s", same_site_name(cookie->same_site));
	reply_header(reply, "Set-Cookie", buf_take(&line, reply->arena));
}

static const struct {
	int status;
	const char *text;
} status_texts[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 206, "Partial Content" },
	{ 301, "Moved Permanently" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 411, "Length Required" },
	{ 412, "Precondition Failed" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 416, "Range Not Satisfiable" },
	{ 417, "Expectation Failed" },
	{ 421, "Misdirected Request" },
	{ 422, "Unprocessable Content" },
	{ 428, "Precondition Required" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
	{ 505, "HTTP Version Not Supported" },
	{ 507, "Insufficient Storage" },
};

const char *
status_text(int status)
{
	for (size_t i = 0; i < COUNT(status_texts); i++)
		if (status_texts[i].status == status)
			return status_texts[i].text;
	return "Unknown";
}
