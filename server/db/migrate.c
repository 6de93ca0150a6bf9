#include "db/migrate.h"

#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "base/embedded.h"
#include "db/schema.h"

enum { LOCK_WAIT_MS = 60000, LOCK_TIMEOUT_MS = 10000 };

struct migration {
	const struct migrate_options *options;
	struct buf *error;
	struct schema *schema;
	PGconn *conn;
	PGresult *applied; /* rows (name, hash) as they were */
	bool ran_any;
};

static void
say(const struct migration *m, const char *line)
{
	if (m->options->say != NULL)
		m->options->say(m->options->arg, line);
}

static void
hear_notice(void *arg, const PGresult *result)
{
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	say(arg, text != NULL ? text : "");
}

/* Counts lines up to a character (from 1) of a text. */
static int
line_of(const char *text, const char *position)
{
	int line = 1;

	for (long n = strtol(position, NULL, 10) - 1; n > 0 && *text; text++) {
		line += *text == '\n';
		n -= (text[1] & 0xC0) != 0x80;
	}
	return line;
}

static void
note_error(
    struct migration *m, const struct embedded *file, const PGresult *result)
{
	const char *position =
	    PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
	const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (file != NULL)
		buf_str(m->error, str_from(file->path));
	if (file != NULL && position != NULL)
		buf_fmt(m->error, ":%d", line_of(file->bytes, position));
	if (file != NULL)
		buf_lit(m->error, ": ");
	buf_str(m->error,
	    str_trim(str_from(text != NULL ? text : PQerrorMessage(m->conn))));
	if (context != NULL)
		buf_fmt(m->error, " (%s)", context);
}

/* Runs a text of any number of statements, or one with parameters. */
static PGresult *
run_text(struct migration *m, const char *sql, int n_params,
    const char *const *params)
{
	if (n_params == 0)
		return PQexec(m->conn, sql);
	return PQexecParams(
	    m->conn, sql, n_params, NULL, params, NULL, NULL, 0);
}

static bool
is_good(const PGresult *result)
{
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       PQresultStatus(result) == PGRES_TUPLES_OK ||
	       PQresultStatus(result) == PGRES_EMPTY_QUERY;
}

static bool
run(struct migration *m, const struct embedded *file, const char *sql)
{
	PGresult *result = run_text(m, sql, 0, NULL);
	const bool good = is_good(result);

	if (!good)
		note_error(m, file, result);
	PQclear(result);
	return good;
}

/* A statement of our own, from sql/internal/; NULL: it failed. */
static PGresult *
run_own(struct migration *m, const char *path, int n_params,
    const char *const *params)
{
	const struct embedded *file = embedded_find(path);
	PGresult *result = run_text(m, file->bytes, n_params, params);

	if (is_good(result))
		return result;
	note_error(m, file, result);
	PQclear(result);
	return NULL;
}

static bool
do_own(struct migration *m, const char *path, int n_params,
    const char *const *params)
{
	PGresult *result = run_own(m, path, n_params, params);

	PQclear(result);
	return result != NULL;
}

static bool
connect_to(struct migration *m)
{
	/* What the URL says itself wins over what stands before it. */
	const char *keywords[] = { "fallback_application_name",
		"connect_timeout", "client_encoding", "dbname", NULL };
	const char *values[] = { "sala migrate", "10", "UTF8", m->options->url,
		NULL };

	m->conn = PQconnectdbParams(keywords, values, 1);
	if (PQstatus(m->conn) == CONNECTION_OK) {
		PQsetNoticeReceiver(m->conn, hear_notice, m);
		return true;
	}
	buf_str(m->error, str_trim(str_from(PQerrorMessage(m->conn))));
	return false;
}

static bool
prepare(struct migration *m)
{
	const char *role = m->options->app_role;
	const char *const roles[] = { role != NULL ? role : "sala" };
	const int timeout = m->options->lock_timeout_ms > 0
				? m->options->lock_timeout_ms
				: LOCK_TIMEOUT_MS;
	char settings[256];

	snprintf(settings, sizeof(settings),
	    "SET search_path = public, pg_temp; SET statement_timeout = 0;"
	    "SET client_min_messages = warning; SET lock_timeout = %d",
	    LOCK_WAIT_MS);
	if (!run(m, NULL, settings) ||
	    !do_own(m, "sql/internal/lock.sql", 0, NULL))
		return false;
	snprintf(settings, sizeof(settings), "SET lock_timeout = %d", timeout);
	if (!run(m, NULL, settings) ||
	    !do_own(m, "sql/internal/role.sql", 1, roles) ||
	    !do_own(m, "sql/internal/bookkeeping.sql", 0, NULL))
		return false;
	m->applied = run_own(m, "sql/internal/applied.sql", 0, NULL);
	return m->applied != NULL;
}

static bool
check(struct migration *m)
{
	char why[256];

	if (schema_compare(m->schema, m->applied, why, sizeof(why)) !=
	    SCHEMA_FOREIGN)
		return true;
	buf_str(m->error, str_from(why));
	return false;
}

/* Runs the text of a file and records it, inside a transaction. */
static bool
run_file(struct migration *m, const struct schema_file *f)
{
	const char *const row[] = { f->name, f->hash };

	if (!run(m, f->file, f->file->bytes))
		return false;
	if (PQtransactionStatus(m->conn) != PQTRANS_INTRANS) {
		buf_fmt(m->error, "%s: it ends the transaction that it runs in",
		    f->file->path);
		return false;
	}
	return do_own(m, "sql/internal/record.sql", 2, row);
}

static bool
run_migrations(struct migration *m)
{
	for (size_t i = 0; i < m->schema->n; i++) {
		const struct schema_file *f = &m->schema->files[i];

		if (!f->is_migration || schema_has(f, m->applied))
			continue;
		say(m, f->name);
		if (!run(m, NULL, "BEGIN") || !run_file(m, f) ||
		    !run(m, f->file, "COMMIT"))
			return false;
		m->ran_any = true;
	}
	return true;
}

/* Rows of repeatable files that are gone. */
static bool
forget_others(struct migration *m)
{
	struct buf names = { 0 };
	const char *params[1];
	bool good;

	for (size_t i = 0; i < m->schema->n; i++)
		buf_fmt(&names, "%s%s", i ? " " : "", m->schema->files[i].name);
	buf_char(&names, '\0');
	params[0] = names.ptr;
	good = do_own(m, "sql/internal/forget.sql", 1, params);
	buf_release(&names);
	return good;
}

static bool
run_repeatable(struct migration *m)
{
	bool wanted = m->ran_any;

	for (size_t i = 0; i < m->schema->n; i++)
		wanted |= !schema_has(&m->schema->files[i], m->applied);
	if (!wanted)
		return forget_others(m);
	/* Functions may call others that come later. */
	if (!run(m, NULL, "BEGIN; SET LOCAL check_function_bodies = off"))
		return false;
	for (size_t i = 0; i < m->schema->n; i++) {
		const struct schema_file *f = &m->schema->files[i];

		if (f->is_migration)
			continue;
		say(m, f->name);
		if (!run_file(m, f))
			return false;
	}
	return forget_others(m) && run(m, NULL, "COMMIT");
}

bool
db_migrate(const struct migrate_options *options, struct buf *error)
{
	struct migration m = { .options = options,
		.error = error,
		.schema = schema_new(options->files, options->n_files) };
	const bool good = connect_to(&m) && prepare(&m) && check(&m) &&
			  run_migrations(&m) && run_repeatable(&m) &&
			  run(&m, NULL, "NOTIFY sala_moved");

	PQclear(m.applied);
	PQfinish(m.conn);
	schema_free(m.schema);
	return good;
}
