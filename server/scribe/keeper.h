/*
 * The keeper: a small process that forks scribes when workers ask, and does
 * nothing else. It closes all files but its own when it begins and never
 * opens one, so that a scribe forked on the last day is as clean as the first
 * one; and it has read its parsers' tables, which all scribes then share.
 *
 * A worker that wants a scribe makes a socket pair and sends one end here;
 * there is no answer. The queue of such messages outlives the keeper: when it
 * dies, the master starts another on the same end, and workers notice nothing
 * but that their scribes died with it.
 *
 *	int fds[2];
 *
 *	keeper_open(fds);		// the master, early
 *	...
 *	exit(keeper_run(fds[1]));	// in the keeper's process
 *	...
 *	options.keeper_fd = fds[0];	// in each worker
 */
#ifndef SCRIBE_KEEPER_H
#define SCRIBE_KEEPER_H

#include <stdbool.h>

#include "base/compiler.h"

/* fds[0] is shared by all workers, fds[1] is the keeper's. */
MUST_CHECK
bool keeper_open(int fds[2]);

/* The keeper's life; returns its exit status when nobody can ask any more. */
int keeper_run(int fd);

/*
 * A worker asks for a scribe at the other end of `*fd`, which is not blocking
 * and closed on exec. False: not now, the keeper has too much to do.
 */
MUST_CHECK
bool keeper_ask(int keeper_fd, int *fd);

#endif
