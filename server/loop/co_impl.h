/*
 * Coroutines, the bare switch of stacks. Only task.c uses them.
 *
 * A stack is CO_STACK_BYTES of lazily touched memory above CO_GUARD_BYTES
 * that may not be touched: overflowing it ends the process at once instead
 * of writing over something else. The guard is wider than a page because the
 * system's libraries do not probe their frames page by page. Ended
 * coroutines leave their stacks to the next ones.
 */
#ifndef LOOP_CO_IMPL_H
#define LOOP_CO_IMPL_H

#include <stdbool.h>
#include <stddef.h>

#define CO_STACK_BYTES ((size_t)256 << 10)
#define CO_GUARD_BYTES ((size_t)64 << 10)
#define CO_KEPT_STACKS 128 /* unused ones that are kept mapped */

struct co;
struct co_pool;

struct co_pool *co_pool_new(void);
/* No coroutine may be left. */
void co_pool_free(struct co_pool *pool);

/* fn does not begin before the first co_resume. */
struct co *co_new(struct co_pool *pool, void (*fn)(void *), void *arg);
/* Gives the stack back; the coroutine has ended or never begun. */
void co_free(struct co_pool *pool, struct co *co);

/* Runs it until it yields or ends; true when it has ended. */
bool co_resume(struct co *co);
/* Called by the coroutine itself: back to whoever resumed it. */
void co_yield (struct co *co);

#endif
