/* Loads the demonstration content. */
#include "ops/demo.h"

#include <libpq-fe.h>
#include <string.h>

#include "base/embedded.h"
#include "base/log.h"
#include "db/db.h"
#include "ops/errand.h"
#include "queries.h"

static bool
count_accounts(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct account_item *rows;

	q_admin_accounts(b, NULL, &rows, arg);
	return db_run(b);
}

static void
ignore_notice(void *arg, const char *text)
{
}

/* Several statements in one string are one transaction (libpq, PQexec). */
static bool
execute(struct errand *e, const char *sql)
{
	const char *const names[] = { "dbname", "options", NULL };
	const char *const values[] = { e->owner_conninfo.ptr,
		"-c search_path=public,pg_temp", NULL };
	PGconn *conn = PQconnectdbParams(names, values, 1);
	PGresult *result = NULL;
	bool good = false;

	if (PQstatus(conn) == CONNECTION_OK) {
		PQsetNoticeProcessor(conn, ignore_notice, NULL);
		result = PQexec(conn, sql);
		good = PQresultStatus(result) == PGRES_COMMAND_OK ||
		       PQresultStatus(result) == PGRES_TUPLES_OK;
	}
	if (!good)
		log_error("demonstration content: %s", PQerrorMessage(conn));
	PQclear(result);
	PQfinish(conn);
	return good;
}

bool
demo_load(struct errand *e)
{
	const struct embedded *file = embedded_find("sql/demo.sql");
	size_t n_accounts = 0;

	if (file == NULL) {
		log_error("this Sala has no demonstration content");
		return false;
	}
	if (!errand_run(e, count_accounts, &n_accounts))
		return false;
	if (n_accounts > 0)
		return true;
	return execute(e, file->bytes);
}
