/*
 * Migrations: run once, in order, each as a whole; what was changed behind
 * their back is refused; repeatable files follow their changes; a server
 * whose schema is another's is not ready and says why.
 */
#include "harness.h"

#include <string.h>

#include "base/buf.h"
#include "base/embedded.h"
#include "db/migrate.h"

#define FILE_OF(path, sql)                                                     \
	{                                                                      \
		path, sql, sizeof(sql) - 1                                     \
	}

static const struct embedded one[] = {
	FILE_OF("sql/migrations/0001-a.sql", "CREATE TABLE a (n int8);"),
};
static const struct embedded two[] = {
	FILE_OF("sql/demo.sql", "this is no part of the schema"),
	FILE_OF("sql/grants.sql", "INSERT INTO log VALUES ('grants');"),
	FILE_OF("sql/internal/applied.sql", "neither is this"),
	FILE_OF("sql/migrations/0001-a.sql", "CREATE TABLE a (n int8);"),
	FILE_OF("sql/migrations/0002-log.sql",
	    "CREATE TABLE log (what text, n serial);"
	    "INSERT INTO log VALUES ('0002');"),
	FILE_OF("sql/visible.sql",
	    "INSERT INTO log VALUES ('visible');"
	    "CREATE OR REPLACE FUNCTION f() RETURNS int8 LANGUAGE sql"
	    " AS 'SELECT g()';"),
	FILE_OF("sql/write.sql",
	    "INSERT INTO log VALUES ('write');"
	    "CREATE OR REPLACE FUNCTION g() RETURNS int8 LANGUAGE sql"
	    " AS 'SELECT 1::int8';"),
};
static const struct embedded changed[] = {
	FILE_OF("sql/migrations/0001-a.sql", "CREATE TABLE a (n int4);"),
	FILE_OF("sql/migrations/0002-log.sql", "SELECT 1;"),
};
static const struct embedded without_first[] = {
	FILE_OF("sql/migrations/0000-new.sql", "SELECT 1;"),
	FILE_OF("sql/migrations/0001-a.sql", "CREATE TABLE a (n int8);"),
};
static const struct embedded broken[] = {
	FILE_OF("sql/migrations/0001-a.sql", "CREATE TABLE a (n int8);"),
	FILE_OF("sql/migrations/0002-b.sql",
	    "CREATE TABLE b (n int8);\n-- ชุมพร\nCREATE TABLE c (n int9);\n"),
};
static const struct embedded commits[] = {
	FILE_OF("sql/migrations/0001-a.sql", "CREATE TABLE a (n int8);"),
	FILE_OF("sql/migrations/0002-b.sql", "CREATE TABLE b (); COMMIT;"),
};

static bool
migrate(struct harness *h, const struct embedded *files, size_t n,
    const char *expected)
{
	struct buf error = { 0 };
	bool good = db_migrate(&(struct migrate_options){ .url = h->url,
				   .files = files,
				   .n_files = n,
				   .lock_timeout_ms = 200 },
	    &error);

	if (expected != NULL && !good)
		is_str(buf_view(&error), expected, "it says so");
	else if (error.len > 0)
		printf("# %.*s\n", (int)error.len, error.ptr);
	buf_release(&error);
	return good;
}

static void
forward(struct harness *h)
{
	ok(migrate(h, one, COUNT(one), NULL), "an empty database is migrated");
	ok(migrate(h, one, COUNT(one), NULL), "again: nothing to do");
	ok(!migrate(h, broken, COUNT(broken),
	       "sql/migrations/0002-b.sql:3: type \"int9\" does not exist"),
	    "a broken migration is refused, with its line");
	is_int(harness_ask(h, "SELECT count(*) FROM pg_class WHERE relname "
			      "IN ('b', 'c')"),
	    0, "and nothing of it is done");
	ok(!migrate(h, commits, COUNT(commits),
	       "sql/migrations/0002-b.sql: it ends the transaction that it "
	       "runs in"),
	    "one that commits by itself is refused");
	harness_sql(h, "DROP TABLE b");
	ok(migrate(h, two, COUNT(two), NULL), "more files are run");
	is_int(harness_ask(h, "SELECT count(*) FROM log WHERE (n, what) IN "
			      "((1, '0002'), (2, 'visible'), (3, 'write'), "
			      "(4, 'grants'))"),
	    4, "in their order");
	is_int(harness_ask(h, "SELECT f()"), 1,
	    "functions may call those that come later");
}

static void
repeatable(struct harness *h)
{
	struct embedded files[COUNT(two)];

	memcpy(files, two, sizeof(files));
	ok(migrate(h, two, COUNT(two), NULL), "once more");
	is_int(harness_ask(h, "SELECT count(*) FROM log"), 4,
	    "nothing is run twice without need");
	files[COUNT(two) - 1] = (struct embedded)FILE_OF("sql/write.sql",
	    "CREATE OR REPLACE FUNCTION g() RETURNS int8 LANGUAGE sql"
	    " AS 'SELECT 2::int8';");
	ok(migrate(h, files, COUNT(two), NULL), "one file has changed");
	is_int(harness_ask(h, "SELECT f()"), 2, "its functions are new");
	is_int(harness_ask(h, "SELECT count(*) FROM log"), 6,
	    "the other repeatable files were run, too");
	ok(migrate(h, files, COUNT(two) - 1, NULL), "one file is gone");
	is_int(harness_ask(h, "SELECT count(*) FROM schema_migration WHERE "
			      "name = 'write.sql'"),
	    0, "and is forgotten");
	ok(migrate(h, two, COUNT(two), NULL), "all as it was");
}

static void
refusals(struct harness *h)
{
	ok(!migrate(h, one, COUNT(one),
	       "the schema is newer than this program: it has 0002-log.sql"),
	    "a newer schema is refused");
	ok(!migrate(h, changed, COUNT(changed),
	       "0001-a.sql was changed after it had been run"),
	    "a changed migration is refused");
	harness_sql(h, "DELETE FROM schema_migration WHERE name = "
		       "'0002-log.sql'");
	ok(!migrate(h, without_first, COUNT(without_first),
	       "0000-new.sql was never run, but a later migration was"),
	    "so is one that comes too late");
	harness_sql(h, "DROP TABLE log");
	ok(migrate(h, two, COUNT(two), NULL), "all as it was");
	harness_sql(h, "BEGIN; LOCK TABLE schema_migration");
	ok(!migrate(h, two, COUNT(two), NULL),
	    "a lock is not waited for without end");
	harness_sql(h, "ROLLBACK");
}

/* Opens a server with these files; why it is not ready, or "". */
static void
open_with(
    struct harness *h, const struct embedded *files, size_t n, const char *why)
{
	struct db_options options = {
		.url = h->url, .files = files, .n_files = n
	};

	h->db = db_open(h->loop, &options);
	for (int i = 0; i < 500 && !db_is_ready(h->db) &&
			(*why == '\0' || !str_is(db_why_not_ready(h->db), why));
	     i++)
		harness_turn(h, 5);
	if (*why == '\0')
		ok(db_is_ready(h->db), "its own schema: ready");
	else
		is_str(db_why_not_ready(h->db), why, "not ready");
	harness_close(h);
}

static void
servers(struct harness *h)
{
	open_with(h, two, COUNT(two), "");
	open_with(h, one, COUNT(one),
	    "the schema is newer than this program: it has 0002-log.sql");
	open_with(h, changed, COUNT(changed),
	    "0001-a.sql was changed after it had been run");
	harness_sql(h, "UPDATE schema_migration SET hash = '' WHERE name = "
		       "'visible.sql'");
	open_with(h, two, COUNT(two),
	    "visible.sql has not been run on this database: run sala migrate");
	harness_sql(h, "DROP TABLE schema_migration");
	open_with(h, two, COUNT(two),
	    "there is no schema in this database: run sala migrate");
}

/* A server that waits for its schema begins to serve when it is there. */
static void
migrated_meanwhile(struct harness *h)
{
	struct db_options options = {
		.url = h->url, .files = one, .n_files = COUNT(one)
	};

	harness_sql(h, "DROP TABLE a");
	h->db = db_open(h->loop, &options);
	harness_turn(h, 50);
	ok(!db_is_ready(h->db), "not ready without a schema");
	ok(migrate(h, one, COUNT(one), NULL), "it is migrated meanwhile");
	ok(harness_wait_ready(h), "and becomes ready");
}

int
main(int argc, char **argv)
{
	struct harness h;

	harness_init_empty(&h, argv);
	forward(&h);
	repeatable(&h);
	refusals(&h);
	servers(&h);
	migrated_meanwhile(&h);
	harness_end(&h);
	return done_testing();
}
