/*
 * Statements as the generator writes them from sql/queries/: the text with
 * $1, $2 …, the type of every parameter, the record that a row becomes.
 * Nobody writes these tables by hand; handlers call the q_… functions.
 */
#ifndef DB_STATEMENT_H
#define DB_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct db_batch;
struct record;

/*
 * Which connection a statement runs on: reads that answer at once, writes,
 * reads that may take long (search, statistics, export).
 */
enum db_lane { DB_READ, DB_WRITE, DB_SLOW };

/* How many rows: none (or rows of type void), at most one, any number. */
enum db_rows { DB_NONE, DB_ONE, DB_MANY };

enum db_type {
	DB_BOOL,
	DB_INT4,
	DB_INT8,
	DB_TEXT,
	DB_TIME,
	DB_BYTES,
	DB_TEXTS,
	DB_INT8S
};

struct db_param {
	const char *name;
	enum db_type type;
	bool nullable;
};

struct statement {
	const char *name; /* also its name on every connection */
	const char *where; /* "post.sql:12", for messages */
	const char *sql;
	enum db_lane lane;
	/*
	 * A write that is executed once for all batches of a segment: each
	 * parameter is an array, with an element for each call, and the rows
	 * come in the order of the calls, one for each.
	 */
	bool bulk;
	enum db_rows rows;
	const struct db_param *params;
	size_t n_params;
	const struct record *record; /* of a row; NULL with DB_NONE */
	uint64_t sure; /* bit i: column i, though it may be NULL in its table,
			  never is in these rows (declared with !) */
};

/*
 * The value of one parameter; which member counts follows from its type.
 * A text whose ptr is NULL is sent as empty text unless `null` is set.
 */
struct db_value {
	bool null;
	int64_t number; /* DB_BOOL, DB_INT4, DB_INT8, DB_TIME */
	struct str text; /* DB_TEXT, DB_BYTES */
	const void *list; /* DB_TEXTS: struct str, DB_INT8S: int64_t */
	size_t n; /* of the list */
};

/*
 * Queues one statement; called by the q_… functions only. The values are
 * copied. When the batch has run without failure, `out` (struct RECORD **)
 * holds the row or NULL, or the rows and `n_rows` their number.
 */
void db_batch_add(struct db_batch *, const struct statement *,
    const struct db_value *values, void *out, size_t *n_rows);

#endif
