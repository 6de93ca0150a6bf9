/*
 * The numbers of all processes, whichever worker is asked. They are for the
 * machine's administrator: to everybody else there is nothing here.
 */
#include "ops/scrape.h"

#include "base/buf.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "http/server.h"
#include "web/app.h"
#include "web/page.h"

#define TYPE "text/plain; version=0.0.4; charset=utf-8"

static struct str
labels_of(struct arena *arena, const struct route *route)
{
	struct buf b;

	buf_init(&b, 0);
	metrics_label(
	    &b, "route", str_from(route != NULL ? route->path : "none"));
	buf_char(&b, ',');
	metrics_label(&b, "method",
	    str_from(route != NULL ? method_name(route->method) : "none"));
	return buf_take(&b, arena);
}

static struct reply
metrics_show(struct req *r)
{
	const struct app *app = app_of(r);
	struct str routes[METRICS_ROUTES];
	unsigned n = 0;
	struct buf out;

	if (!req_is_from(r, app->options->metrics_from.ptr))
		return reply_not_found(r);
	do
		routes[n] = labels_of(r->arena, route_by_number(r, n));
	while (++n < METRICS_ROUTES && route_by_number(r, n) != NULL);
	buf_init(&out, 0);
	metrics_write(shared_metrics(app->shared), routes, n, &out);
	return reply_make(r, 200, TYPE, buf_take(&out, r->arena));
}

const struct route scrape_routes[] = {
	{ METHOD_GET, "/metrics", metrics_show },
	{ 0 },
};
