/*
 * Connections that end at any moment. No answer ever holds another's rows; an
 * acknowledged write is there exactly once, a refused one is absent, an
 * unknown one is there once or not at all; everything comes back by itself,
 * and nothing blocks the loop.
 */
#include "harness.h"

#include <sys/socket.h>

#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "loop/loop.h"
#include "test-db/queries.h"

enum { READERS = 20, WRITERS = 10, KILLS = 100, MAX_WRITES = 200000 };

struct storm {
	struct harness *h;
	struct event *killer;
	int kills, running;
	bool over, all_done;
	int64_t next_write;
	int reads, read_failures, wrong;
	int writes, away, unknown, odd;
	signed char outcome[MAX_WRITES]; /* 1 there, 0 absent, -1 unknown */
};

static const struct timeval soon = { 0, 60000 };

static void
kill_one(int fd, short what, void *arg)
{
	struct storm *s = arg;

	harness_sql(s->h,
	    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
	    " WHERE datname = current_database()"
	    " AND application_name LIKE 'sala %%' ORDER BY random() LIMIT 1");
	s->over = ++s->kills == KILLS;
	if (!s->over)
		evtimer_add(s->killer, &soon);
}

static void
leave_storm(struct storm *s)
{
	s->all_done = --s->running == 0;
}

static void
read_on(struct task *task, void *arg)
{
	struct storm *s = arg;

	for (int64_t n = (int64_t)random() << 20; !s->over; n++) {
		struct db_batch *b = db_batch(task);
		struct number *one = NULL, *three = NULL;
		size_t n_three = 0;

		q_echo(b, n, &one);
		q_echoes(b, n, &three, &n_three);
		if (db_run(b)) {
			s->reads++;
			s->wrong += one == NULL || one->n != n ||
				    n_three != 3 || three[1].n != n + 1;
		} else {
			s->read_failures++;
			s->odd += db_batch_failure(b) != DB_AWAY;
			task_sleep(task, 5);
		}
	}
	leave_storm(s);
}

static void
note_write(struct storm *s, struct task *task, int64_t n, struct db_batch *b)
{
	const enum db_failure failure = db_batch_failure(b);

	s->outcome[n] = failure == DB_OK ? 1 : failure == DB_UNKNOWN ? -1 : 0;
	s->writes += failure == DB_OK;
	s->away += failure == DB_AWAY;
	s->unknown += failure == DB_UNKNOWN;
	s->odd +=
	    failure != DB_OK && failure != DB_AWAY && failure != DB_UNKNOWN;
	if (failure == DB_AWAY)
		task_sleep(task, 5);
}

static void
write_on(struct task *task, void *arg)
{
	struct storm *s = arg;

	while (!s->over && s->next_write < MAX_WRITES) {
		const int64_t n = s->next_write++;
		struct db_batch *b = db_batch(task);
		struct number *id = NULL;

		q_thing_insert(b,
		    &(struct q_thing_insert_args){ .id = n,
			.name = arena_fmt(task_arena(task), "%d", (int)n) },
		    &id);
		if (db_run(b))
			s->wrong += id == NULL || id->n != n;
		note_write(s, task, n, b);
	}
	leave_storm(s);
}

/* Compares what was said with what is there. */
static void
check_writes(struct storm *s)
{
	PGresult *rows = PQexec(s->h->admin, "SELECT id FROM thing");
	int missing = 0, surplus = 0;

	for (int i = 0; i < PQntuples(rows); i++) {
		const long long id = atoll(PQgetvalue(rows, i, 0));

		surplus += s->outcome[id] == 0;
		s->outcome[id] = 2;
	}
	for (int64_t n = 0; n < s->next_write; n++)
		missing += s->outcome[n] == 1;
	PQclear(rows);
	is_int(missing, 0, "every acknowledged write is there");
	is_int(surplus, 0, "no refused write is there");
}

static void
storm(struct harness *h)
{
	struct storm *s = calloc(1, sizeof(*s));
	struct db_options options = harness_options(h);

	harness_close(h);
	options.max_shared_writes = 8;
	ok(harness_open(h, options), "before the storm");
	s->h = h;
	s->running = READERS + WRITERS;
	s->killer = evtimer_new(h->loop->base, kill_one, s);
	evtimer_add(s->killer, &soon);
	for (int i = 0; i < READERS; i++)
		task_start(h->loop, read_on, s);
	for (int i = 0; i < WRITERS; i++)
		task_start(h->loop, write_on, s);
	ok(harness_until(h, &s->all_done, 60000), "the storm ends");
	printf("# %d reads, %d failed; %d writes, %d away, %d unknown\n",
	    s->reads, s->read_failures, s->writes, s->away, s->unknown);
	is_int(s->wrong, 0, "no answer held another's rows");
	is_int(s->odd, 0, "failures are what they are called");
	ok(s->reads > KILLS && s->writes > KILLS, "work went on meanwhile");
	check_writes(s);
	ok(harness_wait_ready(h), "everything is connected again");
	event_free(s->killer);
	free(s);
	harness_sql(h, "TRUNCATE thing CASCADE");
}

static void
hang_up(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct number *n = NULL;

	q_hang_up(b);
	ok(!db_run(b), "a read whose connection ends twice fails");
	is_int(db_batch_failure(b), DB_AWAY, "as away");
	while (!db_is_ready(task_loop(task)->db))
		task_sleep(task, 5);
	b = db_batch(task);
	q_hang_up_writing(b, 5);
	ok(!db_run(b), "a write whose connection ends fails");
	is_int(db_batch_failure(b), DB_UNKNOWN, "and nobody knows how");
	while (!db_is_ready(task_loop(task)->db))
		task_sleep(task, 5);
	b = db_batch(task);
	q_write_backend(b, &n);
	ok(db_run(b), "the next write goes through");
}

static void
read_while_away(struct task *task, void *arg)
{
	const bool away = arg != NULL;
	struct db_batch *b = db_batch(task);
	struct number *n = NULL;

	q_echo(b, 4, &n);
	is_int(db_run(b), !away, "a read %s", away ? "fails" : "is answered");
	is_int(db_batch_failure(b), away ? DB_AWAY : DB_OK, "as it should");
}

/* The server is there, but lets nobody in. */
static void
locked_out(struct harness *h)
{
	const char *name = PQdb(h->admin);
	PGconn *other;
	char url[512];

	snprintf(url, sizeof(url), "host=%s port=%s user=postgres", h->host,
	    h->port);
	other = PQconnectdb(url);
	snprintf(url, sizeof(url), "ALTER DATABASE %s ALLOW_CONNECTIONS false",
	    name);
	PQclear(PQexec(other, url));
	harness_sql(h, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
		       " WHERE datname = current_database()"
		       " AND application_name LIKE 'sala %%'");
	ok(harness_turn(h, 700) < 350, "the loop is never blocked");
	ok(!db_is_ready(h->db), "locked out");
	/* At first it may say how the old connection was lost. */
	for (int i = 0;
	     i < 100 && !str_find(db_why_not_ready(h->db),
			    STR("not currently accepting"), &(size_t){ 0 });
	     i++)
		harness_turn(h, 100);
	if (!ok(str_find(db_why_not_ready(h->db),
		    STR("not currently accepting"), &(size_t){ 0 }),
		"and it says why"))
		printf("# " STR_FMT "\n", STR_ARG(db_why_not_ready(h->db)));
	harness_run(h, read_while_away, h);
	snprintf(
	    url, sizeof(url), "ALTER DATABASE %s ALLOW_CONNECTIONS true", name);
	PQclear(PQexec(other, url));
	PQfinish(other);
	ok(harness_wait_ready(h), "let in again");
	harness_run(h, read_while_away, NULL);
}

static int
open_black_hole(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&a, len) != 0 || listen(fd, 8) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		return -1;
	*port = ntohs(a.sin_port);
	return fd;
}

/* It accepts (the kernel does) and never says a word. */
static void
black_hole(struct harness *h)
{
	struct db_options options = harness_options(h);
	char url[512];
	int port = 0, fd = open_black_hole(&port);

	harness_close(h);
	options.connect_timeout_ms = 200;
	snprintf(
	    url, sizeof(url), "host=127.0.0.1 port=%d user=postgres", port);
	options.url = url;
	h->db = db_open(h->loop, &options);
	ok(harness_turn(h, 500) < 250, "the loop is never blocked");
	ok(!db_is_ready(h->db), "a black hole is not ready");
	is_str(db_why_not_ready(h->db), "connecting took too long",
	    "and it says so");
	harness_close(h);
	snprintf(url, sizeof(url),
	    "host=127.0.0.1,%s,localhost port=%d,%s,%s user=postgres "
	    "dbname=%s",
	    h->host, port, h->port, h->port, PQdb(h->admin));
	ok(harness_open(h, options), "of several hosts the next is tried");
	close(fd);
}

static void
names(struct harness *h)
{
	struct db_options options = harness_options(h);
	char url[512];

	harness_close(h);
	snprintf(url, sizeof(url), "postgresql://postgres@localhost:%s/%s",
	    h->port, PQdb(h->admin));
	options.url = url;
	ok(harness_open(h, options), "a host's name is looked up");
	harness_run(h, read_while_away, NULL);
	harness_close(h);
	options.url = "host=does-not-exist.invalid user=postgres";
	h->db = db_open(h->loop, &options);
	ok(harness_turn(h, 300) < 250, "a look-up never blocks the loop");
	ok(!db_is_ready(h->db), "a name that does not exist");
	harness_close(h);
	options.url = "host=x nonsense";
	h->db = db_open(h->loop, &options);
	harness_turn(h, 20);
	ok(!db_is_ready(h->db) && db_why_not_ready(h->db).len > 0,
	    "a URL that makes no sense is no reason to end");
	harness_run(h, read_while_away, h);
}

static void
stalled(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct number *before = NULL, *after = NULL;

	q_backend(b, &before);
	ok(db_run(b), "a read");
	ok(kill((pid_t)before->n, SIGSTOP) == 0, "its backend stands still");
	b = db_batch(task);
	q_backend(b, &after);
	ok(db_run(b) && after->n != before->n,
	    "the next read runs again on another connection");
	kill((pid_t)before->n, SIGCONT);
}

static void
standstill(struct harness *h)
{
	struct db_options options = harness_options(h);

	harness_close(h);
	options.stall_ms = 300;
	ok(harness_open(h, options), "reopened");
	harness_run(h, stalled, NULL);
}

static void
sleep_in_flight(struct task *task, void *arg)
{
	struct db_batch *b = db_batch(task);
	struct number *n = NULL;

	q_slow_nap(b, 2000, &n);
	is_int(db_run(b), false, "a batch in flight fails at the end");
	*(bool *)arg = true;
}

/* The database is closed while somebody waits for it. */
static void
closing(struct harness *h)
{
	bool done = false;

	task_start(h->loop, sleep_in_flight, &done);
	harness_turn(h, 20);
	harness_close(h);
	ok(harness_until(h, &done, 1000), "and nobody hangs");
}

int
main(int argc, char **argv)
{
	struct harness h;

	harness_init(&h, argv);
	ok(harness_open(&h, harness_options(&h)), "the database is ready");
	storm(&h);
	harness_run(&h, hang_up, NULL);
	locked_out(&h);
	black_hole(&h);
	names(&h);
	standstill(&h);
	closing(&h);
	harness_end(&h);
	return done_testing();
}
