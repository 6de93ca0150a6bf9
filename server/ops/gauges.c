/* A worker's gauges. */
#include "ops/gauges.h"

#include "base/compiler.h"
#include "base/log.h"
#include "base/metrics.h"
#include "cache/cache.h"
#include "db/db.h"
#include "http/server.h"
#include "loop/loop.h"
#include "scribe/scribe.h"

static void
note_database(struct meter *m, const struct db *db)
{
	const struct db_counts counts = db_counts(db);

	for (size_t i = 0; i < COUNT(counts.queued); i++)
		meter_set(&m->db_queue[i], counts.queued[i]);
	meter_set(&m->db_leases, counts.leased);
	meter_set(&m->db_lease_queue, counts.lease_queue);
	meter_set(&m->db_ready, db_is_ready(db));
}

static void
note_scribes(struct meter *m, const struct scribe_pool *pool)
{
	const struct scribe_stats stats = scribe_pool_stats(pool);

	meter_set(&m->scribes_ready, (uint64_t)stats.ready);
	meter_set(&m->scribes_busy, (uint64_t)stats.busy);
	meter_set(&m->scribe_queue, (uint64_t)stats.queued);
}

void
gauges_note(struct loop *loop, const struct http_server *server,
    const struct cache *cache)
{
	struct meter *m = loop->meter;
	const struct http_counts http = http_server_counts(server);
	const struct cache_counts kept = cache_counts(cache);

	meter_set(&m->http_idle, http.idle);
	meter_set(&m->http_active, http.connections - http.idle);
	meter_set(&m->http_at_work, http.requests_at_work);
	meter_set(&m->cache_entries, kept.entries);
	meter_set(&m->cache_bytes, kept.bytes);
	meter_set(&m->pool_threads, loop_pool_threads(loop));
	meter_set(&m->pool_at_work, loop_pool_jobs(loop));
	note_database(m, loop->db);
	note_scribes(m, loop->scribes);
	meter_add(&m->log_lines_lost, log_take_lost());
}
