/*
 * An answer, by value. Handlers make one and return it:
 *
 *	struct reply reply = reply_make(r, 200, "text/html; charset=utf-8",
 *	    buf_take(&page, r->arena));
 *
 *	reply_header(&reply, "Cache-Control", STR("no-store"));
 *	return reply;
 *
 * Date, Content-Length, Connection, ETag, Last-Modified, 304 and 206 are
 * http's own business: handlers say what they know (reply_validators) and
 * never look at conditions or ranges. The body is in the request's arena or
 * lives for ever.
 *
 * No header can be split: a name that is no token or a value with CR, LF,
 * NUL or another control character makes the whole reply a 500, and a line
 * in the log.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct req;

struct reply_header {
	struct reply_header *next;
	struct str name, value;
};

struct reply {
	int status;
	const char *type; /* Content-Type; NULL: none */
	struct str body;
	struct arena *arena; /* the request's */
	struct reply_header *headers; /* in the order added */
	struct str etag; /* opaque, without quotes; absent: none */
	int64_t last_modified_usec; /* 0: none */
	bool broken; /* a header was refused */
	bool close; /* close the connection after this answer */
};

/* `type` is kept: a literal, or in the arena. */
MUST_CHECK
struct reply reply_make(
    const struct req *r, int status, const char *type, struct str body);

/* Adds a line; name is a literal, the value is copied. */
void reply_header(struct reply *reply, const char *name, struct str value);
/* Takes away all lines of that name; then adds one. */
void reply_header_set(struct reply *reply, const char *name, struct str value);
/* The first value of that name; absent when there is none. */
struct str reply_header_get(const struct reply *reply, const char *name);

/*
 * What conditions and ranges are answered by (RFC 9110 §8.8, §13, §14). The
 * tag is strong: equal tags mean equal bytes; letters, digits, '-' and '.'
 * and the like, without quotes. Either may be left out ({NULL, 0}; 0).
 */
void reply_validators(
    struct reply *reply, struct str etag, int64_t last_modified_usec);

/*
 * A redirect within the site. `path` begins with one slash and no second one
 * (nor a backslash); any other path, and one with control characters, leads
 * to "/" instead. Bytes that may not stand in a URL are percent-encoded.
 */
MUST_CHECK
struct reply reply_redirect(const struct req *r, int status, struct str path);
/* Whether reply_redirect would go there: for ?next= of a log-in. */
MUST_CHECK
bool redirect_is_safe(struct str path);

/* RFC 6265 with SameSite; Path is "/" always, Domain never sent. */
enum cookie_same_site {
	COOKIE_LAX,
	COOKIE_STRICT,
	COOKIE_NONE,
};
#define COOKIE_DELETE (-1)

struct cookie {
	const char *name;
	struct str value; /* cookie-octets: base64url and the like */
	int64_t max_age_s; /* 0: until the browser is closed */
	bool http_only, secure;
	enum cookie_same_site same_site;
};
void reply_cookie(struct reply *reply, const struct cookie *cookie);

/* "Not Found" for 404 (RFC 9110 §15); "Unknown" where it knows none. */
const char *status_text(int status);

#endif
