/*
 * Values as they travel: parameters into PostgreSQL's binary formats; rows out
 * of them are row_impl.h's. The formats are those of the types' send and receive functions
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

struct call;

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
	VALUE_MAX_ELEMENTS = 100000,
};

/* 2000-01-01 in microseconds since 1970. */
#define VALUE_EPOCH_USEC INT64_C(946684800000000)

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

/*
 * The values of one parameter of all calls that are executed together
 * (db/batch_impl.h), as one array in the arena.
 */
struct value value_gather(
    struct arena *arena, const struct call *first, size_t param);

/* The number that a parameter's type has in the server's catalogue. */
Oid value_param_oid(const struct statement *s, size_t param);

#endif
