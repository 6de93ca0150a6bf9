/* A worker: the process that answers requests. */
#ifndef OPS_WORKER_H
#define OPS_WORKER_H

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
};

/*
 * Serves until SIGTERM, then answers what has begun (for at most ten
 * seconds) and returns the exit status of the process.
 */
int worker_run(const struct worker *);

#endif
