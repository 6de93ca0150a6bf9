/*
 * Values as they travel: parameters into PostgreSQL's binary formats, rows
 * out of them. The formats are those of the types' send and receive functions
 * (PostgreSQL's documentation names them only; sources: src/backend/utils/adt
 * timestamp.c, arrayfuncs.c): integers big-endian, a time in microseconds
 * since 2000, an array as dimensions, null flag, element type, then for each
 * dimension its size and lower bound, then length and bytes of each element.
 */
#ifndef DB_VALUE_IMPL_H
#define DB_VALUE_IMPL_H

#include <stdbool.h>
#include <stddef.h>

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "db/statement.h"

struct field;

/* One parameter, ready for PQsendQueryPrepared. NULL bytes: NULL. */
struct value {
	const char *bytes;
	int len;
};

/*
 * Copies into the arena. False: the value cannot be sent (text that is not
 * UTF-8 or holds a NUL, a number beyond its type); *sqlstate is then what
 * the server would have said.
 */
MUST_CHECK
bool value_encode(struct arena *arena, const struct db_param *param,
    const struct db_value *from, struct value *to, const char **sqlstate);

struct call;

/*
 * The values of one parameter of all calls that are executed together
 * (db/batch_impl.h), as one array in the arena.
 */
struct value value_gather(
    struct arena *arena, const struct call *first, size_t param);

/* The number that a parameter's type has in the server's catalogue. */
Oid value_param_oid(const struct statement *s, size_t param);
Oid value_field_oid(const struct field *field);
Oid value_void_oid(void);

/*
 * VALUE_MISFIT: a NULL in a column that is never NULL, or a row too many.
 * VALUE_BROKEN: the columns are others than declared or the bytes make no
 * sense, so that the connection cannot be trusted. *why says which.
 */
enum value_fit { VALUE_FITS, VALUE_MISFIT, VALUE_BROKEN };

/* All rows of a result as an array of structs in the arena. */
MUST_CHECK
enum value_fit value_decode_rows(struct arena *arena, const struct statement *s,
    const PGresult *result, void **rows, const char **why);

/* One row for each call that was executed together, in their order. */
MUST_CHECK
enum value_fit value_decode_bulk(
    struct call *first, const PGresult *result, const char **why);

#endif
