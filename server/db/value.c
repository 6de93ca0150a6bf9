#include "db/value_impl.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/html.h"
#include "base/record.h"
#include "base/utf8.h"
#include "db/batch_impl.h"

enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_TEXTS = 1009,
	OID_INT8S = 1016,
	OID_TIMESTAMPTZ = 1184,
	OID_VOID = 2278,
	MAX_ELEMENTS = 100000,
};

/* 2000-01-01 in microseconds since 1970. */
#define EPOCH_USEC INT64_C(946684800000000)

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

Oid
value_field_oid(const struct field *field)
{
	static const Oid fields[] = { [FIELD_BOOL] = OID_BOOL,
		[FIELD_TEXT] = OID_TEXT,
		[FIELD_HTML] = OID_TEXT,
		[FIELD_TIME] = OID_TIMESTAMPTZ,
		[FIELD_BYTES] = OID_BYTEA,
		[FIELD_TEXTS] = OID_TEXTS };

	assert(field->type <= FIELD_TEXTS);
	if (field->type == FIELD_INT)
		return field->width == 4 ? OID_INT4 : OID_INT8;
	return fields[field->type];
}

Oid
value_void_oid(void)
{
	return OID_VOID;
}

static void
put_number(char *to, uint64_t n, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--, n >>= 8)
		to[i] = (char)(n & 0xff);
}

static int64_t
get_number(const char *from, int bytes)
{
	uint64_t n = bytes == 4 && (from[0] & 0x80) ? UINT64_MAX : 0;

	for (int i = 0; i < bytes; i++)
		n = n << 8 | (unsigned char)from[i];
	return (int64_t)n;
}

static int64_t
time_to_server(int64_t usec)
{
	if (usec == INT64_MAX || usec < INT64_MIN + EPOCH_USEC)
		return usec < 0 ? INT64_MIN : INT64_MAX;
	return usec - EPOCH_USEC;
}

/* The ends of the range stand for infinity on both sides. */
static int64_t
time_from_server(int64_t t)
{
	if (t == INT64_MIN || t > INT64_MAX - EPOCH_USEC)
		return t < 0 ? INT64_MIN : INT64_MAX;
	return t + EPOCH_USEC;
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

	if (n > MAX_ELEMENTS)
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

/* Returns false when the bytes are no array of texts without NULL. */
static bool
decode_texts(struct arena *arena, const char *at, size_t len, void *row,
    const struct field *field)
{
	const char *end = at + len;
	struct str *texts;
	int64_t n;

	if (len < 12 || get_number(at, 4) > 1 || get_number(at, 4) < 0 ||
	    get_number(at + 8, 4) != OID_TEXT)
		return false;
	n = get_number(at, 4) == 0 ? 0 : len < 20 ? -1 : get_number(at + 12, 4);
	if (n < 0 || n > MAX_ELEMENTS)
		return false;
	at += n > 0 ? 20 : 12;
	texts = ARENA_ARRAY(arena, struct str, (size_t)n);
	for (int64_t i = 0; i < n; i++) {
		const int64_t bytes = end - at < 4 ? -1 : get_number(at, 4);

		if (bytes < 0 || bytes > end - at - 4)
			return false;
		texts[i] =
		    arena_str(arena, (struct str){ at + 4, (size_t)bytes });
		at += 4 + bytes;
	}
	*(struct str **)((char *)row + field->offset) = texts;
	*(size_t *)((char *)row + field->count_offset) = (size_t)n;
	return true;
}

/* False: the length is not the type's. */
static bool
decode_value(
    struct arena *arena, const struct field *field, struct str bytes, void *row)
{
	void *to = (char *)row + field->offset;

	if (field->set_offset != 0)
		*(bool *)((char *)row + field->set_offset) = true;
	switch (field->type) {
	case FIELD_BOOL:
		if (bytes.len != 1)
			return false;
		*(bool *)to = bytes.ptr[0] != 0;
		return true;
	case FIELD_INT:
		if (bytes.len != field->width)
			return false;
		*(int64_t *)to = get_number(bytes.ptr, field->width);
		return true;
	case FIELD_TIME:
		if (bytes.len != 8)
			return false;
		*(int64_t *)to = time_from_server(get_number(bytes.ptr, 8));
		return true;
	case FIELD_HTML:
		*(struct html *)to = html_trusted(arena_str(arena, bytes));
		return true;
	case FIELD_TEXT:
	case FIELD_BYTES:
		*(struct str *)to = arena_str(arena, bytes);
		return true;
	case FIELD_TEXTS:
		return decode_texts(arena, bytes.ptr, bytes.len, row, field);
	default:
		return false;
	}
}

/* The columns are as many and of the types that the record says. */
static bool
columns_fit(const struct statement *s, const PGresult *result)
{
	const struct record *record = s->record;

	/* A statement of no rows may call a function that returns void. */
	if (record == NULL)
		return PQnfields(result) == 0 ||
		       (PQnfields(result) == 1 &&
			   PQftype(result, 0) == OID_VOID);
	if ((size_t)PQnfields(result) != record->n_fields)
		return false;
	for (int i = 0; i < PQnfields(result); i++)
		if (PQftype(result, i) != value_field_oid(&record->fields[i]) ||
		    PQfformat(result, i) != 1)
			return false;
	return true;
}

static enum value_fit
decode_row(struct arena *arena, const struct record *record,
    const PGresult *result, int row, void *to)
{
	for (int i = 0; i < PQnfields(result); i++) {
		const struct field *field = &record->fields[i];
		const struct str bytes = { PQgetvalue(result, row, i),
			(size_t)PQgetlength(result, row, i) };

		if (!PQgetisnull(result, row, i)) {
			if (!decode_value(arena, field, bytes, to))
				return VALUE_BROKEN;
		} else if (!field->nullable) {
			return VALUE_MISFIT;
		}
	}
	return VALUE_FITS;
}

static const char *const why_not[] = {
	[VALUE_FITS] = "",
	[VALUE_MISFIT] = "NULL in a column that is never NULL",
	[VALUE_BROKEN] = "a value that does not fit its type",
};

enum value_fit
value_decode_rows(struct arena *arena, const struct statement *s,
    const PGresult *result, void **rows, const char **why)
{
	const int n = PQntuples(result);
	enum value_fit fit = VALUE_FITS;

	*rows = NULL;
	*why = "columns that are not the declared ones";
	if (!columns_fit(s, result))
		return VALUE_BROKEN;
	*why = "more than one row";
	if (s->rows == DB_ONE && n > 1)
		return VALUE_MISFIT;
	if (s->record == NULL)
		return VALUE_FITS;
	*rows = arena_array(arena, (size_t)n, s->record->size);
	for (int i = 0; i < n && fit == VALUE_FITS; i++)
		fit = decode_row(arena, s->record, result, i,
		    (char *)*rows + (size_t)i * s->record->size);
	*why = why_not[fit];
	return fit;
}

enum value_fit
value_decode_bulk(struct call *first, const PGresult *result, const char **why)
{
	const struct record *record = first->statement->record;
	enum value_fit fit = VALUE_FITS;
	int n = 0;

	for (const struct call *c = first; c != NULL; c = c->together)
		n++;
	*why = "rows that are not one for each call";
	if (!columns_fit(first->statement, result) || PQntuples(result) != n)
		return VALUE_BROKEN;
	n = 0;
	for (struct call *c = first; c != NULL && fit == VALUE_FITS;
	     c = c->together, n++) {
		/* Nobody will look at what is for a task that has left. */
		if (c->batch->task == NULL)
			continue;
		c->rows = arena_array(c->batch->arena, 1, record->size);
		c->n_rows = 1;
		fit = decode_row(c->batch->arena, record, result, n, c->rows);
	}
	*why = why_not[fit];
	return fit;
}
