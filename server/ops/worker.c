/* A worker's life. */
#include "ops/worker.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "base/tags.h"
#include "cache/cache.h"
#include "db/db.h"
#include "http/server.h"
#include "loop/loop.h"
#include "model/moves.h"
#include "model/reads.h"
#include "ops/access_log.h"
#include "ops/config.h"
#include "ops/feed_authority.h"
#include "ops/gauges.h"
#include "ops/health.h"
#include "ops/process.h"
#include "ops/sandbox.h"
#include "ops/scrape.h"
#include "queries.h"
#include "render/templates.h"
#include "scribe/scribe.h"
#include "text/date.h"
#include "text/words.h"
#include "web/app.h"

/* What a worker is made of; parts are NULL until they are begun. */
struct serving {
	const struct worker *worker;
	struct loop *loop;
	struct db *db;
	struct scribe_pool *scribes;
	struct app app;
	struct http_server *server;
	struct event *on_stop, *on_retire, *on_second, *on_wait, *on_spare;
	struct db_watch watch;
	int64_t accept_by_usec;
	size_t n_prepared; /* of text_prepare_step */
	bool has_app, stopping;
};

enum { READY_POLL_USEC = 10000, SPARE_USEC = 5000 };

static bool begin(struct serving *);
static void end(struct serving *);

int
worker_run(const struct worker *worker)
{
	struct serving s = { .worker = worker };
	int status = PROCESS_EXIT_CONFIG;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN); /* the master's to pass on */
	signal(SIGINT, SIG_IGN);
	log_open((struct log_options){
	    .level = worker->config->log_level,
	    .name = worker->name,
	});
	if (begin(&s)) {
		sandbox_enter_worker();
		loop_run(s.loop);
		status = 0;
	}
	end(&s);
	log_flush();
	return status;
}

static void
finished(void *arg)
{
	struct serving *s = arg;

	loop_stop(s->loop);
}

static void
drained(void *arg)
{
	struct serving *s = arg;

	reads_finish(s->app.reads, finished, s);
}

static void
stop(evutil_socket_t signal_number, short what, void *arg)
{
	struct serving *s = arg;
	const struct worker *w = s->worker;
	const bool first = !s->stopping;

	s->stopping = true;
	event_del(s->on_wait);
	if (signal_number == SIGTERM)
		http_server_drain(s->server, drained, s);
	else if (first)
		http_server_retire(s->server, drained, s);
	/* Who comes now is refused, rather than left waiting. */
	for (int i = 0; first && i < w->n_listen_fds; i++)
		close(w->listen_fds[i]);
}

static void
begin_to_accept(struct serving *s)
{
	const struct worker *w = s->worker;
	const pid_t self = getpid();

	for (int i = 0; i < w->n_listen_fds; i++)
		http_server_listen_fd(s->server, w->listen_fds[i]);
	if (write(w->ready_fd, &self, sizeof(self)) != sizeof(self))
		log_warn("cannot tell that it serves: %s", strerror(errno));
}

static void
look_whether_ready(evutil_socket_t fd, short what, void *arg)
{
	struct serving *s = arg;

	if (!db_is_ready(s->db) && clock_mono_usec() < s->accept_by_usec)
		return;
	event_del(s->on_wait);
	begin_to_accept(s);
}

static void
each_second(evutil_socket_t fd, short what, void *arg)
{
	const struct serving *s = arg;

	gauges_note(s->loop, s->server, s->app.cache);
	log_flush();
}

/* What nobody has asked for yet, a little at a time. */
static void
prepare(evutil_socket_t fd, short what, void *arg)
{
	struct serving *s = arg;

	if (!templates_make_one(s->app.templates) &&
	    !text_prepare_step(s->n_prepared++))
		event_del(s->on_spare);
}

static void
listens(void *arg, bool listens)
{
	struct serving *s = arg;

	if (s->app.cache != NULL)
		cache_listens(s->app.cache, listens);
}

/* Another program has written. */
static void
notified(void *arg)
{
	const struct serving *s = arg;

	tag_bump(shared_tags(s->worker->shared), tag_of(TAG_EVERYTHING, 0));
}

static void
begin_database(struct serving *s)
{
	s->watch = (struct db_watch){
		.tags = shared_tags(s->worker->shared),
		.moves = moves_of,
		.listens = listens,
		.notified = notified,
		.arg = s,
	};
	struct db_options options = {
		.watch = &s->watch,
		.url = s->worker->conninfo.ptr,
		.statements = statements,
		.n_statements = n_statements,
		.files = embedded_files,
		.n_files = n_embedded_files,
	};

	s->db = db_open(s->loop, &options);
}

/* One line of the log for each line of the text. */
static void
log_lines(struct str text)
{
	struct str line;

	while (text.len > 0) {
		str_cut(text, '\n', &line, &text);
		if (line.len > 0)
			log_error(STR_FMT, STR_ARG(line));
	}
}

/* *has_app: app_release is due, whatever the answer. */
static bool
load_app(struct app *app, const struct config *config, bool *has_app)
{
	const char *dir = config->template_dir.ptr;
	struct str error;

	app->options = &config->app;
	if (!date_set_zone(config->time_zone)) {
		log_error("time-zone: there is no zone " STR_FMT,
		    STR_ARG(config->time_zone));
		return false;
	}
	if (config->template_dir.len == 0) {
		dir = NULL;
	} else if (access(dir, R_OK | X_OK) != 0) {
		log_error("template-dir: %s: %s", dir, strerror(errno));
		return false;
	}
	*has_app = true;
	if (app_init(app, dir, &error))
		return true;
	log_lines(error);
	return false;
}

static bool
begin_app(struct serving *s)
{
	s->app.loop = s->loop;
	s->app.shared = s->worker->shared;
	s->loop->app = &s->app;
	return load_app(&s->app, s->worker->config, &s->has_app);
}

bool
worker_check(const struct config *config, struct shared *shared)
{
	struct loop loop = {
		.meter = metrics_meter(shared_metrics(shared), 0),
	};
	struct app app = { .shared = shared, .loop = &loop };
	bool has_app = false;
	const bool good = load_app(&app, config, &has_app);

	if (has_app)
		app_release(&app);
	return good;
}

/* The application's routes, and the monitors'. */
static const struct route *const *
all_routes(struct arena *arena)
{
	const struct route **tables;
	size_t n = 0;

	while (app_routes[n] != NULL)
		n++;
	tables = ARENA_ARRAY(arena, const struct route *, n + 3);
	for (size_t i = 0; i < n; i++)
		tables[i] = app_routes[i];
	tables[n] = health_routes;
	tables[n + 1] = scrape_routes;
	return tables;
}

static void
done(const struct req *r, const struct reply *reply,
    const struct req_stats *stats)
{
	app_hooks.done(r, reply, stats);
	access_log(r, reply, stats);
}

static bool
begin_http(struct serving *s)
{
	const struct worker *w = s->worker;
	struct http_hooks hooks = app_hooks;

	hooks.done = done;
	s->server = http_server_new(s->loop, &w->config->http,
	    all_routes(w->config->arena), &hooks, &s->app);
	return s->server != NULL;
}

static bool
begin(struct serving *s)
{
	const struct timeval second = { .tv_sec = 1 };
	const struct timeval moment = { .tv_usec = READY_POLL_USEC };
	const struct timeval spare = { .tv_usec = SPARE_USEC };
	const struct worker *w = s->worker;

	s->loop = loop_new(event_base_new());
	s->loop->meter = w->meter;
	s->loop->metrics = shared_metrics(w->shared);
	s->on_stop = evsignal_new(s->loop->base, SIGTERM, stop, s);
	s->on_retire =
	    evsignal_new(s->loop->base, WORKER_RETIRE_SIGNAL, stop, s);
	s->on_second = event_new(s->loop->base, -1, EV_PERSIST, each_second, s);
	s->on_wait =
	    event_new(s->loop->base, -1, EV_PERSIST, look_whether_ready, s);
	s->on_spare = event_new(s->loop->base, -1, EV_PERSIST, prepare, s);
	/* PostgreSQL starts its side while the catalogues are read. */
	begin_database(s);
	loop_run_due(s->loop);
	if (!begin_app(s))
		return false;
	s->app.reads = reads_new(s->loop);
	s->scribes =
	    scribe_pool_new(s->loop, &(struct scribe_options){
					 .keeper_fd = w->keeper_fd,
					 .scribes = w->config->ops.scribes,
				     });
	if (!begin_http(s))
		return false;
	event_add(s->on_stop, NULL);
	event_add(s->on_retire, NULL);
	event_add(s->on_second, &second);
	event_add(s->on_spare, &spare);
	if (w->begins == WORKER_AT_ONCE) {
		begin_to_accept(s);
	} else {
		s->accept_by_usec =
		    w->begins == WORKER_READY
			? INT64_MAX
			: clock_mono_usec() + WORKER_TAKE_OVER_MS * USEC_PER_MS;
		event_add(s->on_wait, &moment);
	}
	feed_authority_begin(s->loop, w->config);
	return true;
}

static void
end(struct serving *s)
{
	if (s->server != NULL)
		http_server_free(s->server);
	event_free(s->on_stop);
	event_free(s->on_retire);
	event_free(s->on_wait);
	event_free(s->on_second);
	event_free(s->on_spare);
	if (s->scribes != NULL)
		scribe_pool_free(s->scribes);
	if (s->app.reads != NULL)
		reads_free(s->app.reads);
	if (s->db != NULL)
		db_close(s->db);
	loop_free(s->loop);
	if (s->has_app)
		app_release(&s->app);
}
