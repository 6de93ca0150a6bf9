/*
 * Coroutines on ucontext, with what the address sanitizer and valgrind need
 * to follow the switches.
 *
 * The coroutine's own struct lies at the top of its stack, so that a
 * coroutine is one mapping and nothing else.
 */
#include "loop/co_impl.h"

#include <sys/mman.h>

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "base/log.h"
#include "base/mem.h"

#if defined(SALA_SANITIZED) && defined(HAVE_SANITIZER_ASAN_INTERFACE_H)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define WITH_ASAN 1
#else
#define WITH_ASAN 0
#endif
#if defined(SALA_DEVELOPER) && defined(HAVE_VALGRIND_VALGRIND_H)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) 0u
#define VALGRIND_STACK_DEREGISTER(id)	    (void)(id)
#endif

struct co {
	struct co *next_free;
	void (*fn)(void *);
	void *arg;
	ucontext_t here, back;
	bool ended;
	unsigned valgrind_id;
	/* The address sanitizer's view of this stack and the resumer's. */
	void *fake_stack;
	const void *back_bottom;
	size_t back_size;
};

struct co_pool {
	struct co *free;
	size_t n_free, n_used;
};

/* It is found from its address: see stack_bottom. */
_Static_assert(sizeof(struct co) <= 4096, "fits the stack's last page");

#define MAPPED_BYTES (CO_GUARD_BYTES + CO_STACK_BYTES)

static char *
stack_bottom(const struct co *co)
{
	const uintptr_t end = ((uintptr_t)co | 4095) + 1;

	return (char *)end - CO_STACK_BYTES;
}

static size_t
stack_size(const struct co *co)
{
	return ((uintptr_t)co & ~(uintptr_t)63) - (uintptr_t)stack_bottom(co);
}

/* The switch's two halves: before it on the old stack, after it on the new. */
static void
leave_for(void **fake_stack, const void *bottom, size_t size)
{
#if WITH_ASAN
	__sanitizer_start_switch_fiber(fake_stack, bottom, size);
#else
	(void)fake_stack, (void)bottom, (void)size;
#endif
}

static void
arrived(void *fake_stack, const void **from_bottom, size_t *from_size)
{
#if WITH_ASAN
	__sanitizer_finish_switch_fiber(fake_stack, from_bottom, from_size);
#else
	(void)fake_stack, (void)from_bottom, (void)from_size;
#endif
}

static struct co *
stack_map(void)
{
	char *mem = mmap(NULL, MAPPED_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);

	if (mem == MAP_FAILED || mprotect(mem, CO_GUARD_BYTES, PROT_NONE)) {
		log_error("no memory for a stack: %s", strerror(errno));
		abort();
	}
#if WITH_ASAN
	/* The shadow may remember what was mapped here before. */
	__asan_unpoison_memory_region(mem, MAPPED_BYTES);
#endif
	struct co *co =
	    (struct co *)(void *)(mem + MAPPED_BYTES -
				  ((sizeof(*co) + 63) & ~(size_t)63));

	co->valgrind_id =
	    VALGRIND_STACK_REGISTER(mem + CO_GUARD_BYTES, mem + MAPPED_BYTES);
	return co;
}

static void
stack_unmap(struct co *co)
{
	VALGRIND_STACK_DEREGISTER(co->valgrind_id);
	munmap(stack_bottom(co) - CO_GUARD_BYTES, MAPPED_BYTES);
}

struct co_pool *
co_pool_new(void)
{
	return MEM_NEW(struct co_pool);
}

void
co_pool_free(struct co_pool *pool)
{
	assert(pool->n_used == 0);
	while (pool->free != NULL) {
		struct co *co = pool->free;

		pool->free = co->next_free;
		stack_unmap(co);
	}
	free(pool);
}

/* makecontext passes ints only: the pointer comes in two halves. */
static void
entry(unsigned high, unsigned low)
{
	struct co *co = (struct co *)(((uintptr_t)high << 32) | (uintptr_t)low);

	arrived(NULL, &co->back_bottom, &co->back_size);
	co->fn(co->arg);
	co->ended = true;
	leave_for(NULL, co->back_bottom, co->back_size);
	setcontext(&co->back);
	abort();
}

static void
prepare(struct co *co)
{
	getcontext(&co->here);
	co->here.uc_stack.ss_sp = stack_bottom(co);
	co->here.uc_stack.ss_size = stack_size(co);
	makecontext(&co->here, (void (*)(void))entry, 2,
	    (unsigned)((uint64_t)(uintptr_t)co >> 32), (unsigned)(uintptr_t)co);
	/* Else the sanitizer's swapcontext forgets all red zones on it. */
	co->here.uc_stack.ss_sp = NULL;
	co->here.uc_stack.ss_size = 0;
}

struct co *
co_new(struct co_pool *pool, void (*fn)(void *), void *arg)
{
	struct co *co = pool->free;

	if (co != NULL) {
		pool->free = co->next_free;
		pool->n_free--;
#if WITH_ASAN
		__asan_unpoison_memory_region(stack_bottom(co), stack_size(co));
#endif
	} else {
		co = stack_map();
	}
	pool->n_used++;
	const unsigned valgrind_id = co->valgrind_id;

	memset(co, 0, sizeof(*co));
	co->valgrind_id = valgrind_id;
	co->fn = fn;
	co->arg = arg;
	prepare(co);
	return co;
}

void
co_free(struct co_pool *pool, struct co *co)
{
	pool->n_used--;
	if (pool->n_free >= CO_KEPT_STACKS) {
		stack_unmap(co);
		return;
	}
	co->next_free = pool->free;
	pool->free = co;
	pool->n_free++;
}

bool
co_resume(struct co *co)
{
	void *fake_stack = NULL;

	assert(!co->ended);
	leave_for(&fake_stack, stack_bottom(co), stack_size(co));
	swapcontext(&co->back, &co->here);
	arrived(fake_stack, NULL, NULL);
	return co->ended;
}

void co_yield (struct co *co)
{
	leave_for(&co->fake_stack, co->back_bottom, co->back_size);
	swapcontext(&co->here, &co->back);
	arrived(co->fake_stack, &co->back_bottom, &co->back_size);
}
