/*
 * Errands: what a command does in the database, whether or not a server is
 * running. With a private cluster an errand uses the one that runs, or starts
 * it for itself, brings its schema up to date, and stops it afterwards. With
 * a database of the administrator's it connects as its owner.
 */
#ifndef OPS_ERRAND_H
#define OPS_ERRAND_H

#include <sys/types.h>

#include "base/compiler.h"
#include "ops/cluster.h"
#include "ops/place.h"

struct config;
struct task;

struct errand {
	const struct config *config;
	struct place place;
	struct cluster cluster;
	pid_t postmaster; /* that we started; 0: none */
	struct str owner_conninfo;
	const char *app_role; /* the role of the server itself */
};

/*
 * Gives up root's rights and gets at the database. With `migrate` its schema
 * is brought up to date also when it is the administrator's. False: the log
 * says why; errand_end is called either way.
 */
MUST_CHECK
bool errand_begin(struct errand *, const struct config *, bool migrate);
void errand_end(struct errand *);

/*
 * Runs fn on a task, with db_batch at its hands, and returns what it
 * returned; false also when the database does not become ready.
 */
MUST_CHECK
bool errand_run(
    struct errand *, bool (*fn)(struct task *, void *arg), void *arg);

#endif
