/*
 * Changing the configuration and the program without losing a request.
 *
 * On SIGHUP the master runs the program that lies on disk now, with the same
 * arguments and --check. When that finds nothing wrong, the master executes
 * it: it keeps its process id, its listening sockets, the shared table, the
 * lock of the state directory and all children (ops/handover.h). The workers
 * that it found are the old generation; it starts new ones beside them.
 *
 *	STARTING	the old ones serve; the new ones become ready
 *	ENDING		the new ones serve; the old ones finish and end
 *	NONE		one generation
 *
 *	GIVING_UP	the new ones did not become ready, and end
 *	GIVEN_UP	the old ones serve, until another SIGHUP or until one
 *			of them ends: then the new ones are tried again
 *
 * So there are at most two generations. A SIGHUP during a change waits for
 * its end; several count as one. Sockets are shared, so who waits in a queue
 * is taken by whoever serves. Two generations of one program share the tags
 * of kept answers; between two programs none is kept (tags_suspend).
 */
#ifndef OPS_SWAP_H
#define OPS_SWAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "ops/listen.h"

struct handover;
struct master;
struct process;
struct tag_table;

/* What a generation's processes share. */
struct generation {
	struct listening listening;
	int keeper_fds[2]; /* the workers' end, the keeper's; -1: closed */
	int shared_fd; /* old: its table, which may be another's */
	struct tag_table *tags;
	struct str program_id;
};

struct swap {
	enum {
		SWAP_NONE,
		SWAP_STARTING,
		SWAP_ENDING,
		SWAP_GIVING_UP,
		SWAP_GIVEN_UP,
	} phase;
	bool asked; /* by SIGHUP */
	int n_old; /* workers, when it was given up */
	int64_t give_up_usec; /* monotonic */
	int handover_fd; /* what --check was given */
};

/* Opens what the first generation needs; its processes are started next. */
MUST_CHECK
bool swap_first(struct master *);

/* In the new program: goes on with what was handed over. */
void swap_take_over(struct master *, const struct handover *);

/* A SIGHUP. */
void swap_ask(struct master *);

/* Takes the next step. *next_usec: when to call again at the latest. */
void swap_step(struct master *, int64_t *next_usec);

/* The process of --check has ended; it found nothing wrong, or something. */
void swap_checked(struct master *, bool good);

/* The new generation cannot serve. False: it must, no old one would. */
bool swap_give_up(struct master *, const char *why);

/* The child that runs --check; returns its exit status when it cannot. */
int swap_run_check(struct master *, struct process *);

void generation_close(struct generation *);

#endif
