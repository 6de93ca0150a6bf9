/*
 * The program that runs and how it was called, so that the one that lies in
 * its place later can be executed in the same way: names on the command line
 * count from the directory in which it was started.
 */
#ifndef OPS_PROGRAM_H
#define OPS_PROGRAM_H

#include "base/arena.h"
#include "base/str.h"

struct program {
	const char *path; /* absolute; what lies there may have changed */
	struct str dir; /* where it was started */
	struct str id; /* of the file that runs, whatever its name */
	char **argv;
};

/* `dir` is where an earlier program was started; absent: here and now. */
void program_init(
    struct program *, char **argv, struct str dir, struct arena *arena);

/*
 * Executes what lies at the path, with the same arguments and `flag` (if it
 * is not NULL). Returns when that fails; the log says why.
 */
void program_execute(const struct program *, const char *flag);

#endif
