/* Rows out of the server's binary formats. */
#include "db/row_impl.h"

#include <assert.h>
#include <string.h>

#include "base/html.h"
#include "base/record.h"
#include "db/batch_impl.h"
#include "db/value_impl.h"

Oid
row_field_oid(const struct field *field)
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
row_void_oid(void)
{
	return OID_VOID;
}

static int64_t
get_number(const char *from, int bytes)
{
	uint64_t n = bytes == 4 && (from[0] & 0x80) ? UINT64_MAX : 0;

	for (int i = 0; i < bytes; i++)
		n = n << 8 | (unsigned char)from[i];
	return (int64_t)n;
}

/* The ends of the range stand for infinity on both sides. */
static int64_t
time_from_server(int64_t t)
{
	if (t == INT64_MIN || t > INT64_MAX - VALUE_EPOCH_USEC)
		return t < 0 ? INT64_MIN : INT64_MAX;
	return t + VALUE_EPOCH_USEC;
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
	if (n < 0 || n > VALUE_MAX_ELEMENTS)
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
		if (PQftype(result, i) != row_field_oid(&record->fields[i]) ||
		    PQfformat(result, i) != 1)
			return false;
	return true;
}

static enum row_fit
decode_row(struct arena *arena, const struct record *record,
    const PGresult *result, int row, void *to)
{
	for (int i = 0; i < PQnfields(result); i++) {
		const struct field *field = &record->fields[i];
		const struct str bytes = { PQgetvalue(result, row, i),
			(size_t)PQgetlength(result, row, i) };

		if (!PQgetisnull(result, row, i)) {
			if (!decode_value(arena, field, bytes, to))
				return ROW_BROKEN;
		} else if (!field->nullable) {
			return ROW_MISFIT;
		}
	}
	return ROW_FITS;
}

static const char *const why_not[] = {
	[ROW_FITS] = "",
	[ROW_MISFIT] = "NULL in a column that is never NULL",
	[ROW_BROKEN] = "a value that does not fit its type",
};

enum row_fit
row_decode_all(struct arena *arena, const struct statement *s,
    const PGresult *result, void **rows, const char **why)
{
	const int n = PQntuples(result);
	enum row_fit fit = ROW_FITS;

	*rows = NULL;
	*why = "columns that are not the declared ones";
	if (!columns_fit(s, result))
		return ROW_BROKEN;
	*why = "more than one row";
	if (s->rows == DB_ONE && n > 1)
		return ROW_MISFIT;
	if (s->record == NULL)
		return ROW_FITS;
	*rows = arena_array(arena, (size_t)n, s->record->size);
	for (int i = 0; i < n && fit == ROW_FITS; i++)
		fit = decode_row(arena, s->record, result, i,
		    (char *)*rows + (size_t)i * s->record->size);
	*why = why_not[fit];
	return fit;
}

enum row_fit
row_decode_bulk(struct call *first, const PGresult *result, const char **why)
{
	const struct record *record = first->statement->record;
	enum row_fit fit = ROW_FITS;
	int n = 0;

	for (const struct call *c = first; c != NULL; c = c->together)
		n++;
	*why = "rows that are not one for each call";
	if (!columns_fit(first->statement, result) || PQntuples(result) != n)
		return ROW_BROKEN;
	n = 0;
	for (struct call *c = first; c != NULL && fit == ROW_FITS;
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
