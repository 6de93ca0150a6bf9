/*
 * What handlers ask of a request.
 */
#include "http/request.h"

#include <assert.h>

#include "http/exchange_impl.h"
#include "http/syntax_impl.h"

static const struct route_param *
param_find(const struct req *r, const char *name, bool is_int)
{
	const struct route_match *m = &r->exchange->match;

	for (size_t i = 0; m->names != NULL && i < m->n_params; i++)
		if (str_is(m->names->names[i], name)) {
			assert(!is_int || m->names->is_int[i]);
			return &m->params[i];
		}
	assert(!"the route has no such parameter");
	return NULL;
}

int64_t
req_int(const struct req *r, const char *name)
{
	return param_find(r, name, true)->number;
}

struct str
req_param(const struct req *r, const char *name)
{
	return param_find(r, name, false)->value;
}

struct str
req_query(const struct req *r, const char *name)
{
	return pairs_get(&r->exchange->query, str_from(name));
}

bool
req_header_next(
    const struct req *r, const char *name, size_t *line, struct str *value)
{
	const struct head *h = r->head;

	while (*line < h->n_fields) {
		const size_t i = (*line)++;

		if (!str_eq_nocase(head_field_name(h, i), str_from(name)))
			continue;
		*value = head_field_value(h, i);
		return true;
	}
	return false;
}

struct str
req_header(const struct req *r, const char *name)
{
	struct str value = { NULL, 0 };
	size_t line = 0;

	(void)req_header_next(r, name, &line, &value);
	return value;
}

/*
 * RFC 6265 §4.2.1: name=value pairs, "; " between. A pair that is not in the
 * grammar is passed over: another program of the same host may have set it.
 */
static bool
cookie_find(struct str line, struct str name, struct str *value)
{
	struct str pair, key;

	while (line.len > 0) {
		str_cut(line, ';', &pair, &line);
		if (!str_cut(syntax_trim(pair), '=', &key, value) ||
		    !str_eq(key, name))
			continue;
		if (value->len >= 2 && value->ptr[0] == '"' &&
		    value->ptr[value->len - 1] == '"')
			*value = str_slice(*value, 1, value->len - 1);
		if (value->len == 0 || syntax_all(*value, SYNTAX_COOKIE))
			return true;
	}
	return false;
}

struct str
req_cookie(const struct req *r, const char *name)
{
	struct str line, value;
	size_t i = 0;

	while (head_next(r->head, HEAD_COOKIE, &i, &line))
		if (cookie_find(line, str_from(name), &value))
			return value;
	return (struct str){ NULL, 0 };
}

struct str
req_form_raw(const struct req *r, const char *name)
{
	return pairs_get(&r->exchange->form, str_from(name));
}

const struct req_pair *
req_form_pairs(const struct req *r, size_t *n)
{
	*n = r->exchange->form.n;
	return r->exchange->form.list;
}

const struct route *
route_by_number(const struct req *r, unsigned number)
{
	return router_route(r->exchange->server->router, number);
}

bool
req_is_from(const struct req *r, const char *text)
{
	struct networks networks;
	struct address address;

	if (!r->exchange->proxied &&
	    (req_header(r, "x-forwarded-for").ptr != NULL ||
		req_header(r, "forwarded").ptr != NULL))
		return false;
	if (!address_read(r->client, false, &address) ||
	    !networks_read(&networks, text))
		return false;
	const bool among = networks_contain(&networks, &address);

	networks_release(&networks);
	return among;
}

struct str
req_body(const struct req *r)
{
	return r->exchange->body.view;
}

const char *
method_name(enum method method)
{
	static const char *const names[] = {
		[METHOD_GET] = "GET",
		[METHOD_HEAD] = "HEAD",
		[METHOD_POST] = "POST",
		[METHOD_OTHER] = "other",
	};

	return names[method];
}
