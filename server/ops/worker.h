/* A worker: the process that answers requests. */
#ifndef OPS_WORKER_H
#define OPS_WORKER_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/str.h"

struct config;
struct meter;
struct shared;

/* What the master hands over by fork. */
struct worker {
	const struct config *config;
	const char *name; /* "worker 1" */
	struct str conninfo;
	struct shared *shared;
	struct meter *meter; /* in the shared table */
	const int *listen_fds;
	int n_listen_fds;
	int keeper_fd; /* where scribes are asked for */
	int ready_fd; /* its process id goes there once it accepts */
	/* When it accepts connections. */
	enum worker_begins {
		WORKER_AT_ONCE, /* nobody else would */
		/* With its database, or without it after a while: others of
		 * its generation serve. */
		WORKER_SOON,
		/* With its database only: an older generation serves. */
		WORKER_READY,
	} begins;
};

/* An older generation's worker, when a new one serves. */
enum { WORKER_RETIRE_SIGNAL = 10 /* SIGUSR1 */ };
/* How long it may take a new one to become ready. */
enum { WORKER_TAKE_OVER_MS = 30000 };

/* Whether a worker would start: templates, catalogues, time zone. The log
 * says what is wrong. */
MUST_CHECK
bool worker_check(const struct config *, struct shared *);

/*
 * Serves until SIGTERM, then answers what has begun (for at most ten
 * seconds) and returns the exit status of the process. WORKER_RETIRE_SIGNAL
 * is SIGTERM without haste: a connection that is idle may ask once more.
 *
 * Where others serve it accepts nothing before its database is ready, so that
 * no reader is told to come again whom another worker would have served.
 */
int worker_run(const struct worker *);

#endif
