/*
 * Work: which requests a process is busy with at this moment, and what each
 * waits for, to be looked at from any other process. A desk has places for a
 * few; of what comes beyond these only the number is known. It lies in
 * shared memory, in the meter of its process (base/metrics.h).
 *
 *	struct work_item *work = work_begin(&meter->desk, &what);
 *
 *	work_waits(work, WORK_SCRIBE);
 *	...
 *	work_end(&meter->desk, work);
 *
 * Only numbers are kept: nothing that a reader has sent.
 */
#ifndef BASE_WORK_H
#define BASE_WORK_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { WORK_PLACES = 32 };

/* What a request waits for. */
enum work_wait {
	WORK_NOTHING, /* it runs, or its turn comes */
	WORK_READ, /* the database's lanes */
	WORK_WRITE,
	WORK_SLOW,
	WORK_TRANSACTION, /* a connection of its own */
	WORK_SCRIBE,
	WORK_POOL, /* a pool thread */
	WORK_PAGE, /* another request that makes the same page */
};

struct work_item {
	_Atomic uint64_t id; /* the request's; 0: the place is free */
	_Atomic int64_t began_usec; /* monotonic */
	_Atomic uint32_t route, method, waits;
};

struct work_desk {
	struct work_item places[WORK_PLACES];
	_Atomic uint64_t more; /* that found no place */
};

struct work_line {
	uint64_t id;
	int64_t began_usec;
	unsigned route; /* its number; 0: none */
	unsigned method; /* enum method */
	enum work_wait waits;
};

/* NULL, which the others take, too: there was no place. */
struct work_item *work_begin(
    struct work_desk *desk, const struct work_line *what);
void work_end(struct work_desk *desk, struct work_item *work);

static inline void
work_waits(struct work_item *work, enum work_wait what)
{
	if (work != NULL)
		atomic_store_explicit(
		    &work->waits, (uint32_t)what, memory_order_relaxed);
}

/* Copies at most WORK_PLACES; *more is how many are not among them. */
size_t work_list(
    const struct work_desk *desk, struct work_line *out, uint64_t *more);
/* Its process has ended. */
void work_clear(struct work_desk *desk);

#endif
