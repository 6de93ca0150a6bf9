/* The table of metrics, and the text that is made of it. */
#include "base/metrics.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/compiler.h"

enum kind { COUNTER, GAUGE, SECONDS, SIZES };

/* Upper bounds of histograms; SECONDS are counted in microseconds. */
static const struct {
	const char *type;
	const char *bounds[METRICS_BUCKETS];
	uint64_t values[METRICS_BUCKETS - 1];
	double unit; /* one of the sum's, as it is shown */
} kinds[] = {
	[COUNTER] = { .type = "counter" },
	[GAUGE] = { .type = "gauge" },
	[SECONDS] = { .type = "histogram",
	    .bounds = { "0.0005", "0.002", "0.01", "0.05", "0.2", "1", "5",
		"+Inf" },
	    .values = { 500, 2000, 10000, 50000, 200000, 1000000, 5000000 },
	    .unit = 1e-6 },
	[SIZES] = { .type = "histogram",
	    .bounds = { "1", "2", "4", "8", "16", "32", "64", "+Inf" },
	    .values = { 1, 2, 4, 8, 16, 32, 64 },
	    .unit = 1 },
};

/* What tells the series of a metric apart: which values, how far apart. */
struct dimension {
	const char *label; /* NULL: the routes' own labels, or no dimension */
	const char *const *values;
	size_t n, stride;
};

struct family {
	const char *name;
	enum kind kind;
	const char *help;
	size_t offset;
	struct dimension by[2];
};

static const char *const statuses[] = { "1xx", "2xx", "3xx", "4xx", "5xx" };
static const char *const lanes[] = { "read", "write", "slow" };
static const char *const idle[] = { "idle", "active" };
static const char *const busy[] = { "ready", "busy" };
static const char *const roles[] = { "worker", "jobs", "keeper", "migration",
	"postgres", "check", "old worker", "old keeper" };

/* clang-format off */
#define AT(member) offsetof(struct meter, member)
#define WORD sizeof(_Atomic uint64_t)
#define BY_ROUTE { .n = METRICS_ROUTES, .stride = sizeof(struct meter_route) }
#define BY(label, values) { label, values, COUNT(values), WORD }
#define BY_LANE { BY("lane", lanes) }

static const struct family families[] = {
	{ "sala_http_requests_total", COUNTER,
	  "Requests answered, by the pattern of their route.",
	  AT(routes[0].answers), { BY_ROUTE, BY("status", statuses) } },
	{ "sala_http_request_duration_seconds", SECONDS,
	  "Time from a request's first byte to its answer.",
	  AT(routes[0].usec), { BY_ROUTE } },
	{ "sala_http_received_bytes_total", COUNTER,
	  "Bytes of request bodies.", AT(http_bytes_in) },
	{ "sala_http_sent_bytes_total", COUNTER,
	  "Bytes of answers without their heads.", AT(http_bytes_out) },
	{ "sala_http_connections_accepted_total", COUNTER,
	  "Connections accepted, refused ones among them.",
	  AT(http_accepted) },
	{ "sala_http_connections_refused_total", COUNTER,
	  "Connections that were too many.", AT(http_refused) },
	{ "sala_http_requests_refused_total", COUNTER,
	  "Requests refused because too many were being worked on.",
	  AT(http_overloads) },
	{ "sala_http_connections", GAUGE,
	  "Open connections.", AT(http_idle), { BY("state", idle) } },
	{ "sala_http_requests_at_work", GAUGE,
	  "Requests being worked on.", AT(http_at_work) },
	{ "sala_cache_hits_total", COUNTER,
	  "Answers served from the page cache.", AT(cache_hits) },
	{ "sala_cache_fills_total", COUNTER,
	  "Answers put into the page cache.", AT(cache_fills) },
	{ "sala_cache_evictions_total", COUNTER,
	  "Answers that made room for others.", AT(cache_evictions) },
	{ "sala_cache_entries", GAUGE,
	  "Answers in the page caches of all workers.", AT(cache_entries) },
	{ "sala_cache_bytes", GAUGE,
	  "Memory of the page caches of all workers.", AT(cache_bytes) },
	{ "sala_db_round_batches", SIZES,
	  "Batches that shared a round trip to the database.",
	  AT(db_rounds),
	  { { "lane", lanes, COUNT(lanes), sizeof(struct meter_histogram) } } },
	{ "sala_db_rounds_replayed_total", COUNTER,
	  "Rounds that were undone and run again batch by batch.",
	  AT(db_replays), BY_LANE },
	{ "sala_db_refused_busy_total", COUNTER,
	  "Batches refused because too many waited.", AT(db_busy), BY_LANE },
	{ "sala_db_queue_length", GAUGE,
	  "Batches that wait for their round.", AT(db_queue), BY_LANE },
	{ "sala_db_connections_lost_total", COUNTER,
	  "Database connections lost.", AT(db_lost) },
	{ "sala_db_ready_processes", GAUGE,
	  "Workers whose database is ready.", AT(db_ready) },
	{ "sala_db_leased_connections", GAUGE,
	  "Connections leased by transactions.", AT(db_leases) },
	{ "sala_db_lease_queue_length", GAUGE,
	  "Transactions that wait for a connection.", AT(db_lease_queue) },
	{ "sala_scribe_jobs_total", COUNTER,
	  "Texts rendered or refused by scribes.", AT(scribe_texts) },
	{ "sala_scribe_killed_total", COUNTER,
	  "Scribes that died or were killed over a text.",
	  AT(scribe_losses) },
	{ "sala_scribes", GAUGE,
	  "Scribes.", AT(scribes_ready), { BY("state", busy) } },
	{ "sala_scribe_queue_length", GAUGE,
	  "Texts that wait for a scribe.", AT(scribe_queue) },
	{ "sala_pool_jobs_total", COUNTER,
	  "Jobs given to pool threads.", AT(pool_jobs) },
	{ "sala_pool_threads", GAUGE,
	  "Pool threads that were started.", AT(pool_threads) },
	{ "sala_pool_jobs_at_work", GAUGE,
	  "Jobs that wait for a pool thread or are run by one.",
	  AT(pool_at_work) },
	{ "sala_throttle_refusals_total", COUNTER,
	  "Requests refused by a throttle.", AT(throttle_refusals) },
	{ "sala_log_lines_lost_total", COUNTER,
	  "Lines of the log that could not be written.",
	  AT(log_lines_lost) },
	{ "sala_job_runs_total", COUNTER,
	  "Runs of the jobs process's jobs.", AT(job_runs) },
	{ "sala_job_failures_total", COUNTER,
	  "Runs that failed and are tried again.", AT(job_failures) },
	{ "sala_processes_up", GAUGE,
	  "Processes that run.", AT(processes), { BY("role", roles) } },
	{ "sala_process_restarts_total", COUNTER,
	  "Processes that ended by themselves and were replaced.",
	  AT(restarts), { BY("role", roles) } },
	{ "sala_generation_start_time_seconds", GAUGE,
	  "When the server was started.", AT(start_sec) },
};
/* clang-format on */

static const struct dimension once = { .n = 1 };

/* A family without a dimension has one series along it. */
static const struct dimension *
dimension(const struct family *f, size_t i)
{
	return f->by[i].n > 0 ? &f->by[i] : &once;
}

static _Atomic uint64_t *
count_at(struct meter *meter, size_t offset)
{
	return (_Atomic uint64_t *)(void *)((char *)meter + offset);
}

struct meter *
metrics_meter(struct metrics *metrics, unsigned number)
{
	uint64_t n = atomic_load(&metrics->n_meters);

	while (n <= number && !atomic_compare_exchange_weak(
				  &metrics->n_meters, &n, number + 1))
		;
	return &metrics->slots[number].meter;
}

void
metrics_reset(struct metrics *metrics)
{
	memset(metrics, 0, sizeof(*metrics));
}

void
meter_clear(struct meter *meter)
{
	for (const struct family *f = families; f < families + COUNT(families);
	     f++)
		for (size_t i = 0; f->kind == GAUGE && i < dimension(f, 0)->n;
		     i++)
			meter_set(
			    count_at(meter, f->offset + i * f->by[0].stride),
			    0);
	meter_set(&meter->http_share, 0);
	work_clear(&meter->desk);
}

uint64_t
metrics_fewest(const struct metrics *metrics, const struct meter *own)
{
	const uint64_t n = atomic_load(&metrics->n_meters);
	uint64_t fewest = UINT64_MAX;

	for (uint64_t i = 0; i < n; i++) {
		const struct meter *m = &metrics->slots[i].meter;
		const uint64_t share = meter_get(&m->http_share);

		if (m != own && share > 0 && share - 1 < fewest)
			fewest = share - 1;
	}
	return fewest;
}

static void
note(struct meter_histogram *histogram, enum kind kind, uint64_t value)
{
	size_t i = 0;

	while (i < METRICS_BUCKETS - 1 && value > kinds[kind].values[i])
		i++;
	meter_add(&histogram->buckets[i], 1);
	meter_add(&histogram->sum, value);
}

void
meter_note_usec(struct meter_histogram *histogram, int64_t usec)
{
	note(histogram, SECONDS, usec > 0 ? (uint64_t)usec : 0);
}

void
meter_note_size(struct meter_histogram *histogram, size_t n)
{
	note(histogram, SIZES, n);
}

uint64_t
metrics_sum(const struct metrics *metrics, size_t offset)
{
	const uint64_t n = atomic_load(&metrics->n_meters);
	uint64_t sum = 0;

	for (uint64_t i = 0; i < n; i++)
		sum += meter_get(count_at(
		    (struct meter *)(uintptr_t)&metrics->slots[i], offset));
	return sum;
}

void
metrics_label(struct buf *out, const char *name, struct str value)
{
	buf_fmt(out, "%s=\"", name);
	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] == '\n') {
			buf_lit(out, "\\n");
			continue;
		}
		if (value.ptr[i] == '"' || value.ptr[i] == '\\')
			buf_char(out, '\\');
		buf_char(out, value.ptr[i]);
	}
	buf_char(out, '"');
}

/* The text in the making. */
struct text {
	const struct metrics *metrics;
	const struct str *routes;
	struct buf *out;
};

/* `bound` is that of a bucket, or NULL. */
static void
write_name(const struct text *t, const struct family *f, const char *suffix,
    const size_t at[2], const char *bound)
{
	const char *before = "{";

	buf_fmt(t->out, "%s%s", f->name, suffix);
	for (size_t i = 0; i < COUNT(f->by); i++) {
		const struct dimension *d = &f->by[i];

		if (d->n == 0)
			continue;
		buf_fmt(t->out, "%s", before);
		before = ",";
		if (d->label == NULL)
			buf_str(t->out, t->routes[at[i]]);
		else
			metrics_label(
			    t->out, d->label, str_from(d->values[at[i]]));
	}
	if (bound != NULL)
		buf_fmt(t->out, "%sle=\"%s\"", before, bound);
	buf_fmt(t->out, "%s ", bound != NULL || *before == ',' ? "}" : "");
}

static void
write_histogram(const struct text *t, const struct family *f,
    const size_t at[2], size_t offset)
{
	uint64_t counts[METRICS_BUCKETS + 1], n = 0;
	const double unit = kinds[f->kind].unit;

	/* The sum last: it lies behind the buckets. */
	for (size_t i = 0; i < COUNT(counts); i++)
		counts[i] = metrics_sum(t->metrics, offset + i * WORD);
	for (size_t i = 0; i < METRICS_BUCKETS; i++) {
		n += counts[i];
		write_name(t, f, "_bucket", at, kinds[f->kind].bounds[i]);
		buf_fmt(t->out, "%" PRIu64 "\n", n);
	}
	write_name(t, f, "_sum", at, NULL);
	buf_fmt(t->out, "%.15g\n", (double)counts[METRICS_BUCKETS] * unit);
	write_name(t, f, "_count", at, NULL);
	buf_fmt(t->out, "%" PRIu64 "\n", n);
}

static bool
was_asked_for(const struct metrics *metrics, size_t route)
{
	uint64_t n = 0;

	for (size_t i = 0; i < COUNT(statuses); i++)
		n += metrics_sum(
		    metrics, AT(routes[0].answers[0]) + i * WORD +
				 route * sizeof(struct meter_route));
	return n > 0;
}

static void
write_series(const struct text *t, const struct family *f, size_t i)
{
	const size_t first = f->offset + i * f->by[0].stride;

	if (f->by[0].n > 0 && f->by[0].label == NULL &&
	    !was_asked_for(t->metrics, i))
		return;
	for (size_t j = 0; j < dimension(f, 1)->n; j++) {
		const size_t at[2] = { i, j };
		const size_t offset = first + j * f->by[1].stride;

		if (kinds[f->kind].unit != 0) {
			write_histogram(t, f, at, offset);
			continue;
		}
		write_name(t, f, "", at, NULL);
		buf_fmt(
		    t->out, "%" PRIu64 "\n", metrics_sum(t->metrics, offset));
	}
}

void
metrics_write(const struct metrics *metrics, const struct str *routes,
    size_t n_routes, struct buf *out)
{
	const struct text t = { metrics, routes, out };

	for (const struct family *f = families; f < families + COUNT(families);
	     f++) {
		const bool by_route = f->by[0].n > 0 && !f->by[0].label;
		const size_t n = by_route ? n_routes : dimension(f, 0)->n;

		buf_fmt(out, "# HELP %s %s\n# TYPE %s %s\n", f->name, f->help,
		    f->name, kinds[f->kind].type);
		for (size_t i = 0; i < n; i++)
			write_series(&t, f, i);
	}
}
