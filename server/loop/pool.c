/*
 * Pool threads and task_offload. Jobs lie on their tasks' stacks: a task is
 * parked until its job is done or was taken back unbegun. Threads start with
 * the first job, so that a process may fork before. Done jobs come back over
 * an eventfd, which is watched while jobs are out.
 */
#include "loop/pool_impl.h"

#include <sys/eventfd.h>
#include <sys/queue.h>

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "loop/loop.h"
#include "loop/task.h"
#include "loop/task_impl.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"

#define THREAD_STACK_BYTES ((size_t)1 << 20)

enum job_state {
	JOB_QUEUED,
	JOB_BEGUN, /* a thread has it, or it is on its way back */
	JOB_DONE, /* back: nothing points to it any more */
};

struct job {
	struct task *task;
	void (*fn)(void *);
	void *arg;
	enum job_state state; /* under the lock */
	TAILQ_ENTRY(job) link;
};

TAILQ_HEAD(job_list, job);

struct loop_pool {
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct job_list queue, done;
	size_t n_queued;
	bool stopping;
	/* The loop's side. */
	int wake_fd;
	struct event *wake_event;
	size_t n_out; /* jobs that have not come back */
	pthread_t threads[POOL_THREADS];
};

static void *
thread_main(void *arg)
{
	struct loop_pool *pool = arg;
	const uint64_t one = 1;

	pthread_mutex_lock(&pool->lock);
	for (;;) {
		struct job *job = TAILQ_FIRST(&pool->queue);

		if (job == NULL) {
			if (pool->stopping)
				break;
			pthread_cond_wait(&pool->work, &pool->lock);
			continue;
		}
		TAILQ_REMOVE(&pool->queue, job, link);
		pool->n_queued--;
		job->state = JOB_BEGUN;
		pthread_mutex_unlock(&pool->lock);
		job->fn(job->arg);
		pthread_mutex_lock(&pool->lock);
		TAILQ_INSERT_TAIL(&pool->done, job, link);
		if (write(pool->wake_fd, &one, sizeof(one)) < 0)
			assert(errno == EAGAIN); /* it is awake anyway */
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static void
on_done(evutil_socket_t fd, short what, void *arg)
{
	struct loop_pool *pool = arg;
	uint64_t count;
	struct job *job;

	(void)what;
	if (read(fd, &count, sizeof(count)) < 0)
		return;
	pthread_mutex_lock(&pool->lock);
	while ((job = TAILQ_FIRST(&pool->done)) != NULL) {
		TAILQ_REMOVE(&pool->done, job, link);
		job->state = JOB_DONE;
		task_wake(job->task);
	}
	pthread_mutex_unlock(&pool->lock);
}

/* Signals are for the loop's thread alone. */
static void
start_thread(struct loop_pool *pool, pthread_t *thread)
{
	pthread_attr_t attr;
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREAD_STACK_BYTES);
	const int error = pthread_create(thread, &attr, thread_main, pool);

	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error != 0) {
		log_error("cannot start a pool thread: %s", strerror(error));
		abort();
	}
}

static struct loop_pool *
pool_of(struct loop *loop)
{
	struct loop_pool *pool = loop->pool;

	if (pool != NULL)
		return pool;
	pool = loop->pool = MEM_NEW(struct loop_pool);
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->work, NULL);
	TAILQ_INIT(&pool->queue);
	TAILQ_INIT(&pool->done);
	pool->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (pool->wake_fd < 0) {
		log_error("cannot make an eventfd: %s", strerror(errno));
		abort();
	}
	pool->wake_event = event_new(
	    loop->base, pool->wake_fd, EV_READ | EV_PERSIST, on_done, pool);
	for (size_t i = 0; i < POOL_THREADS; i++)
		start_thread(pool, &pool->threads[i]);
	return pool;
}

void
loop_pool_free(struct loop_pool *pool)
{
	assert(pool->n_out == 0);
	pthread_mutex_lock(&pool->lock);
	pool->stopping = true;
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	for (size_t i = 0; i < POOL_THREADS; i++)
		pthread_join(pool->threads[i], NULL);
	event_free(pool->wake_event);
	close(pool->wake_fd);
	pthread_cond_destroy(&pool->work);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

static bool
enqueue(struct loop_pool *pool, struct job *job)
{
	bool taken = false;

	pthread_mutex_lock(&pool->lock);
	if (pool->n_queued < POOL_MAX_QUEUE) {
		TAILQ_INSERT_TAIL(&pool->queue, job, link);
		pool->n_queued++;
		pthread_cond_signal(&pool->work);
		taken = true;
	}
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

/* Takes the job back when no thread has begun it. */
static enum job_state
job_check(struct loop_pool *pool, struct job *job, bool take_back)
{
	pthread_mutex_lock(&pool->lock);
	const enum job_state state = job->state;

	if (state == JOB_QUEUED && take_back) {
		TAILQ_REMOVE(&pool->queue, job, link);
		pool->n_queued--;
	}
	pthread_mutex_unlock(&pool->lock);
	return state;
}

/* Waits until the job is done, or could be taken back at the deadline. */
static bool
await(struct loop_pool *pool, struct job *job)
{
	bool expired = false;

	for (;;) {
		switch (job_check(pool, job, expired)) {
		case JOB_DONE:
			return true;
		case JOB_BEGUN:
			task_park_firmly(job->task);
			break;
		case JOB_QUEUED:
			if (expired)
				return false;
			expired = task_park(job->task, -1) == TASK_TIMED_OUT;
			break;
		}
	}
}

bool
task_offload(struct task *task, void (*fn)(void *), void *arg)
{
	struct loop_pool *pool = pool_of(task_loop(task));
	struct job job = { .task = task, .fn = fn, .arg = arg };

	if (task_expired(task) || !enqueue(pool, &job))
		return false;
	if (pool->n_out++ == 0)
		event_add(pool->wake_event, NULL);
	meter_add(&task_loop(task)->meter->pool_jobs, 1);
	task_waits(task, WORK_POOL);
	const bool ran = await(pool, &job);

	task_waits(task, WORK_NOTHING);
	if (--pool->n_out == 0)
		event_del(pool->wake_event);
	return ran;
}

size_t
loop_pool_threads(const struct loop *loop)
{
	return loop->pool != NULL ? POOL_THREADS : 0;
}

size_t
loop_pool_jobs(const struct loop *loop)
{
	return loop->pool != NULL ? loop->pool->n_out : 0;
}
