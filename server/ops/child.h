/*
 * Child processes. A child made here starts with the signals as a fresh
 * process has them, and gets `death_signal` when its parent dies, whatever
 * kills it: no process of Sala outlives the master.
 */
#ifndef OPS_CHILD_H
#define OPS_CHILD_H

#include <sys/types.h>

#include "base/compiler.h"
#include "base/str.h"

/* As fork(): 0 in the child, -1 with a line in the log. */
pid_t child_fork(int death_signal);

/*
 * Runs a program to its end: `input` on its standard input, its output
 * nowhere, its errors where ours go. True when it ended with 0.
 */
MUST_CHECK
bool child_program(const char *const argv[], struct str input);

/* "exit status 1", "signal 9 (Killed)": what waitpid() said. */
void child_describe(int status, char *out, size_t size);

#endif
