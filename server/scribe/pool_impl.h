/*
 * Between pool.c, the texts that wait, and slot.c, the scribes that work.
 *
 * A slot is a place for one scribe:
 *
 *	EMPTY ── the keeper was asked ──> CALLED ── "hello" ──> READY <──> BUSY
 *	  ^                                  |                    |          |
 *	  └───────────── the scribe has ended, or lied, or is late ──────────┘
 *
 * Its timer says in EMPTY when to ask the keeper again, in BUSY when to give
 * the scribe up.
 */
#ifndef SCRIBE_POOL_IMPL_H
#define SCRIBE_POOL_IMPL_H

#include <event2/event.h>

#include "base/buf.h"
#include "scribe/scribe.h"
#include "scribe/wire.h"

/* A call of scribe_run that waits; lies on its task's stack. */
struct run {
	struct task *task;
	const struct scribe_job *job;
	struct scribe_answer *answer;
	enum scribe_status status;
	bool done;
	struct slot *slot; /* NULL: in the queue */
	struct run *next;
};

enum slot_state {
	SLOT_EMPTY,
	SLOT_CALLED,
	SLOT_READY,
	SLOT_BUSY,
};

struct slot {
	struct scribe_pool *pool;
	enum slot_state state;
	int fd;
	struct event *readable, *writable, *timer;
	struct buf in, out;
	size_t sent; /* of out */
	struct run *run; /* BUSY: who waits; NULL if it has given up */
	int failures; /* scribes in a row that never said hello */
};

struct scribe_pool {
	struct loop *loop;
	struct scribe_options options;
	struct run *first, **last; /* the queue */
	struct scribe_stats stats;
	int n_slots;
	struct slot slots[SCRIBE_MAX];
};

void slot_init(struct slot *s, struct scribe_pool *p);
void slot_release(struct slot *s);
/* The slot is READY. */
void slot_start(struct slot *s, struct run *run);

/* pool.c: some slot has become READY. */
void pool_pump(struct scribe_pool *p);

/* pool.c: the task goes on. For an answer, what it is. */
void run_end(struct run *run, enum scribe_status status);
void run_answer(struct run *run, const struct wire_answer *answer);

#endif
