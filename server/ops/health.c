/* What monitors ask. */
#include "ops/health.h"

#include "base/arena.h"
#include "db/db.h"
#include "loop/loop.h"
#include "loop/task.h"

#define PLAIN "text/plain; charset=utf-8"

static struct reply
healthz(struct req *r)
{
	return reply_make(r, 200, PLAIN, STR("ok\n"));
}

static struct reply
readyz(struct req *r)
{
	const struct db *db = task_loop(r->task)->db;
	struct reply reply;

	if (db_is_ready(db))
		return reply_make(r, 200, PLAIN, STR("ready\n"));
	reply = reply_make(r, 503, PLAIN,
	    arena_fmt(r->arena, "database: " STR_FMT "\n",
		STR_ARG(db_why_not_ready(db))));
	reply_header(&reply, "Retry-After", STR("1"));
	return reply;
}

const struct route health_routes[] = {
	{ METHOD_GET, "/healthz", healthz },
	{ METHOD_GET, "/readyz", readyz },
	{ 0 },
};
