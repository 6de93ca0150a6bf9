/*
 * Heads of requests and all that is read from them: the same in one piece as
 * byte by byte, and nothing odd behind the door.
 */
#include <string.h>

#include "base/utf8.h"
#include "http/condition_impl.h"
#include "http/exchange_impl.h"

#include "check.h"

static const struct head_limits limits = {
	.line_bytes = 1000, .block_bytes = 4000, .fields = 20
};

static void
check_same(const struct head_parser *p, const char *bytes, size_t size,
    enum head_status wanted)
{
	struct head_parser other;
	enum head_status got = HEAD_MORE;

	head_parser_init(&other, &limits);
	for (size_t n = 0; n <= size && got == HEAD_MORE; n++)
		got = head_parse(&other, bytes, n);
	CHECK(got == wanted && other.status == p->status);
	CHECK(got == HEAD_BAD || other.at == p->at);
	CHECK(other.head.n_fields == p->head.n_fields);
	CHECK(memcmp(other.head.fields, p->head.fields,
		  p->head.n_fields * sizeof(p->head.fields[0])) == 0);
}

static void
check_fields(const struct head *h, const char *bytes, size_t end)
{
	for (size_t i = 0; i < h->n_fields; i++) {
		const struct str name = head_field_name(h, i);
		const struct str value = head_field_value(h, i);

		CHECK(name.len > 0 && name.ptr > bytes);
		CHECK(value.ptr + value.len <= bytes + end);
		CHECK(memchr(value.ptr, '\n', value.len) == NULL);
		CHECK(memchr(value.ptr, '\0', value.len) == NULL);
	}
}

static void
read_path(struct arena *a, const struct target *target)
{
	struct path path;
	struct pairs query;

	if (path_read(a, target->path, &path).status == 0) {
		CHECK(utf8_is_clean(path.text, false));
		CHECK(path.n_segments <= ROUTE_MAX_SEGMENTS);
	}
	if (pairs_read_urlencoded(a, target->query, &query).status == 0)
		for (size_t i = 0; i < query.n; i++)
			CHECK(utf8_is_clean(query.list[i].value, true));
}

static void
read_conditions(const struct head *h)
{
	const struct validators v = { .etag = STR("v1"),
		.modified_sec = 1118214309,
		.now_sec = 1781524800 };
	struct range range;
	const int status = condition_status(h, &v);

	CHECK(status == 200 || status == 304 || status == 412);
	if (range_status(h, &v, 26, &range) == 206)
		CHECK(range.from <= range.to && range.to < 26);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct head_parser p;
	struct framing framing;
	struct target target;
	struct networks proxies;
	struct address peer = { { 0 } };

	head_parser_init(&p, &limits);
	const enum head_status status = head_parse(&p, bytes, size);

	check_same(&p, bytes, size, status);
	if (status != HEAD_DONE) {
		CHECK(status == HEAD_MORE || p.status >= 400);
		return 0;
	}
	struct arena *a = arena_new();

	check_fields(&p.head, bytes, p.at);
	if (framing_read(&p.head, &framing).status == 0)
		CHECK(!framing.chunked || framing.length == 0);
	if (target_read(&p.head, &target).status == 0)
		read_path(a, &target);
	read_conditions(&p.head);
	CHECK(networks_read(&proxies, "::/128, 10.0.0.0/8"));
	(void)client_find(&proxies, &peer, &p.head);
	networks_release(&proxies);
	arena_release(a);
	return 0;
}
