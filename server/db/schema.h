/*
 * What a schema is made of: numbered migrations (sql/migrations/, each run
 * once, never changed) and repeatable files (the others in sql/, run again
 * whenever one of them changes). The table schema_migration has a row for
 * each, with the SHA-256 of its text.
 */
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include <libpq-fe.h>

#include "base/embedded.h"

struct schema_file {
	const struct embedded *file;
	const char *name; /* "0001-accounts.sql", "visible.sql" */
	char hash[65];
	bool is_migration;
};

struct schema {
	struct schema_file *files; /* migrations by number, then the others */
	size_t n;
};

struct schema *schema_new(const struct embedded *files, size_t n);
void schema_free(struct schema *schema);

/*
 * Compares with the rows (name, hash) of the database:
 *
 *	SCHEMA_SAME
 *	SCHEMA_BEHIND	sala migrate can bring it up to date
 *	SCHEMA_FOREIGN	a changed or unknown migration: it cannot
 *
 * and says in `why` what is different.
 */
enum schema_state { SCHEMA_SAME, SCHEMA_BEHIND, SCHEMA_FOREIGN };

enum schema_state schema_compare(
    const struct schema *schema, const PGresult *rows, char *why, size_t size);

/* Whether the rows have this file with this text. */
bool schema_has(const struct schema_file *file, const PGresult *rows);

#endif
