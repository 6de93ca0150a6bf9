/*
 * Rows as they come, in PostgreSQL's binary formats (value_impl.h), into the
 * structs of their records.
 */
#ifndef DB_ROW_IMPL_H
#define DB_ROW_IMPL_H

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "db/statement.h"

struct call;
struct field;

/* The numbers of the types in the server's catalogue. */
Oid row_field_oid(const struct field *field);
Oid row_void_oid(void);

/*
 * ROW_MISFIT: a NULL in a column that is never NULL, or a row too many.
 * ROW_BROKEN: the columns are others than declared or the bytes make no
 * sense, so that the connection cannot be trusted. *why says which.
 */
enum row_fit { ROW_FITS, ROW_MISFIT, ROW_BROKEN };

/* All rows of a result as an array of structs in the arena. */
MUST_CHECK
enum row_fit row_decode_all(struct arena *arena, const struct statement *s,
    const PGresult *result, void **rows, const char **why);

/* One row for each call that was executed together, in their order. */
MUST_CHECK
enum row_fit row_decode_bulk(
    struct call *first, const PGresult *result, const char **why);

#endif
