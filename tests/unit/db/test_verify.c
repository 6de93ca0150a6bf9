/*
 * Verification: whatever of a statement is not as declared keeps the
 * database from being ready, and the reason names the statement.
 */
#include "harness.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/html.h"
#include "base/log.h"
#include "base/record.h"
#include "db/statement.h"

/* A row of two columns, as the declarations below have it. */
struct row {
	int64_t id;
	struct str name;
};

#define ROW_FIELDS(id_type, width, name_type, nullable)                        \
	{                                                                      \
		{ "id", id_type, offsetof(struct row, id), 0, 0, false, width, \
			NULL },                                                \
		    { "name", name_type, offsetof(struct row, name), 0, 0,     \
			    nullable, 0, NULL },                               \
	}

static const struct field fields[] = ROW_FIELDS(FIELD_INT, 8, FIELD_TEXT, true);
static const struct record row = { "row", sizeof(struct row), fields, 2 };
static const struct field small_fields[] =
    ROW_FIELDS(FIELD_INT, 4, FIELD_TEXT, true);
static const struct record small = { "small", sizeof(struct row), small_fields,
	2 };
static const struct field sure_fields[] =
    ROW_FIELDS(FIELD_INT, 8, FIELD_TEXT, false);
static const struct record sure = { "sure", sizeof(struct row), sure_fields,
	2 };
static const struct db_param by_number[] = { { "id", DB_INT8, false } };
static const struct db_param by_text[] = { { "id", DB_TEXT, false } };
static const struct db_param by_two[] = { { "id", DB_INT8, false },
	{ "more", DB_INT8, false } };

static const struct {
	const char *what;
	struct statement statement;
	const char *why; /* NULL: it is good */
} cases[] = {
	{ "as declared",
	    { .sql = "SELECT id, name FROM v WHERE id = $1",
		.params = by_number,
		.n_params = 1,
		.record = &row },
	    NULL },
	{ "a syntax error", { .sql = "SELECT FROM WHERE", .record = &row },
	    "syntax error" },
	{ "a table that is not there",
	    { .sql = "SELECT id, name FROM w", .record = &row },
	    "\"w\" does not exist" },
	{ "a column too few", { .sql = "SELECT id FROM v", .record = &row },
	    "it has 1 columns, not 2" },
	{ "a column too many",
	    { .sql = "SELECT id, name, 1 FROM v", .record = &row },
	    "it has 3 columns, not 2" },
	{ "columns where none are declared",
	    { .sql = "SELECT id, name FROM v" }, "it has 2 columns, not 0" },
	{ "one column where none is declared", { .sql = "SELECT id FROM v" },
	    "it has 1 columns, not 0" },
	{ "no columns where some are declared",
	    { .sql = "DELETE FROM v", .lane = DB_WRITE, .record = &row },
	    "it has 0 columns, not 2" },
	{ "a function that returns nothing", { .sql = "SELECT nothing()" },
	    NULL },
	{ "a column by another name",
	    { .sql = "SELECT id, name AS title FROM v", .record = &row },
	    "column 2 is called title, not name" },
	{ "a column of another type",
	    { .sql = "SELECT id, name::varchar AS name FROM v",
		.record = &row },
	    "column name has the type 1043, not 25" },
	{ "an integer of another width",
	    { .sql = "SELECT id, name FROM v", .record = &small },
	    "column id has the type 20, not 23" },
	{ "a parameter of another type",
	    { .sql = "SELECT id, name FROM v WHERE id = $1",
		.params = by_text,
		.n_params = 1,
		.record = &row },
	    "operator does not exist: bigint = text" },
	{ "a parameter that is not used",
	    { .sql = "SELECT id, name FROM v WHERE id = $1",
		.params = by_two,
		.n_params = 2,
		.record = &row },
	    NULL /* harmless, and the generator does not let it pass */ },
	{ "a parameter that is not declared",
	    { .sql = "SELECT id, name FROM v WHERE id = $1", .record = &row },
	    "it has 1 parameters, not 0" },
	{ "a column that may be NULL, declared as one that never is",
	    { .sql = "SELECT id, name FROM v", .record = &sure },
	    "column name may be NULL in its table" },
	{ "the same with the statement's word for it",
	    { .sql = "SELECT id, name FROM v WHERE name IS NOT NULL",
		.record = &sure,
		.sure = 2 },
	    NULL },
	{ "the same through an expression",
	    { .sql = "SELECT id, coalesce(name, '') AS name FROM v",
		.record = &sure },
	    NULL },
};

/* Opens with one statement; its verdict: empty when it is good. */
static void
verdict(struct harness *h, const struct statement *s, char *why, size_t size)
{
	struct db_options options = {
		.url = h->url, .statements = s, .n_statements = 1
	};

	h->db = db_open(h->loop, &options);
	for (int i = 0; i < 1000; i++) {
		const struct str said = db_why_not_ready(h->db);

		snprintf(why, size, STR_FMT, STR_ARG(said));
		if (db_is_ready(h->db) ||
		    !str_eq(said, STR("not connected yet")))
			break;
		harness_turn(h, 2);
	}
	if (db_is_ready(h->db))
		*why = '\0';
	harness_close(h);
}

static void
check_case(struct harness *h, size_t i)
{
	struct statement s = cases[i].statement;
	char why[512], wanted[512];

	s.name = "tried";
	s.where = "case.sql:7";
	s.rows = s.record != NULL ? DB_MANY : DB_NONE;
	verdict(h, &s, why, sizeof(why));
	if (cases[i].why == NULL) {
		ok(*why == '\0', "%s", cases[i].what);
	} else {
		snprintf(
		    wanted, sizeof(wanted), "case.sql:7: statement tried: ");
		ok(strncmp(why, wanted, strlen(wanted)) == 0 &&
			strstr(why, cases[i].why) != NULL,
		    "%s", cases[i].what);
	}
	if (*why != '\0')
		printf("# %s\n", why);
}

/* A second mistake does not hide the first, and mending it is noticed. */
static void
mended(struct harness *h)
{
	const struct statement s[] = {
		{ .name = "good",
		    .where = "a.sql:1",
		    .sql = "SELECT nothing()" },
		{ .name = "bad", .where = "a.sql:2", .sql = "SELECT later()" },
		{ .name = "worse",
		    .where = "a.sql:3",
		    .sql = "SELECT FROM FROM" },
	};
	struct db_options options = {
		.url = h->url, .statements = s, .n_statements = 3
	};

	h->db = db_open(h->loop, &options);
	harness_turn(h, 100);
	ok(str_starts(db_why_not_ready(h->db), STR("a.sql:2: statement bad")),
	    "the first of two mistakes is the reason");
	harness_close(h);
	options.n_statements = 2;
	h->db = db_open(h->loop, &options);
	harness_turn(h, 100);
	ok(!db_is_ready(h->db), "one mistake is enough");
	harness_sql(h, "CREATE FUNCTION later() RETURNS void LANGUAGE sql AS"
		       " 'SELECT'");
	ok(harness_wait_ready(h), "when it is mended, that is noticed");
	harness_close(h);
}

/* Ends the connection of the verification when that waits for a lock. */
static bool
cut_off(struct harness *h)
{
	for (int i = 0; i < 1000; i++) {
		harness_turn(h, 2);
		harness_sql(h, "SELECT pg_stat_clear_snapshot()");
		if (harness_ask(h,
			"SELECT count(pg_terminate_backend(pid))"
			" FROM pg_stat_activity WHERE datname ="
			" current_database() AND wait_event_type = 'Lock'"
			" AND application_name = 'sala verification'") == 1)
			return true;
	}
	return false;
}

/* What was logged to this file. */
static const char *
logged(int fd)
{
	static char text[4096];
	const ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* A server that goes away meanwhile is no statement's mistake; those are
 * logged by the place of the statement. */
static void
interrupted(struct harness *h)
{
	const struct statement s[] = {
		{ .name = "at_work",
		    .where = "a.sql:1",
		    .sql = "SELECT id, name FROM v",
		    .rows = DB_MANY,
		    .record = &row },
		{ .name = "next",
		    .where = "a.sql:2",
		    .sql = "SELECT nothing()" },
	};
	struct db_options options = {
		.url = h->url, .statements = s, .n_statements = COUNT(s)
	};
	const int log = memfd_create("log", MFD_CLOEXEC);

	log_open((struct log_options){ .fd = log, .level = LOG_LEVEL_INFO });
	harness_sql(h, "BEGIN; LOCK TABLE v IN ACCESS EXCLUSIVE MODE");
	h->db = db_open(h->loop, &options);
	ok(cut_off(h), "the connection ends while a statement is verified");
	harness_turn(h, 50);
	ok(strstr(logged(log), "verification connection: ") != NULL,
	    "which is logged");
	ok(strstr(logged(log), "a.sql") == NULL &&
		strstr(db_why_not_ready(h->db).ptr, "a.sql") == NULL,
	    "and is no statement's mistake");
	printf("# %s\n", logged(log));
	log_open((struct log_options){ .level = LOG_LEVEL_INFO });
	close(log);
	harness_sql(h, "ROLLBACK");
	ok(harness_wait_ready(h), "the next pass finds everything good");
	harness_close(h);
}

int
main(int argc, char **argv)
{
	struct harness h;

	harness_init(&h, argv);
	harness_sql(&h, "CREATE TABLE v (id int8 NOT NULL, name text)");
	for (size_t i = 0; i < COUNT(cases); i++)
		check_case(&h, i);
	mended(&h);
	interrupted(&h);
	harness_end(&h);
	return done_testing();
}
