/* Proposes the feeds' authority at start. */
#include "ops/feed_authority.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/token.h"
#include "db/db.h"
#include "loop/loop.h"
#include "loop/task.h"
#include "ops/config.h"
#include "queries.h"

enum { POLL_MS = 100 };

/* The host of the site's address, without scheme and port. */
static struct str
host_of(struct str base_url)
{
	struct str scheme, host, port;

	str_cut(base_url, '/', &scheme, &host);
	host = str_slice(host, 1, host.len);
	if (host.len > 0 && host.ptr[0] == '[')
		return (struct str){ 0 };
	str_cut(host, ':', &host, &port);
	return host;
}

/* A name that others can reach: it has a dot and does not end in a digit. */
static bool
is_name(struct str host)
{
	size_t dot;

	return str_find(host, STR("."), &dot) &&
	       strchr("0123456789.", host.ptr[host.len - 1]) == NULL;
}

static struct str
proposal(struct arena *arena, const struct config *config, bool has_one)
{
	const struct civil now = civil_from_usec(clock_wall_usec());
	struct str host = host_of(config->app.base_url);
	unsigned char random[8];

	if (is_name(host))
		return arena_fmt(
		    arena, STR_FMT ",%d", STR_ARG(host), (int)now.year);
	if (has_one)
		return (struct str){ 0 };
	token_random(random, sizeof(random));
	return arena_fmt(arena, STR_FMT ".invalid,%d",
	    STR_ARG(token_hex(arena, random, sizeof(random))), (int)now.year);
}

/* True when there is nothing left to do. */
static bool
propose(struct task *task, const struct config *config)
{
	struct db_batch *b = db_batch(task);
	struct setting *setting;
	struct str authority;

	q_feed_authority(b, &setting);
	if (!db_run(b))
		return false;
	authority = proposal(task_arena(task), config, setting != NULL);
	if (authority.len == 0 ||
	    (setting != NULL && str_eq(setting->value, authority)))
		return true;
	b = db_batch(task);
	q_feed_authority_propose(b, authority, &setting);
	return db_run(b);
}

/* The database goes before the loop's tasks do: then there is none. */
static bool
is_over(struct task *task)
{
	return task_loop(task)->db == NULL;
}

static void
run(struct task *task, void *arg)
{
	while (!is_over(task)) {
		if (db_is_ready(task_loop(task)->db) && propose(task, arg))
			return;
		if (!task_sleep(task, POLL_MS))
			return;
	}
}

void
feed_authority_begin(struct loop *loop, const struct config *config)
{
	task_start(loop, run, (void *)config);
}
