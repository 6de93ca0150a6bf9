/*
 * What a C struct is made of, as data: a row of a query, a form, a template's
 * view. The generator (server/gen) writes these tables beside the structs;
 * db/ fills structs through them, render/ reads them by name.
 *
 * The C type of each field type:
 *	BOOL	bool
 *	INT	int64_t, whatever its width in the database
 *	TEXT	struct str; NULL is {NULL, 0}
 *	HTML	struct html
 *	TIME	int64_t, microseconds since 1970 in UTC
 *	BYTES	struct str
 *	TEXTS	struct str *x; size_t n_x
 *	MSG	struct msg
 *	RECORD	struct R *x, or NULL
 *	LIST	struct R *x; size_t n_x (an array)
 */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum field_type {
	FIELD_BOOL,
	FIELD_INT,
	FIELD_TEXT,
	FIELD_HTML,
	FIELD_TIME,
	FIELD_BYTES,
	FIELD_TEXTS,
	FIELD_MSG,
	FIELD_RECORD,
	FIELD_LIST,
};

struct record;

struct field {
	const char *name;
	enum field_type type;
	uint32_t offset; /* in the struct */
	uint32_t count_offset; /* LIST and TEXTS: of the size_t */
	uint32_t set_offset; /* nullable BOOL, INT, TIME: of the bool has_NAME;
				0: the field is never NULL */
	bool nullable;
	uint8_t width; /* INT: bytes in the database, 4 or 8 */
	const struct record *record; /* RECORD and LIST: of what */
};

struct record {
	const char *name;
	size_t size; /* of the struct */
	const struct field *fields;
	size_t n_fields;
};

/* The field of that name, or NULL. */
const struct field *record_find(const struct record *r, struct str name);

/* Where a field's value (or its count, or its has_ flag) lies in a struct. */
static inline const void *
record_at(const void *of, uint32_t offset)
{
	return (const char *)of + offset;
}

#endif
