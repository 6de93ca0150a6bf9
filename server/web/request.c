/* For administrators: which requests the server works on, and its figures. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "loop/loop.h"
#include "queries.h"
#include "web/app.h"
#include "web/page.h"
#include "web/routes.h"

#define SHOWN 100
#define MB    (1 << 20)

static const char *const waits[] = {
	[WORK_NOTHING] = N_("waits for nothing"),
	[WORK_READ] = N_("waits for the database (reading)"),
	[WORK_WRITE] = N_("waits for the database (writing)"),
	[WORK_SLOW] = N_("waits for the database (a long query)"),
	[WORK_TRANSACTION] = N_("waits for the database (several steps)"),
	[WORK_SCRIBE] = N_("waits for a text to be prepared"),
	[WORK_POOL] = N_("waits for a calculation"),
	[WORK_PAGE] = N_("waits for a page that another request is making"),
};

/* A line of somebody's desk, and whose. */
struct line {
	struct work_line work;
	const struct meter *meter;
};

static int
older_first(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return (x->work.began_usec > y->work.began_usec) -
	       (x->work.began_usec < y->work.began_usec);
}

/* Of all processes, but for the request that asks. */
static struct line *
find_work(struct req *r, size_t *n, int64_t *more)
{
	struct metrics *all = shared_metrics(app_of(r)->shared);
	const struct meter *own = app_of(r)->loop->meter;
	const unsigned n_meters = (unsigned)meter_get(&all->n_meters);
	struct line *lines =
	    ARENA_ARRAY(r->arena, struct line, n_meters * WORK_PLACES);

	*n = 0;
	*more = 0;
	for (unsigned i = 0; i < n_meters; i++) {
		const struct meter *m = metrics_meter(all, i);
		struct work_line places[WORK_PLACES];
		uint64_t beyond;
		const size_t found = work_list(&m->desk, places, &beyond);

		*more += (int64_t)beyond;
		for (size_t k = 0; k < found; k++)
			if (m != own || places[k].id != r->id)
				lines[(*n)++] = (struct line){ places[k], m };
	}
	qsort(lines, *n, sizeof(*lines), older_first);
	return lines;
}

static struct work_row
row_of(struct req *r, const struct line *line)
{
	const struct route *route = route_by_number(r, line->work.route);
	const int64_t ms =
	    (clock_mono_usec() - line->work.began_usec) / USEC_PER_MS;

	return (struct work_row){
		.method = str_from(method_name((enum method)line->work.method)),
		.route = str_from(route != NULL ? route->path : "–"),
		.seconds = arena_fmt(r->arena, "%lld.%lld",
		    (long long)(ms / 1000), (long long)(ms % 1000 / 100)),
		.waits = msg(waits[line->work.waits]),
		.worker = str_from(line->meter->name),
		.number = arena_fmt(
		    r->arena, "%llu", (unsigned long long)line->work.id),
	};
}

static void
fill_requests(struct req *r, struct requests_page *v)
{
	size_t n;
	const struct line *lines = find_work(r, &n, &v->n_more);

	v->n_requests = n < SHOWN ? n : SHOWN;
	v->n_more += (int64_t)(n - v->n_requests);
	v->requests = ARENA_ARRAY(r->arena, struct work_row, v->n_requests);
	for (size_t i = 0; i < v->n_requests; i++)
		v->requests[i] = row_of(r, &lines[i]);
}

static int64_t
sum_of(const struct metrics *all, size_t offset, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (int64_t)metrics_sum(
		    all, offset + i * sizeof(_Atomic uint64_t));
	return sum;
}

static int64_t
count_answers(const struct metrics *all)
{
	int64_t n = 0;

	for (size_t i = 0; i < METRICS_ROUTES; i++)
		n += sum_of(all,
		    offsetof(struct meter, routes[0].answers) +
			i * sizeof(struct meter_route),
		    5);
	return n;
}

#define SUM(member, n) sum_of(all, offsetof(struct meter, member), (n))

static void
fill_figures(struct req *r, struct requests_page *v)
{
	const struct metrics *all = shared_metrics(app_of(r)->shared);

	v->since = SUM(start_sec, 1) * USEC_PER_SEC;
	v->n_answered = count_answers(all);
	v->hit_percent =
	    v->n_answered > 0 ? SUM(cache_hits, 1) * 100 / v->n_answered : 0;
	v->n_kept = SUM(cache_entries, 1);
	v->kept_mb = (SUM(cache_bytes, 1) + MB - 1) / MB;
	/* The first role are the workers. */
	v->n_workers = SUM(processes, 1);
	v->n_restarts = SUM(restarts, METRICS_ROLES);
	v->n_ready = SUM(db_ready, 1);
	v->all_ready = v->n_ready == v->n_workers;
	v->n_lost = SUM(db_lost, 1);
}

static struct reply
requests_show(struct req *r)
{
	struct requests_page v = { 0 };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	if (!page_run_member(r, b, &reply))
		return reply;
	if (!v.page.viewer->is_admin)
		return reply_forbidden(
		    r, msg(N_("This page is for administrators.")));
	fill_requests(r, &v);
	fill_figures(r, &v);
	return reply_page(r, VIEW_REQUESTS_PAGE, &v);
}

const struct route request_routes[] = {
	{ METHOD_GET, "/admin/requests", requests_show, .who = WHO_ADMIN },
	{ 0 },
};
