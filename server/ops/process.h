/*
 * The master's table of child processes: each is started when it is due,
 * replaced with back-off when it ends by itself, and asked to end, then
 * killed, when Sala stops.
 */
#ifndef OPS_PROCESS_H
#define OPS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct master;
struct process;

/* What kinds there are (process.c tells how each is ended); base/metrics.c has
 * their names in the same order. */
enum process_role {
	PROCESS_WORKER, /* answers requests */
	PROCESS_JOBS, /* does what is done on a clock */
	PROCESS_KEEPER, /* forks the scribes */
	PROCESS_MIGRATION, /* runs once for each start */
	PROCESS_CLUSTER, /* the private PostgreSQL */
	PROCESS_CHECK, /* the program on disk, asked whether it is good */
	PROCESS_OLD_WORKER, /* of an older generation (ops/swap.h) */
	PROCESS_OLD_KEEPER,
};

struct process {
	enum process_role role;
	const char *name; /* "worker 1" */
	unsigned meter; /* the number of the one that it counts in */
	/* Runs in the child; returns its exit status. */
	int (*run)(struct master *, struct process *);
	pid_t pid; /* 0: not running */
	bool serves; /* a worker has said that it accepts */
	int64_t started_usec, due_usec; /* monotonic */
	int backoff_ms;
	int64_t asked_usec; /* when it was asked to end; 0: was not */
	int n_asked; /* how many signals it got for that */
};

/* What became of a process that ended. */
enum process_end {
	PROCESS_ENDED_WELL, /* exit status 0, or as it was asked to */
	PROCESS_ENDED_BADLY, /* will be started again if it is wanted */
	PROCESS_MISCONFIGURED, /* exit status PROCESS_EXIT_CONFIG */
};

/* When to be started: never, or not before it is asked for again. */
#define PROCESS_NOT_DUE INT64_MAX

/* Those of the least number end first when Sala stops. */
int process_order(enum process_role);

/* Starting again would not help: a template that does not parse. */
enum { PROCESS_EXIT_CONFIG = 78 /* sysexits.h: EX_CONFIG */ };

/* Forks and runs it. A failure is tried again later. */
void process_start(struct process *, struct master *);

/* waitpid() told that it ended. Decides when it is due again. */
enum process_end process_ended(struct process *, int wait_status);

/*
 * Asks it to end, and more urgently as time passes or when `hurry`. Returns
 * when to call again (monotonic microseconds).
 */
int64_t process_stop(struct process *, bool hurry);

#endif
