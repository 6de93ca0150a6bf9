/*
 * Bringing a database's schema up to date, for commands: it blocks.
 *
 * Migrations that the database does not have are run in the order of their
 * numbers, each in a transaction of its own; then, when any of them ran or
 * one has changed, all repeatable files in one transaction (see schema.h for
 * which and in what order). Nobody else can run it meanwhile: an advisory
 * lock is held, which ends with the connection. A migration that was changed
 * after it had been run, and a schema newer than this program, are refused.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/compiler.h"

struct embedded;

struct migrate_options {
	const char *url; /* of the owner of the schema */
	const char *app_role; /* whom to grant rights; NULL: "sala" */
	const struct embedded *files; /* embedded_files */
	size_t n_files;
	int lock_timeout_ms; /* waits for others' locks; 0: 10,000 */
	/* Hears what is done, a line at a time; may be NULL. */
	void (*say)(void *arg, const char *line);
	void *arg;
};

/*
 * False: *error has been given what and where, as in
 * "sql/migrations/0002-blogs.sql:14: syntax error at or near ...".
 * What had been done before stays.
 */
MUST_CHECK
bool db_migrate(const struct migrate_options *options, struct buf *error);

#endif
