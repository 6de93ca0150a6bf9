/*
 * What a scribe may do: read from and write to its one socket, allocate,
 * look at the clock, end. Anything else kills it. It has 256 MB of addresses,
 * 60 seconds of processor time for its whole life and two seconds for each
 * text.
 *
 * In builds with sanitizers and under valgrind there are neither the filter
 * nor the limit on memory, since those tools need both.
 */
#ifndef SCRIBE_SANDBOX_H
#define SCRIBE_SANDBOX_H

#include <stdbool.h>

#include "base/compiler.h"

/* The one descriptor that a scribe has besides 0, 1 and 2. */
#define SANDBOX_FD 3

#define SANDBOX_LIFE_S	     60
#define SANDBOX_MEMORY_BYTES ((size_t)256 << 20)

/* Moves fd to SANDBOX_FD and closes all others but 0, 1 and 2, which lead
 * nowhere afterwards (2 stays in sanitizer builds, which report there). */
MUST_CHECK
bool sandbox_keep_only(int fd);

/* From now on. */
MUST_CHECK
bool sandbox_enter(void);
/* Whether this build, run as it is, shuts scribes in at all. */
bool sandbox_is_real(void);

/* How long a text may take: two seconds, but more under valgrind. */
int sandbox_job_ms(void);

/* The time for one text: from start to stop, or the process is killed. */
void sandbox_start_clock(void);
void sandbox_stop_clock(void);

#endif
