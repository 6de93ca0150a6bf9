/*
 * Metrics: what a server has done and how it is, in numbers. Each process
 * counts in a meter of its own, which lies in the memory that all processes
 * share (base/shared.h), so that they never wait for each other and anybody
 * can add up all of them. A process that takes the place of another one goes
 * on counting in its meter.
 *
 * To count is to add to a member; it may be done anywhere, also on a pool
 * thread, and costs a few nanoseconds:
 *
 *	meter_add(&loop->meter->cache_hits, 1);
 *
 * The members' names, types, units and labels for Prometheus stand in one
 * table, metrics.c; a new metric is a line in both. metrics_write() makes the
 * text of it (Prometheus' exposition format, version 0.0.4).
 *
 * What can go down is a gauge: it is set, once a second, by the process whose
 * meter it is, and gone when that process is.
 */
#ifndef BASE_METRICS_H
#define BASE_METRICS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "base/work.h"

struct buf;
struct metrics;

enum {
	METRICS_ROUTES = 128, /* number 0: no route was found */
	METRICS_METERS = 160, /* number 0: the master's */
	METRICS_BUCKETS = 8, /* the last has no bound */
	METRICS_LANES = 3, /* of the database: read, write, slow */
	METRICS_ROLES = 8, /* of processes; see ops/process.h */
};

/* How often which size came; buckets do not contain each other. */
struct meter_histogram {
	_Atomic uint64_t buckets[METRICS_BUCKETS], sum;
};

struct meter {
	char name[16]; /* the process's: "worker 1" */
	struct meter_route {
		_Atomic uint64_t answers[5]; /* by status: 1xx to 5xx */
		struct meter_histogram usec;
	} routes[METRICS_ROUTES];
	_Atomic uint64_t http_bytes_in, http_bytes_out; /* bodies */
	_Atomic uint64_t http_accepted, http_refused, http_overloads;
	_Atomic uint64_t http_idle, http_active, http_at_work;
	_Atomic uint64_t cache_hits, cache_fills, cache_evictions;
	_Atomic uint64_t cache_entries, cache_bytes;
	struct meter_histogram db_rounds[METRICS_LANES]; /* by batches */
	_Atomic uint64_t db_replays[METRICS_LANES], db_busy[METRICS_LANES];
	_Atomic uint64_t db_queue[METRICS_LANES];
	_Atomic uint64_t db_lost, db_ready, db_leases, db_lease_queue;
	_Atomic uint64_t scribe_texts, scribe_losses;
	_Atomic uint64_t scribes_ready, scribes_busy, scribe_queue;
	_Atomic uint64_t pool_jobs, pool_threads, pool_at_work;
	_Atomic uint64_t throttle_refusals, log_lines_lost;
	_Atomic uint64_t job_runs, job_failures;
	_Atomic uint64_t processes[METRICS_ROLES], restarts[METRICS_ROLES];
	_Atomic uint64_t start_sec; /* wall time, of this generation */
	_Atomic uint64_t http_share; /* see metrics_fewest */
	struct work_desk desk; /* what it works on now */
};

/* All meters, as they lie in shared memory; zeroed at first. No two are in
 * one line of the processors' caches. */
struct metrics {
	_Atomic uint64_t n_meters; /* that were ever used */
	struct {
		struct meter meter;
	} __attribute__((aligned(64))) slots[METRICS_METERS];
};

/* The meter of a process; `number` is below METRICS_METERS. */
struct meter *metrics_meter(struct metrics *metrics, unsigned number);

/* Begins from nothing: another program counts other routes by the same
 * numbers. What is still counted meanwhile may be lost. */
void metrics_reset(struct metrics *metrics);

/*
 * Processes that accept connections on the same sockets tell each other in
 * http_share how many they have, plus one; 0: it accepts none now. The fewest
 * that one has, other than `own`; UINT64_MAX: there is no other.
 */
uint64_t metrics_fewest(const struct metrics *metrics, const struct meter *own);

/* The process of this meter has ended: its gauges and its desk are empty. */
void meter_clear(struct meter *meter);

static inline void
meter_add(_Atomic uint64_t *count, uint64_t n)
{
	atomic_fetch_add_explicit(count, n, memory_order_relaxed);
}

static inline void
meter_set(_Atomic uint64_t *gauge, uint64_t n)
{
	atomic_store_explicit(gauge, n, memory_order_relaxed);
}

static inline uint64_t
meter_get(const _Atomic uint64_t *count)
{
	return atomic_load_explicit(count, memory_order_relaxed);
}

/* Microseconds, and numbers of things up to 64. */
void meter_note_usec(struct meter_histogram *histogram, int64_t usec);
void meter_note_size(struct meter_histogram *histogram, size_t n);

/* Of one member in all meters; `of` is a meter's: METRICS_SUM(m, cache_hits) */
#define METRICS_SUM(metrics, member)                                           \
	metrics_sum((metrics), offsetof(struct meter, member))
uint64_t metrics_sum(const struct metrics *metrics, size_t offset);

/*
 * Everything, as Prometheus reads it. `routes` are the labels of the routes
 * by their numbers, made by metrics_label, with a comma between; what has
 * more numbers than labels is left out. Routes that nobody has asked for are
 * not shown.
 */
void metrics_write(const struct metrics *metrics, const struct str *routes,
    size_t n_routes, struct buf *out);

/* name="value", with what must be escaped. */
void metrics_label(struct buf *out, const char *name, struct str value);

#endif
