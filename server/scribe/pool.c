/* A worker's scribes, and the texts that wait for one. */
#include "scribe/scribe.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "scribe/pool_impl.h"

void
run_end(struct run *run, enum scribe_status status)
{
	run->status = status;
	run->done = true;
	task_wake(run->task);
}

void
run_answer(struct run *run, const struct wire_answer *answer)
{
	struct arena *a = task_arena(run->task);
	const struct markup *m = &answer->markup;

	run->answer->version = answer->version;
	if (m->fault != MARKUP_OK) {
		run->answer->why = markup_fault_msg(m->fault, m->n);
		run_end(run, SCRIBE_REFUSED);
		return;
	}
	run->answer->html = html_trusted(arena_str(a, m->html.text));
	run->answer->excerpt = arena_str(a, m->excerpt);
	run_end(run, SCRIBE_OK);
}

static struct slot *
find_ready(struct scribe_pool *p)
{
	for (int i = 0; i < p->n_slots; i++) {
		if (p->slots[i].state == SLOT_READY)
			return &p->slots[i];
	}
	return NULL;
}

void
pool_pump(struct scribe_pool *p)
{
	struct slot *s;

	while (p->first != NULL && (s = find_ready(p)) != NULL) {
		struct run *run = p->first;

		p->first = run->next;
		if (p->first == NULL)
			p->last = &p->first;
		p->stats.queued--;
		slot_start(s, run);
	}
}

static bool
enqueue(struct scribe_pool *p, struct run *run)
{
	if (p->stats.queued >= p->options.max_queue)
		return false;
	*p->last = run;
	p->last = &run->next;
	p->stats.queued++;
	pool_pump(p);
	return true;
}

/* The task waits no longer. A scribe that works on its text goes on. */
static void
abandon(struct scribe_pool *p, struct run *run)
{
	struct run **at = &p->first;

	if (run->slot != NULL) {
		run->slot->run = NULL;
		return;
	}
	while (*at != run)
		at = &(*at)->next;
	*at = run->next;
	if (run->next == NULL)
		p->last = at;
	p->stats.queued--;
}

/* Until there is an answer; false when it takes too long. */
PARKS
static bool
wait_for(const struct scribe_pool *p, const struct run *run)
{
	const int64_t until =
	    clock_mono_usec() + p->options.wait_ms * USEC_PER_MS;

	while (!run->done) {
		const int64_t left_ms =
		    (until - clock_mono_usec()) / USEC_PER_MS;

		if (left_ms <= 0 ||
		    task_park(run->task, (int)left_ms) == TASK_TIMED_OUT)
			return run->done;
	}
	return true;
}

enum scribe_status
scribe_run(
    struct task *task, const struct scribe_job *job, struct scribe_answer *out)
{
	struct scribe_pool *p = task_loop(task)->scribes;
	const size_t max =
	    job->comment ? MARKUP_MAX_COMMENT_BYTES : MARKUP_MAX_SOURCE_BYTES;
	struct run run = { .task = task, .job = job, .answer = out };

	*out = (struct scribe_answer){ 0 };
	if (job->source.len > max) {
		out->why =
		    markup_fault_msg(MARKUP_TOO_LONG, (int64_t)(max >> 10));
		return SCRIBE_REFUSED;
	}
	if (p == NULL || !enqueue(p, &run))
		return SCRIBE_AWAY;
	task_waits(task, WORK_SCRIBE);
	const bool done = wait_for(p, &run);

	task_waits(task, WORK_NOTHING);
	if (!done) {
		abandon(p, &run);
		return SCRIBE_AWAY;
	}
	return run.status;
}

struct scribe_pool *
scribe_pool_new(struct loop *loop, const struct scribe_options *options)
{
	struct scribe_pool *p = MEM_NEW(struct scribe_pool);
	struct scribe_options *o = &p->options;

	p->loop = loop;
	p->last = &p->first;
	*o = *options;
	o->scribes = o->scribes == 0 ? 2 : o->scribes;
	o->max_queue = o->max_queue == 0 ? 64 : o->max_queue;
	o->wait_ms = o->wait_ms == 0 ? 8000 : o->wait_ms;
	p->n_slots = o->scribes < SCRIBE_MAX ? o->scribes : SCRIBE_MAX;
	for (int i = 0; i < p->n_slots; i++)
		slot_init(&p->slots[i], p);
	loop->scribes = p;
	return p;
}

void
scribe_pool_free(struct scribe_pool *p)
{
	for (int i = 0; i < p->n_slots; i++) {
		if (p->slots[i].run != NULL)
			run_end(p->slots[i].run, SCRIBE_AWAY);
		slot_release(&p->slots[i]);
	}
	for (struct run *run = p->first; run != NULL; run = run->next)
		run_end(run, SCRIBE_AWAY);
	p->loop->scribes = NULL;
	free(p);
}

struct scribe_stats
scribe_pool_stats(const struct scribe_pool *p)
{
	struct scribe_stats stats = p->stats;

	for (int i = 0; i < p->n_slots; i++) {
		stats.ready += p->slots[i].state == SLOT_READY;
		stats.busy += p->slots[i].state == SLOT_BUSY;
	}
	return stats;
}
