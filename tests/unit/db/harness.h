/*
 * What the tests of db/ share: a database of their own on a running server,
 * a loop with the database open on it, and tasks that are run to their end.
 *
 * The server's URL comes from SALA_TEST_PGURL. Without it the program starts
 * itself again through tests/pg.py, which starts a server; nothing is ever
 * skipped.
 */
#ifndef TESTS_UNIT_DB_HARNESS_H
#define TESTS_UNIT_DB_HARNESS_H

#include <stdbool.h>

#include <libpq-fe.h>

#include "db/db.h"
#include "loop/task.h"
#include "../tap.h"

struct harness {
	char url[512]; /* of our database */
	char host[256], port[16];
	PGconn *admin; /* a connection of its own to it, blocking */
	struct loop *loop;
	struct db *db;
};

/* Makes the database; and the tables and functions of test.sql. */
void harness_init_empty(struct harness *h, char **argv);
void harness_init(struct harness *h, char **argv);
/* Closes all and drops the database. */
void harness_end(struct harness *h);

/* Statements by the administrator; dies when they fail. */
void harness_sql(struct harness *h, const char *fmt, ...) PRINTF(2, 3);
/* One number from the administrator's connection. */
long long harness_ask(struct harness *h, const char *sql);

/* The usual options: our database, all statements. */
#define harness_options(h)                                                     \
	((struct db_options){ .url = (h)->url,                                 \
	    .statements = statements,                                          \
	    .n_statements = n_statements })

/* Opens and waits until it is ready; false: not within ten seconds. */
bool harness_open(struct harness *h, struct db_options options);
/* Closes the database; the loop stays. */
void harness_close(struct harness *h);
bool harness_wait_ready(struct harness *h);

/* Runs one task to its end. */
void harness_run(
    struct harness *h, void (*fn)(struct task *, void *), void *arg);
/* Turns the loop until *done, at most so long. */
bool harness_until(struct harness *h, const bool *done, int ms);
/* Turns the loop for so long; returns the longest time without a turn. */
int harness_turn(struct harness *h, int ms);

/* Many tasks at once: fn gets a number of its own, from 0. */
struct crowd {
	void (*fn)(struct task *, struct crowd *, int64_t n);
	int64_t next;
	int running;
	bool all_done;
	int good, bad; /* what they count */
	int64_t seen[64];
};

/* Runs n of them to their ends. */
void crowd_run(struct harness *h, struct crowd *c, int n);

#endif
