#include "harness.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/log.h"
#include "loop/loop.h"

static const char schema[] =
    "CREATE TABLE thing (id int8 PRIMARY KEY, name text NOT NULL UNIQUE,"
    "  size int4, at timestamptz, flag bool, data bytea,"
    "  tags text[] NOT NULL);"
    "CREATE TABLE child (thing_id int8 NOT NULL REFERENCES thing"
    "  DEFERRABLE INITIALLY DEFERRED);"
    "CREATE FUNCTION things_insert(ids int8[], names text[], sizes int4[])"
    " RETURNS SETOF int8 LANGUAGE sql AS $$"
    " INSERT INTO thing (id, name, size, tags) SELECT i, n, s, '{}'"
    " FROM unnest(ids, names, sizes) x (i, n, s) RETURNING id $$;"
    "CREATE FUNCTION children_insert(ids int8[]) RETURNS SETOF int8"
    " LANGUAGE sql AS $$ INSERT INTO child SELECT unnest(ids)"
    " RETURNING thing_id $$;"
    "CREATE FUNCTION bulk_echo(ns int8[], texts text[], flags bool[],"
    " ats timestamptz[])"
    " RETURNS TABLE (n int8, text text, xid int8, many int8)"
    " LANGUAGE sql AS $$ SELECT x.n, CASE WHEN x.f THEN x.t END,"
    " pg_current_xact_id()::text::int8, cardinality(ns)::int8"
    " FROM unnest(ns, texts, flags, ats) WITH ORDINALITY x (n, t, f, a, o)"
    " WHERE a IS NULL OR a = '2000-01-01' ORDER BY o $$;"
    "CREATE FUNCTION bulk_short(ns int8[]) RETURNS SETOF int8 LANGUAGE sql"
    " AS $$ SELECT unnest(trim_array(ns, 1)) $$;"
    "CREATE SEQUENCE conflicts;"
    "CREATE FUNCTION sly_write() RETURNS int8 LANGUAGE plpgsql AS $$"
    " BEGIN INSERT INTO thing VALUES (-1, 'sly', 1, NULL, NULL, NULL, '{}');"
    " RETURN 1; END $$;"
    "CREATE FUNCTION hang_up() RETURNS void LANGUAGE plpgsql AS $$"
    " BEGIN PERFORM pg_terminate_backend(pg_backend_pid());"
    " PERFORM pg_sleep(5); END $$;"
    "CREATE FUNCTION hang_up_writing(id int8) RETURNS void LANGUAGE plpgsql"
    " AS $$ BEGIN INSERT INTO thing VALUES (id, id, 1, NULL, NULL, NULL,"
    " '{}'); PERFORM pg_terminate_backend(pg_backend_pid());"
    " PERFORM pg_sleep(5); END $$;"
    "CREATE FUNCTION raise_code(code text) RETURNS int8 LANGUAGE plpgsql AS $$"
    " BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = code; END $$;"
    "CREATE FUNCTION conflict() RETURNS int8 LANGUAGE plpgsql AS $$"
    " BEGIN IF nextval('conflicts') < 3 THEN PERFORM raise_code('40001');"
    " END IF; RETURN 7; END $$;"
    "CREATE FUNCTION nothing() RETURNS void LANGUAGE sql AS 'SELECT'";

static void
die(const char *what, const char *why)
{
	printf("Bail out! %s: %s\n", what, why);
	exit(1);
}

/* Starts this program again under tests/pg.py. */
static void
start_server(char **argv)
{
	char script[4096];
	const char *python = "/usr/bin/python3";

	if (getenv("SALA_SRCDIR") == NULL)
		die("SALA_SRCDIR", "not set: run the tests by make check");
	snprintf(
	    script, sizeof(script), "%s/tests/pg.py", getenv("SALA_SRCDIR"));
	execl(python, python, script, "run", "--", argv[0], (char *)NULL);
	die(python, "cannot be started");
}

static void
run_sql(PGconn *conn, const char *sql)
{
	PGresult *result = PQexec(conn, sql);

	if (PQresultStatus(result) != PGRES_COMMAND_OK &&
	    PQresultStatus(result) != PGRES_TUPLES_OK)
		die(sql, PQerrorMessage(conn));
	PQclear(result);
}

static PGconn *
connect_to(const char *url)
{
	PGconn *conn = PQconnectdb(url);

	if (PQstatus(conn) != CONNECTION_OK)
		die(url, PQerrorMessage(conn));
	return conn;
}

static void
make_database(struct harness *h, const char *server)
{
	PGconn *conn = connect_to(server);
	char name[64], sql[128];

	snprintf(name, sizeof(name), "t_%d_%lld", (int)getpid(),
	    (long long)clock_wall_usec());
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s", name);
	run_sql(conn, sql);
	snprintf(h->host, sizeof(h->host), "%s", PQhost(conn));
	snprintf(h->port, sizeof(h->port), "%s", PQport(conn));
	snprintf(h->url, sizeof(h->url),
	    "host=%s port=%s user=postgres dbname=%s", h->host, h->port, name);
	PQfinish(conn);
}

void
harness_init_empty(struct harness *h, char **argv)
{
	const char *server = getenv("SALA_TEST_PGURL");

	if (server == NULL)
		start_server(argv);
	*h = (struct harness){ 0 };
	log_open((struct log_options){ .level = getenv("SALA_TEST_VERBOSE")
						    ? LOG_LEVEL_DEBUG
						    : LOG_LEVEL_ERROR });
	make_database(h, server);
	h->admin = connect_to(h->url);
	h->loop = loop_new(event_base_new());
}

void
harness_init(struct harness *h, char **argv)
{
	harness_init_empty(h, argv);
	run_sql(h->admin, schema);
}

void
harness_end(struct harness *h)
{
	char sql[128];
	PGconn *conn;

	harness_close(h);
	loop_free(h->loop);
	snprintf(
	    sql, sizeof(sql), "DROP DATABASE %s WITH (FORCE)", PQdb(h->admin));
	PQfinish(h->admin);
	conn = connect_to(getenv("SALA_TEST_PGURL"));
	run_sql(conn, sql);
	PQfinish(conn);
}

void
harness_sql(struct harness *h, const char *fmt, ...)
{
	char sql[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sql, sizeof(sql), fmt, ap);
	va_end(ap);
	run_sql(h->admin, sql);
}

long long
harness_ask(struct harness *h, const char *sql)
{
	PGresult *result = PQexec(h->admin, sql);
	long long n = -1;

	if (PQntuples(result) == 1)
		n = atoll(PQgetvalue(result, 0, 0));
	PQclear(result);
	return n;
}

bool
harness_open(struct harness *h, struct db_options options)
{
	/* Tests wait for it to pass. */
	if (options.write_timeout_ms == 0)
		options.write_timeout_ms = 200;
	h->db = db_open(h->loop, &options);
	return harness_wait_ready(h);
}

void
harness_close(struct harness *h)
{
	if (h->db != NULL)
		db_close(h->db);
	h->db = NULL;
}

bool
harness_wait_ready(struct harness *h)
{
	const int64_t end = clock_mono_usec() + 10 * USEC_PER_SEC;

	while (!db_is_ready(h->db) && clock_mono_usec() < end)
		harness_turn(h, 1);
	return db_is_ready(h->db);
}

struct runner {
	void (*fn)(struct task *, void *);
	void *arg;
	bool done;
};

static void
run_fn(struct task *task, void *arg)
{
	struct runner *r = arg;

	r->fn(task, r->arg);
	r->done = true;
}

void
harness_run(struct harness *h, void (*fn)(struct task *, void *), void *arg)
{
	struct runner r = { fn, arg, false };

	task_start(h->loop, run_fn, &r);
	if (!harness_until(h, &r.done, 60000))
		die("a task", "it does not end");
}

static void
end_turn(int fd, short what, void *arg)
{
}

/* One turn of the loop, at most ms long. */
static void
turn(struct harness *h, int ms)
{
	const struct timeval tv = { 0, ms * 1000 };

	event_base_once(h->loop->base, -1, EV_TIMEOUT, end_turn, NULL, &tv);
	event_base_loop(h->loop->base, EVLOOP_ONCE);
}

bool
harness_until(struct harness *h, const bool *done, int ms)
{
	const int64_t end = clock_mono_usec() + ms * USEC_PER_MS;

	while (!*done && clock_mono_usec() < end)
		turn(h, 10);
	return *done;
}

int
harness_turn(struct harness *h, int ms)
{
	const int64_t end = clock_mono_usec() + ms * USEC_PER_MS;
	int64_t longest = 0, last = clock_mono_usec();

	while (last < end) {
		turn(h, 1);
		if (clock_mono_usec() - last > longest)
			longest = clock_mono_usec() - last;
		last = clock_mono_usec();
	}
	return (int)(longest / USEC_PER_MS);
}

static void
crowd_member(struct task *task, void *arg)
{
	struct crowd *c = arg;

	c->fn(task, c, c->next++);
	c->all_done = --c->running == 0;
}

void
crowd_run(struct harness *h, struct crowd *c, int n)
{
	c->running = n;
	for (int i = 0; i < n; i++)
		task_start(h->loop, crowd_member, c);
	if (!harness_until(h, &c->all_done, 20000))
		die("a crowd", "not all come to an end");
}
