/*
 * The loop: a base, its tasks, its pool threads.
 */
#include "loop/loop.h"

#include <sys/time.h>

#include <assert.h>
#include <stdlib.h>

#include <event2/event.h>

#include "loop/pool_impl.h"
#include "loop/task_impl.h"

#include "base/mem.h"
#include "base/metrics.h"

struct loop *
loop_new(struct event_base *base)
{
	struct loop *loop = MEM_NEW(struct loop);

	assert(base != NULL);
	loop->base = base;
	loop->meter = loop->own_meter = MEM_NEW(struct meter);
	loop->tasks = loop_tasks_new(loop);
	return loop;
}

void
loop_run(struct loop *loop)
{
	event_base_loop(loop->base, 0);
}

void
loop_run_due(struct loop *loop)
{
	enum { STEPS = 4 };

	for (int i = 0; i < STEPS; i++)
		event_base_loop(loop->base, EVLOOP_NONBLOCK);
}

void
loop_stop(struct loop *loop)
{
	event_base_loopbreak(loop->base);
}

size_t
loop_task_count(const struct loop *loop)
{
	return loop_tasks_count(loop->tasks);
}

void
loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	loop_tasks_close(loop->tasks);
	while (loop_task_count(loop) > 0)
		event_base_loop(loop->base, EVLOOP_ONCE);
	if (loop->pool != NULL)
		loop_pool_free(loop->pool);
	loop_tasks_free(loop->tasks);
	event_base_free(loop->base);
	free(loop->own_meter);
	free(loop);
}
