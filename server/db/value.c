#include "db/value_impl.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/utf8.h"
#include "db/batch_impl.h"

static const char bad_text[] = "22021"; /* character_not_in_repertoire */
static const char bad_number[] = "22003"; /* numeric_value_out_of_range */

/* Arrays of arrays are no parameters of bulk statements. */
static const struct {
	Oid type, array;
} oids[] = {
	[DB_BOOL] = { OID_BOOL, 1000 },
	[DB_INT4] = { OID_INT4, 1007 },
	[DB_INT8] = { OID_INT8, OID_INT8S },
	[DB_TEXT] = { OID_TEXT, OID_TEXTS },
	[DB_TIME] = { OID_TIMESTAMPTZ, 1185 },
	[DB_BYTES] = { OID_BYTEA, 1001 },
	[DB_TEXTS] = { OID_TEXTS, 0 },
	[DB_INT8S] = { OID_INT8S, 0 },
};

Oid
value_param_oid(const struct statement *s, size_t param)
{
	const enum db_type type = s->params[param].type;

	return s->bulk ? oids[type].array : oids[type].type;
}

static void
put_number(char *to, uint64_t n, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--, n >>= 8)
		to[i] = (char)(n & 0xff);
}

static int64_t
time_to_server(int64_t usec)
{
	if (usec == INT64_MAX || usec < INT64_MIN + VALUE_EPOCH_USEC)
		return usec < 0 ? INT64_MIN : INT64_MAX;
	return usec - VALUE_EPOCH_USEC;
}

static bool
is_sendable(struct str text)
{
	return text.len <= INT_MAX / 2 &&
	       (text.len == 0 || memchr(text.ptr, '\0', text.len) == NULL) &&
	       utf8_valid(text);
}

static void
encode_number(struct arena *arena, struct value *to, int64_t n, int bytes)
{
	char *at = arena_alloc(arena, (size_t)bytes);

	put_number(at, (uint64_t)n, bytes);
	*to = (struct value){ at, bytes };
}

static void
encode_bytes(struct arena *arena, struct value *to, struct str from)
{
	const struct str copy =
	    arena_str(arena, from.ptr ? from : (struct str){ "", 0 });

	*to = (struct value){ copy.ptr, (int)copy.len };
}

/* The head of an array of n elements; returns what follows it. */
static char *
start_array(
    struct arena *arena, struct value *to, Oid type, size_t n, size_t bytes)
{
	const size_t head = n > 0 ? 20 : 12;
	char *at = arena_alloc(arena, head + bytes);

	*to = (struct value){ at, (int)(head + bytes) };
	put_number(at, n > 0, 4);
	put_number(at + 4, 0, 4);
	put_number(at + 8, type, 4);
	if (n > 0) {
		put_number(at + 12, n, 4);
		put_number(at + 16, 1, 4);
	}
	return at + head;
}

static bool
encode_texts(
    struct arena *arena, struct value *to, const struct str *texts, size_t n)
{
	size_t bytes = 0;
	char *at;

	for (size_t i = 0; i < n; i++) {
		bytes += 4 + texts[i].len;
		if (!is_sendable(texts[i]) || bytes > INT_MAX / 2)
			return false;
	}
	at = start_array(arena, to, OID_TEXT, n, bytes);
	for (size_t i = 0; i < n; i++) {
		put_number(at, texts[i].len, 4);
		if (texts[i].len > 0)
			memcpy(at + 4, texts[i].ptr, texts[i].len);
		at += 4 + texts[i].len;
	}
	return true;
}

static bool
encode_int8s(
    struct arena *arena, struct value *to, const int64_t *numbers, size_t n)
{
	char *at;

	if (n > VALUE_MAX_ELEMENTS)
		return false;
	at = start_array(arena, to, OID_INT8, n, 12 * n);
	for (size_t i = 0; i < n; i++, at += 12) {
		put_number(at, 8, 4);
		put_number(at + 4, (uint64_t)numbers[i], 8);
	}
	return true;
}

bool
value_encode(struct arena *arena, const struct db_param *param,
    const struct db_value *from, struct value *to, const char **sqlstate)
{
	const int64_t n = from->number;

	*sqlstate = bad_text;
	*to = (struct value){ NULL, 0 };
	if (from->null) {
		assert(param->nullable);
		return true;
	}
	switch (param->type) {
	case DB_BOOL:
		encode_number(arena, to, n != 0, 1);
		return true;
	case DB_INT4:
		*sqlstate = bad_number;
		encode_number(arena, to, n, 4);
		return n >= INT32_MIN && n <= INT32_MAX;
	case DB_INT8:
		encode_number(arena, to, n, 8);
		return true;
	case DB_TIME:
		encode_number(arena, to, time_to_server(n), 8);
		return true;
	case DB_TEXT:
		encode_bytes(arena, to, from->text);
		return is_sendable(from->text);
	case DB_BYTES:
		encode_bytes(arena, to, from->text);
		return from->text.len <= INT_MAX / 2;
	case DB_TEXTS:
		return encode_texts(arena, to, from->list, from->n);
	case DB_INT8S:
		*sqlstate = bad_number;
		return encode_int8s(arena, to, from->list, from->n);
	}
	return false;
}

struct value
value_gather(struct arena *arena, const struct call *first, size_t param)
{
	const enum db_type type = first->statement->params[param].type;
	size_t n = 0, bytes = 0;
	struct value v;
	bool nulls = false;

	for (const struct call *c = first; c != NULL; c = c->together, n++) {
		nulls = nulls || c->values[param] == NULL;
		bytes += 4 + (size_t)c->lengths[param];
	}
	char *at = start_array(arena, &v, oids[type].type, n, bytes);

	put_number(at - 16, nulls, 4);
	for (const struct call *c = first; c != NULL; c = c->together) {
		const size_t len = (size_t)c->lengths[param];
		const bool null = c->values[param] == NULL;

		put_number(at, null ? UINT64_MAX : len, 4);
		if (len > 0)
			memcpy(at + 4, c->values[param], len);
		at += 4 + len;
	}
	return v;
}
