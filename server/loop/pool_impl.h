/*
 * Pool threads: where blocking work runs (password hashes, name resolution).
 */
#ifndef LOOP_POOL_IMPL_H
#define LOOP_POOL_IMPL_H

struct loop_pool;

#define POOL_THREADS   2
#define POOL_MAX_QUEUE 512 /* jobs that wait for a thread */

/* Joins the threads; no job may be left. */
void loop_pool_free(struct loop_pool *pool);

#endif
