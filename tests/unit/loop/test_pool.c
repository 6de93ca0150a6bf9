/* Pool threads: blocking work beside the loop. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "loop/loop.h"
#include "loop/task.h"

#include "../tap.h"

#define JOBS 64

/* Jobs wait at a gate that a test opens: nothing sleeps. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static bool gate_open;
static atomic_int n_run, n_inside, max_inside;
static pthread_t main_thread;

static void
set_gate(bool open)
{
	pthread_mutex_lock(&lock);
	gate_open = open;
	pthread_cond_broadcast(&opened);
	pthread_mutex_unlock(&lock);
}

static void
pass_gate(void *arg)
{
	const int inside = atomic_fetch_add(&n_inside, 1) + 1;
	int most = atomic_load(&max_inside);

	while (inside > most &&
	       !atomic_compare_exchange_weak(&max_inside, &most, inside))
		;
	pthread_mutex_lock(&lock);
	while (!gate_open)
		pthread_cond_wait(&opened, &lock);
	pthread_mutex_unlock(&lock);
	atomic_fetch_sub(&n_inside, 1);
	atomic_fetch_add(&n_run, 1);
	*(bool *)arg = !pthread_equal(pthread_self(), main_thread);
}

static int n_good, n_unbegun, n_ticks;

static void
offloads(struct task *task, void *arg)
{
	bool elsewhere = false;

	(void)arg;
	if (task_offload(task, pass_gate, &elsewhere))
		n_good += elsewhere;
	else
		n_unbegun++;
}

static void
ticks(struct task *task, void *arg)
{
	for (int i = 0; i < 5; i++) {
		task_sleep(task, 1);
		n_ticks++;
	}
	set_gate(true);
	(void)arg;
}

static void
more_jobs_than_threads(void)
{
	struct loop *loop = loop_new(event_base_new());

	set_gate(false);
	n_good = n_unbegun = 0;
	for (int i = 0; i < JOBS; i++)
		task_start(loop, offloads, NULL);
	task_start(loop, ticks, NULL);
	loop_run(loop);
	is_int(n_ticks, 5, "the loop goes on while all threads are busy");
	is_int(n_good, JOBS, "every job ran, on a thread of the pool");
	ok(atomic_load(&max_inside) <= 2, "at most two at a time (%d)",
	    atomic_load(&max_inside));
	loop_free(loop);
}

static void
offloads_in_time(struct task *task, void *arg)
{
	task_set_deadline(task, 20);
	offloads(task, arg);
}

static void
waits_behind_others(struct task *task, void *arg)
{
	while (atomic_load(&n_inside) < 2)
		task_sleep(task, 1);
	for (int i = 0; i < 4; i++)
		task_start(task_loop(task), offloads_in_time, NULL);
	while (n_unbegun < 4)
		task_sleep(task, 1);
	set_gate(true);
	(void)arg;
}

static void
queued_too_long(void)
{
	struct loop *loop = loop_new(event_base_new());

	set_gate(false);
	n_good = n_unbegun = 0;
	atomic_store(&n_run, 0);
	task_start(loop, offloads, NULL);
	task_start(loop, offloads, NULL);
	task_start(loop, waits_behind_others, NULL);
	loop_run(loop);
	is_int(n_unbegun, 4,
	    "jobs that no thread took before the deadline are given up");
	is_int(n_good, 2, "those that had begun are waited for");
	is_int(atomic_load(&n_run), 2, "and no other ran");
	loop_free(loop);
}

static void
full_queue(void)
{
	struct loop *loop = loop_new(event_base_new());

	set_gate(false);
	n_good = n_unbegun = 0;
	for (int i = 0; i < 600; i++)
		task_start(loop, offloads, NULL);
	ok(n_unbegun > 0, "a full queue refuses at once (%d of 600)",
	    n_unbegun);
	set_gate(true);
	loop_run(loop);
	is_int(n_good + n_unbegun, 600, "the others run");
	loop_free(loop);
}

static void
freed_while_busy(void)
{
	struct loop *loop = loop_new(event_base_new());

	set_gate(true);
	n_good = n_unbegun = 0;
	for (int i = 0; i < 20; i++)
		task_start(loop, offloads, NULL);
	loop_free(loop);
	is_int(n_good + n_unbegun, 20,
	    "freeing the loop waits for jobs that have begun");
}

int
main(void)
{
	main_thread = pthread_self();
	alarm(60);
	more_jobs_than_threads();
	queued_too_long();
	full_queue();
	freed_while_busy();
	return done_testing();
}
