/*
 * The master: parent of all processes of `sala serve`. It parses nothing,
 * speaks to no database and answers no request; it starts, replaces and
 * stops the others, and waits.
 */
#ifndef OPS_MASTER_H
#define OPS_MASTER_H

#include "ops/cluster.h"
#include "ops/listen.h"
#include "ops/place.h"
#include "ops/process.h"

struct config;
struct meter;
struct shared;

enum { MASTER_MAX_PROCESSES = 64 + 4 };

struct master {
	const struct config *config;
	struct place place;
	struct cluster cluster; /* the private one, if there is one */
	struct str conninfo; /* of the workers */
	struct shared *shared;
	int listen_fds[LISTEN_MAX];
	int n_listen_fds;
	int keeper_fds[2]; /* the workers' end, the keeper's */
	int signal_fd;
	struct process processes[MASTER_MAX_PROCESSES];
	int n_processes;
	bool stopping; /* processes are asked to end, in the order of roles */
	bool hurry; /* the administrator asked twice */
	bool failed; /* the exit status is 1 */
};

/* A row of the table, due at once. */
struct process *master_add(struct master *, enum process_role, const char *name,
    int (*run)(struct master *, struct process *));

/* Where a process counts; where its successor goes on counting. */
struct meter *master_meter(const struct master *, const struct process *);

/* Until all processes have ended; returns the exit status. */
int master_run(struct master *);

#endif
