#include "db/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/token.h"

/*
 * The order of the repeatable files: what others build on comes first, the
 * rights come last; those between go by name. Some files are no part of the
 * schema.
 */
static const char *const first[] = { "visible.sql", "views.sql", "derive.sql" };
static const char *const last[] = { "grants.sql" };
static const char *const no_schema[] = { "demo.sql", "cluster.sql" };

enum { MIDDLE = 100 };

static bool
is_in(const char *name, const char *const *list, size_t n, size_t *at)
{
	for (*at = 0; *at < n; ++*at)
		if (strcmp(name, list[*at]) == 0)
			return true;
	return false;
}

static size_t
rank(const struct schema_file *f)
{
	size_t at;

	if (f->is_migration)
		return 0;
	if (is_in(f->name, first, COUNT(first), &at))
		return 1 + at;
	if (is_in(f->name, last, COUNT(last), &at))
		return MIDDLE + 1 + at;
	return MIDDLE;
}

static int
compare_files(const void *a, const void *b)
{
	const struct schema_file *x = a, *y = b;

	if (rank(x) != rank(y))
		return rank(x) < rank(y) ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void
hash_file(struct schema_file *f)
{
	unsigned char hash[TOKEN_HASH_BYTES];

	token_hash(hash, (struct str){ f->file->bytes, f->file->len });
	for (size_t i = 0; i < sizeof(hash); i++)
		snprintf(f->hash + 2 * i, 3, "%02x", hash[i]);
}

/* False: not a file of the schema. */
static bool
classify(struct schema_file *f, const struct embedded *file)
{
	static const struct str migrations = STR_INIT("sql/migrations/");
	static const struct str others = STR_INIT("sql/");
	const struct str path = str_from(file->path);
	size_t at;

	f->file = file;
	f->is_migration = str_starts(path, migrations);
	f->name = file->path + (f->is_migration ? migrations.len : others.len);
	return str_starts(path, others) && str_ends(path, STR(".sql")) &&
	       strchr(f->name, '/') == NULL &&
	       !is_in(f->name, no_schema, COUNT(no_schema), &at);
}

struct schema *
schema_new(const struct embedded *files, size_t n)
{
	struct schema *schema = MEM_NEW(struct schema);

	schema->files = mem_array(n, sizeof(*schema->files));
	for (size_t i = 0; i < n; i++)
		if (classify(&schema->files[schema->n], &files[i]))
			hash_file(&schema->files[schema->n++]);
	qsort(schema->files, schema->n, sizeof(*schema->files), compare_files);
	return schema;
}

void
schema_free(struct schema *schema)
{
	if (schema == NULL)
		return;
	free(schema->files);
	free(schema);
}

/* The file's hash in the database, or NULL. */
static const char *
hash_there(const struct schema_file *f, const PGresult *rows)
{
	for (int i = 0; i < PQntuples(rows); i++)
		if (strcmp(PQgetvalue(rows, i, 0), f->name) == 0)
			return PQgetvalue(rows, i, 1);
	return NULL;
}

bool
schema_has(const struct schema_file *file, const PGresult *rows)
{
	const char *hash = hash_there(file, rows);

	return hash != NULL && strcmp(hash, file->hash) == 0;
}

static bool
is_known(const struct schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->n; i++)
		if (strcmp(schema->files[i].name, name) == 0)
			return true;
	return false;
}

/* A migration of the database that this program does not have, or NULL. */
static const char *
find_newer(const struct schema *schema, const PGresult *rows)
{
	for (int i = 0; i < PQntuples(rows); i++) {
		const char *name = PQgetvalue(rows, i, 0);

		if (*name >= '0' && *name <= '9' && !is_known(schema, name))
			return name;
	}
	return NULL;
}

enum schema_state
schema_compare(
    const struct schema *schema, const PGresult *rows, char *why, size_t size)
{
	const char *newer = find_newer(schema, rows), *hole = NULL;
	enum schema_state state = SCHEMA_SAME;

	snprintf(why, size, "%s", "");
	if (newer != NULL) {
		snprintf(why, size,
		    "the schema is newer than this program: "
		    "it has %s",
		    newer);
		return SCHEMA_FOREIGN;
	}
	for (size_t i = 0; i < schema->n; i++) {
		const struct schema_file *f = &schema->files[i];
		const char *there = hash_there(f, rows);

		if (f->is_migration && there == NULL)
			hole = hole != NULL ? hole : f->name;
		if (f->is_migration && there != NULL &&
		    (hole != NULL || strcmp(there, f->hash) != 0)) {
			snprintf(why, size,
			    hole ? "%s was never run, but a "
				   "later migration was"
				 : "%s was changed after it "
				   "had been run",
			    hole ? hole : f->name);
			return SCHEMA_FOREIGN;
		}
		if (state == SCHEMA_SAME && !schema_has(f, rows)) {
			snprintf(why, size,
			    "%s has not been run on this "
			    "database: run sala migrate",
			    f->name);
			state = SCHEMA_BEHIND;
		}
	}
	return state;
}
