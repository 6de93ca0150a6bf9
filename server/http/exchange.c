/*
 * A request from its head to the end of its body: what is refused, and with
 * which status, before any handler runs.
 */
#include "http/exchange_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/msg.h"

static const struct refusal fine = { 0, NULL };

static struct refusal
refuse(int status, const char *why)
{
	return (struct refusal){ status, why };
}

/* The limit is said, so that nobody has to guess. */
static struct refusal
too_much(uint64_t limit_bytes)
{
	return (struct refusal){ 413,
		N_("This page takes at most {n} KB at a time."),
		(int64_t)(limit_bytes / 1024) };
}

static void
copy_head(struct exchange *x, const char *bytes, const struct head_parser *p)
{
	const struct head *h = &p->head;
	char *copy = arena_alloc(x->arena, p->at + 1);

	memcpy(copy, bytes, p->at);
	memcpy(&x->head, h, offsetof(struct head, names));
	memcpy(x->head.names, h->names, h->n_fields);
	memcpy(x->head.fields, h->fields, h->n_fields * sizeof(h->fields[0]));
	x->head.bytes = copy;
}

static void
identify_client(struct exchange *x)
{
	const struct client client =
	    client_find(&x->server->proxies, &x->conn->peer, &x->head);

	x->req.client = address_text(x->arena, &client.address);
	x->req.https = client.https;
	x->proxied = client.proxied;
	if (!client.proxied || x->refusal.status != 0)
		return;
	/* A proxy's connections are not counted, its clients' requests are. */
	x->counted = census_take(x->server->census, &client.address,
	    (unsigned)x->server->options.max_connections_per_address);
	if (x->counted == NULL)
		x->refusal = refuse(503, N_("There are too many connections "
					    "from your address."));
}

static enum method
method_read(struct str name)
{
	for (enum method m = METHOD_GET; m < METHOD_OTHER; m++)
		if (str_is(name, method_name(m)))
			return m;
	return METHOD_OTHER;
}

static struct refusal
check_framing(struct exchange *x)
{
	const struct refusal refusal = framing_read(&x->head, &x->framing);

	x->keep_alive = x->framing.keep_alive;
	return refusal;
}

/*
 * RFC 9112 §3.2: exactly one Host in HTTP/1.1, at most one before, and a
 * valid one.
 */
static struct refusal
check_host(struct exchange *x)
{
	const struct head *h = &x->head;
	const struct str host = head_only(h, HEAD_HOST);

	if (h->count[HEAD_HOST] == 0 && h->minor_version == 0) {
		x->req.host = STR("");
		return fine;
	}
	if (h->count[HEAD_HOST] != 1 || !host_is_valid(host))
		return refuse(400, N_("The request must name one valid host."));
	x->req.host = host;
	return fine;
}

/* RFC 9110 §9.3.6: host ":" port, and a port there must be. */
static bool
is_tunnel_target(struct str target)
{
	return target.len > 0 && host_is_valid(target) &&
	       target.ptr[target.len - 1] != ':' &&
	       target.ptr[target.len - 1] != ']' &&
	       memchr(target.ptr, ':', target.len) != NULL;
}

/* RFC 9110 §9.1, §15.6.2: unknown, or not implemented for any resource. */
static struct refusal
check_method(struct exchange *x)
{
	if (x->req.method != METHOD_OTHER)
		return fine;
	if (str_is(head_method(&x->head), "CONNECT")) {
		/* Nobody knows what who wants a tunnel sends next. */
		x->keep_alive = false;
		if (!is_tunnel_target(head_target(&x->head)))
			return refuse(400, N_("A tunnel needs a host and a "
					      "port."));
	}
	return refuse(501, N_("This server does not know that method."));
}

static struct refusal
check_target(struct exchange *x)
{
	struct target target;
	const struct refusal refusal = target_read(&x->head, &target);

	if (refusal.status != 0)
		return refusal;
	x->req.raw_path = target.path;
	x->req.query = target.query;
	if (target.authority.ptr == NULL)
		return fine;
	/* RFC 9112 §3.2.2: the target's authority counts, not Host. */
	x->req.host = target.authority;
	/* RFC 9110 §7.4: https only over a connection that is secured. */
	if (target.https && !x->req.https)
		return refuse(
		    421, N_("This server does not answer for that address."));
	return fine;
}

static struct refusal
check_expectations(struct exchange *x)
{
	if (x->framing.expects_other)
		return refuse(417,
		    N_("This server cannot meet what the request expects."));
	return fine;
}

static struct refusal
check_text(struct exchange *x)
{
	struct refusal refusal = path_read(x->arena, x->req.raw_path, &x->path);

	if (refusal.status != 0)
		return refusal;
	x->req.path = x->path.text;
	return pairs_read_urlencoded(x->arena, x->req.query, &x->query);
}

/*
 * 301 is not refusing, but it, too, needs no handler: exchange_run makes it.
 */
static struct refusal
check_route(struct exchange *x)
{
	const bool found =
	    router_find(x->server->router, x->req.method, &x->path, &x->match);

	if (!found)
		return refuse(404, N_("There is nothing at this address."));
	if (x->path.slash_at_end && x->match.allows_get &&
	    x->req.method != METHOD_POST)
		return refuse(301, N_("This page has moved."));
	if (x->path.slash_at_end)
		return refuse(404, N_("There is nothing at this address."));
	if (x->match.route == NULL)
		return refuse(405, N_("This address does not take that "
				      "method."));
	x->req.route = x->match.route;
	x->req.route_number = x->match.number;
	return fine;
}

/* Codings of the content itself are not undone: RFC 9110 §8.4, §15.5.16. */
static struct refusal
check_content(struct exchange *x)
{
	struct str coding;
	size_t i = 0;

	while (head_next(&x->head, HEAD_CONTENT_ENCODING, &i, &coding))
		if (!str_eq_nocase(coding, STR("identity")))
			return refuse(
			    415, N_("Compressed requests are not taken."));
	return fine;
}

/* In this order: what comes first is what the client is told. */
static void
admit(struct exchange *x)
{
	static struct refusal (*const checks[])(struct exchange *) = {
		check_framing,
		check_host,
		check_method,
		check_target,
		check_expectations,
		check_text,
		check_route,
		check_content,
	};

	for (size_t i = 0; i < COUNT(checks); i++) {
		const struct refusal refusal = checks[i](x);

		if (refusal.status == 0)
			continue;
		if (x->refusal.status == 0)
			x->refusal = refusal;
		/* What was not understood: nor may be what follows it. */
		if (refusal.status == 400 || i == 0)
			x->keep_alive = false;
		return;
	}
}

struct exchange *
exchange_new(struct conn *conn, const char *bytes,
    const struct head_parser *parser, struct refusal refused)
{
	struct arena *arena = arena_new();
	struct exchange *x = ARENA_NEW(arena, struct exchange);
	struct req *r = &x->req;

	x->arena = arena;
	x->conn = conn;
	x->server = server_retain(conn->server);
	arena_on_release(arena, server_release, x->server);
	x->began_usec = conn->began_usec;
	x->refusal = refused;
	x->body.fd = -1;
	r->arena = arena;
	r->app = x->server->app;
	r->id = x->server->next_id++;
	r->began_usec = clock_wall_usec();
	r->exchange = x;
	r->head = &x->head;
	r->path = r->raw_path = r->host = STR("");
	r->method = METHOD_OTHER;
	copy_head(x, bytes, parser);
	if (x->head.method_len > 0)
		r->method = method_read(head_method(&x->head));
	identify_client(x);
	if (refused.status == 0)
		admit(x);
	return x;
}

/* Answered without its body: nobody can tell what follows. */
static enum exchange_body
skip_body(struct exchange *x)
{
	x->keep_alive = false;
	return EXCHANGE_NO_BODY;
}

static size_t
route_body_limit(const struct route *route)
{
	return route->max_body_bytes > 0 ? route->max_body_bytes
					 : FORM_MAX_BYTES;
}

enum exchange_body
exchange_body(struct exchange *x, bool some_is_here)
{
	const struct framing *f = &x->framing;
	const struct route *route = x->req.route;
	const bool wanted = x->refusal.status == 0 && route != NULL &&
			    route->method == METHOD_POST;
	const uint64_t limit = wanted ? route_body_limit(route)
				      : x->server->options.max_discard_bytes;

	/* The head was no good: keep_alive is false for that already. */
	if (x->refusal.status != 0 && !x->keep_alive)
		return EXCHANGE_NO_BODY;
	if (!f->chunked && f->length == 0) {
		x->body_ended = true;
		return EXCHANGE_NO_BODY;
	}
	if (!f->chunked && f->length > limit) {
		if (x->refusal.status == 0)
			x->refusal = too_much(limit);
		return skip_body(x);
	}
	/* RFC 9110 §10.1.1: only who is told to go on sends the body. */
	if ((f->expects_continue || f->expects_other) && !some_is_here &&
	    !wanted)
		return skip_body(x);
	body_init(&x->body, x->server, x->arena, limit, wanted);
	return f->expects_continue && !some_is_here ? EXCHANGE_SEND_CONTINUE
						    : EXCHANGE_READ_BODY;
}

void
exchange_refuse(struct exchange *x, int status, const char *why)
{
	x->keep_alive = false;
	x->refusal = refuse(status, why);
}

static void
refuse_body(struct exchange *x)
{
	exchange_refuse(x, 503,
	    N_("The server has no room for that "
	       "now. Please try again later."));
	if (!x->body.failed)
		x->refusal = too_much(x->body.limit);
}

/* True: the body has ended, well or not. */
static bool
feed_length(struct exchange *x, struct str *in)
{
	const uint64_t left = x->framing.length - x->body.size;
	const struct str piece =
	    str_slice(*in, 0, in->len < left ? in->len : (size_t)left);

	*in = str_slice(*in, piece.len, in->len);
	if (!body_add(&x->body, piece)) {
		refuse_body(x);
		return true;
	}
	x->body_ended = x->body.size == x->framing.length;
	return x->body_ended;
}

static bool
feed_chunked(struct exchange *x, struct str *in)
{
	struct str piece;

	for (;;) {
		switch (chunked_decode(&x->chunked, in, &piece)) {
		case CHUNKED_MORE:
			return false;
		case CHUNKED_DATA:
			if (body_add(&x->body, piece))
				continue;
			refuse_body(x);
			return true;
		case CHUNKED_DONE:
			x->body_ended = true;
			return true;
		case CHUNKED_BAD:
			exchange_refuse(x, 400,
			    N_("Your browser sent a request that this server "
			       "could not understand."));
			return true;
		}
	}
}

bool
exchange_feed(struct exchange *x, struct str *in)
{
	const bool ended =
	    x->framing.chunked ? feed_chunked(x, in) : feed_length(x, in);

	if (x->body_ended && !body_end(&x->body))
		refuse_body(x);
	return ended;
}

void
exchange_drop(struct exchange *x)
{
	census_give_back(x->server->census, x->counted);
	arena_release(x->arena);
}
