/*
 * The master: parent of all processes of `sala serve`. It parses nothing,
 * speaks to no database and answers no request; it starts, replaces and
 * stops the others, and waits. When the configuration or the program is to be
 * another, it becomes the new program (ops/swap.h).
 */
#ifndef OPS_MASTER_H
#define OPS_MASTER_H

#include "ops/cluster.h"
#include "ops/listen.h"
#include "ops/place.h"
#include "ops/process.h"
#include "ops/program.h"
#include "ops/swap.h"

struct config;
struct meter;
struct shared;

/* Workers and keepers of two generations, and a few. */
enum { MASTER_MAX_PROCESSES = 2 * 64 + 8 };

struct master {
	const struct config *config;
	struct place place;
	struct cluster cluster; /* the private one, if there is one */
	struct str conninfo; /* of the workers */
	struct shared *shared;
	struct program program;
	struct generation now, old; /* old: while it is there (ops/swap.h) */
	struct swap swap;
	int signal_fd;
	int ready_fds[2]; /* a pipe: workers say that they serve */
	struct process processes[MASTER_MAX_PROCESSES];
	int n_processes;
	bool stopping; /* processes are asked to end, in the order of roles */
	bool hurry; /* the administrator asked twice */
	bool failed; /* the exit status is 1 */
};

/* A row of the table, due at once. */
struct process *master_add(struct master *, enum process_role, const char *name,
    int (*run)(struct master *, struct process *));

/* One that runs already; its name and its meter are the caller's to set. */
struct process *master_adopt(struct master *, enum process_role, pid_t,
    int (*run)(struct master *, struct process *));
/* Where a process counts; where its successor goes on counting. */
struct meter *master_meter(const struct master *, const struct process *);

/* Until all processes have ended; returns the exit status. */
int master_run(struct master *);

#endif
