/*
 * What the compiler is told. PARKS marks functions that may suspend the
 * calling task (server/loop); it is empty and there for the reader and the
 * lint.
 */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

/* The result must be looked at. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* Argument `fmt` is a printf format whose values begin at argument `first`. */
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/* May suspend the task; locals survive, other requests run meanwhile. */
#define PARKS

/* Elements of an array (not of a pointer). */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
