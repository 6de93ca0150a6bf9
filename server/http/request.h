/*
 * A request, as handlers see it. All of its text lies in the request's arena
 * and is borrowed from there; it is valid UTF-8 without NUL and without
 * control characters (but TAB, LF, CR in form and query values), because
 * anything else was answered 400 before a handler ran. Header and cookie
 * values are the exception: they are what the client sent, any byte from
 * 0x80 to 0xFF included.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;
struct head;
struct route;
struct task;

enum method {
	METHOD_GET,
	METHOD_HEAD, /* handlers treat it as GET; the body is not sent */
	METHOD_POST,
	METHOD_OTHER, /* not implemented: seen by the error hook alone */
};

struct req {
	enum method method;
	struct str path; /* decoded: "/b/ครู"; never ends in a slash
				   but for "/" itself */
	struct str raw_path; /* as sent */
	struct str query; /* as sent, behind the '?'; absent: none */
	struct str host; /* with its port, as sent; checked for syntax
				   only: never build links from it */
	struct str client; /* the reader's address, as text */
	bool https; /* by what a configured proxy says */
	uint64_t id; /* in the log and on error pages */
	int64_t began_usec; /* wall time: "now" for this request */
	const struct route *route; /* NULL when none was found */
	unsigned route_number; /* 0 when none was found */
	struct task *task;
	struct arena *arena;
	void *app; /* what http_server_new was given */
	void *web; /* for the layer that owns the handlers */
	void *filling; /* for who keeps answers: the one being made */
	int64_t subject; /* whatever the handler says that the answer is
			    about; kept with it, for `done` (struct
			    http_hooks); 0: nothing */
	const struct head *head; /* http's own */
	struct exchange *exchange; /* http's own; NULL in `done` of a ready
				      answer, where header fields and cookies
				      alone can be asked for */
};

/*
 * Parameters of the route's pattern. Asking for a name that the pattern has
 * not, or for the number of one that is not declared :int, is a bug.
 */
int64_t req_int(const struct req *r, const char *name);
struct str req_param(const struct req *r, const char *name);

/* The first value of a query parameter, decoded; absent when there is none. */
struct str req_query(const struct req *r, const char *name);

/* A cookie's value; the first when several have the name (RFC 6265 §5.4). */
struct str req_cookie(const struct req *r, const char *name);

/*
 * A header field; the name in lower case. Of several lines of one name this
 * is the first: ask for list-valued fields with req_header_next.
 */
struct str req_header(const struct req *r, const char *name);
/* *line is 0 at first; false when there are no more. */
bool req_header_next(
    const struct req *r, const char *name, size_t *line, struct str *value);

/* One text field of the body, urlencoded or multipart; absent: not sent. */
struct str req_form_raw(const struct req *r, const char *name);

/* All of them in the order sent, to be carried through another page. */
struct req_pair {
	struct str name, value;
};
const struct req_pair *req_form_pairs(const struct req *r, size_t *n);

/* The whole body as it came; for routes with raw_body. */
struct str req_body(const struct req *r);

const char *method_name(enum method method);

#endif
