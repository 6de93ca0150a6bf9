/* Meters, and the text that is made of them. */
#include "base/metrics.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/shared.h"

#include "../tap.h"

static struct shared *s;

/* Whether the text has this line. */
static bool
has(const struct buf *text, const char *line)
{
	const struct str found = buf_view(text);
	struct str rest = found, one;

	while (str_cut(rest, '\n', &one, &rest))
		if (str_is(one, line))
			return true;
	note("no line %s", line);
	return false;
}

static void
write_all(struct buf *text)
{
	static const struct str routes[] = { STR_INIT("route=\"none\""),
		STR_INIT("route=\"/\""), STR_INIT("route=\"/p\"") };

	buf_init(text, 0);
	metrics_write(shared_metrics(s), routes, COUNT(routes), text);
}

static void
sums(void)
{
	struct meter *one = metrics_meter(shared_metrics(s), 1);
	struct meter *five = metrics_meter(shared_metrics(s), 5);
	struct buf text;

	meter_add(&one->cache_hits, 3);
	meter_add(&five->cache_hits, 4);
	meter_set(&one->cache_bytes, 1000);
	meter_set(&one->cache_bytes, 500);
	meter_set(&five->cache_bytes, 10);
	meter_add(&five->db_replays[2], 6);
	meter_set(&five->http_active, 8);
	is_int((int)METRICS_SUM(shared_metrics(s), cache_hits), 7,
	    "meters are added up");
	write_all(&text);
	ok(has(&text, "# TYPE sala_cache_hits_total counter"), "a type");
	ok(has(&text, "# HELP sala_cache_hits_total Answers served from the "
		      "page cache."),
	    "a help");
	ok(has(&text, "sala_cache_hits_total 7"), "a counter");
	ok(has(&text, "sala_cache_bytes 510"), "a gauge is set, not added to");
	ok(has(&text, "sala_db_rounds_replayed_total{lane=\"slow\"} 6") &&
		has(&text, "sala_db_rounds_replayed_total{lane=\"read\"} 0"),
	    "a label");
	ok(has(&text, "sala_http_connections{state=\"active\"} 8") &&
		has(&text, "sala_http_connections{state=\"idle\"} 0"),
	    "members side by side are one metric");
	buf_release(&text);
}

static void
histograms(void)
{
	struct meter *m = metrics_meter(shared_metrics(s), 2);
	struct buf text;

	meter_add(&m->routes[2].answers[1], 2);
	meter_note_usec(&m->routes[2].usec, 500);
	meter_note_usec(&m->routes[2].usec, 501);
	meter_note_usec(&m->routes[2].usec, -1);
	meter_note_usec(&m->routes[2].usec, 60 * 1000000);
	meter_note_size(&m->db_rounds[0], 1);
	meter_note_size(&m->db_rounds[0], 3);
	write_all(&text);
	ok(has(&text, "sala_http_requests_total{route=\"/p\",status=\"2xx\"} "
		      "2"),
	    "two labels");
#define SECONDS "sala_http_request_duration_seconds"
	ok(has(&text, SECONDS "_bucket{route=\"/p\",le=\"0.0005\"} 2") &&
		has(&text, SECONDS "_bucket{route=\"/p\",le=\"0.002\"} 3") &&
		has(&text, SECONDS "_bucket{route=\"/p\",le=\"5\"} 3") &&
		has(&text, SECONDS "_bucket{route=\"/p\",le=\"+Inf\"} 4"),
	    "buckets contain those before; a bound belongs to its bucket");
	ok(has(&text, SECONDS "_sum{route=\"/p\"} 60.001001") &&
		has(&text, SECONDS "_count{route=\"/p\"} 4"),
	    "sum and count");
	ok(has(&text, "sala_db_round_batches_sum{lane=\"read\"} 4") &&
		has(&text, "sala_db_round_batches_bucket{lane=\"read\",le="
			   "\"2\"} 1"),
	    "sizes");
	size_t at;

	ok(!str_find(buf_view(&text), STR("route=\"/\""), &at),
	    "a route that nobody asked for is not shown");
	buf_release(&text);
}

static void
labels(void)
{
	struct buf b;

	buf_init(&b, 0);
	metrics_label(&b, "route", STR("/a\"b\\c\nd"));
	is_str(buf_view(&b), "route=\"/a\\\"b\\\\c\\nd\"",
	    "a label's value is escaped");
	buf_release(&b);
}

/* A process that dies leaves what it counted; its successor goes on. */
static void
processes(void)
{
	struct meter *m = metrics_meter(shared_metrics(s), 3);
	struct work_line line, lines[WORK_PLACES];
	uint64_t more;

	for (int i = 0; i < 2; i++) {
		const pid_t pid = fork();

		if (pid == 0) {
			meter_add(&m->scribe_texts, 5);
			meter_set(&m->pool_threads, 2);
			meter_set(&m->processes[4], 1);
			line = (struct work_line){ .id = 9 };
			_exit(work_begin(&m->desk, &line) == NULL);
		}
		waitpid(pid, NULL, 0);
	}
	is_int((int)METRICS_SUM(shared_metrics(s), scribe_texts), 10,
	    "both lives are counted");
	is_int((int)work_list(&m->desk, lines, &more), 2,
	    "what it worked on stands there still");
	meter_clear(m);
	is_int((int)METRICS_SUM(shared_metrics(s), scribe_texts), 10,
	    "when it is gone its counts stay");
	is_int((int)(METRICS_SUM(shared_metrics(s), pool_threads) +
		     METRICS_SUM(shared_metrics(s), processes[4])),
	    0, "its gauges do not");
	is_int((int)work_list(&m->desk, lines, &more), 0, "nor its work");
}

static void
apart(void)
{
	const uintptr_t a = (uintptr_t)metrics_meter(shared_metrics(s), 0);
	const uintptr_t b = (uintptr_t)metrics_meter(shared_metrics(s), 1);

	ok(a % 64 == 0 && (b - a) % 64 == 0,
	    "no two meters share a cache line");
}

/* Who accepts connections tells how many it has. */
static void
shares(void)
{
	struct metrics *all = shared_metrics(s);
	struct meter *own = metrics_meter(all, 1);
	struct meter *other = metrics_meter(all, 2);

	meter_set(&own->http_share, 1 + 3);
	ok(metrics_fewest(all, own) == UINT64_MAX, "there is no other");
	meter_set(&other->http_share, 1 + 7);
	meter_set(&metrics_meter(all, 4)->http_share, 1 + 5);
	is_int((int)metrics_fewest(all, own), 5, "the fewest of two others");
	is_int((int)metrics_fewest(all, other), 3, "and of all but that");
	meter_set(&other->http_share, 1);
	is_int((int)metrics_fewest(all, own), 0, "none is a number, too");
	meter_clear(other);
	is_int((int)metrics_fewest(all, own), 5, "who is gone does not count");
}

static void
desk(void)
{
	struct work_desk *desk = MEM_NEW(struct work_desk);
	struct work_item *items[WORK_PLACES + 3];
	struct work_line lines[WORK_PLACES];
	uint64_t more;

	for (unsigned i = 0; i < COUNT(items); i++)
		items[i] = work_begin(desk, &(struct work_line){ .id = i + 1,
						.began_usec = 1000 + i,
						.route = i,
						.method = 2 });
	is_int((int)work_list(desk, lines, &more), WORK_PLACES,
	    "as many as there are places");
	is_int((int)more, 3, "and three more");
	work_waits(items[4], WORK_SCRIBE);
	work_waits(items[WORK_PLACES], WORK_SCRIBE);
	work_list(desk, lines, &more);
	ok(lines[4].waits == WORK_SCRIBE && lines[3].waits == WORK_NOTHING,
	    "one waits");
	ok(lines[4].id == 5 && lines[4].began_usec == 1004 &&
		lines[4].route == 4 && lines[4].method == 2,
	    "a line says all of it");
	for (size_t i = 0; i < COUNT(items); i++)
		work_end(desk, items[i]);
	is_int((int)work_list(desk, lines, &more), 0, "all have ended");
	is_int((int)more, 0, "those without a place, too");
	free(desk);
}

int
main(void)
{
	s = shared_new(&(struct shared_options){ .max_throttles = 8 });
	apart();
	shares();
	sums();
	histograms();
	labels();
	processes();
	desk();
	shared_free(s);
	return done_testing();
}
