/*
 * From a complete request to the head of its answer: the task that runs the
 * handler, conditions and ranges, and what is written before the body.
 */
#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/msg.h"
#include "http/exchange_impl.h"
#include "http/syntax_impl.h"
#include "loop/loop.h"
#include "loop/task.h"

/* What http says when nobody above words it better. */
static struct reply
plain_error(const struct req *r, int status, struct msg why)
{
	return reply_make(r, status, "text/plain; charset=utf-8",
	    arena_fmt(r->arena, "%d %s\n%s\n", status, status_text(status),
		why.id != NULL ? why.id : ""));
}

static struct reply
error_reply(struct exchange *x, int status, struct msg why)
{
	struct req *r = &x->req;

	if (x->server->hooks.error == NULL)
		return plain_error(r, status, why);
	struct reply reply = x->server->hooks.error(r, status, why);

	reply.status = status;
	return reply;
}

/* "/p/12/?x=y" to "/p/12?x=y"; both are as they came, encoded. */
static struct reply
without_slash(struct exchange *x)
{
	const struct req *r = &x->req;
	const struct str path = str_slice(r->raw_path, 0, r->raw_path.len - 1);

	if (r->query.len == 0)
		return reply_redirect(r, 301, path);
	return reply_redirect(r, 301,
	    arena_fmt(r->arena, STR_FMT "?" STR_FMT, STR_ARG(path),
		STR_ARG(r->query)));
}

static struct reply
refused(struct exchange *x)
{
	const struct refusal refusal = x->refusal;

	if (refusal.status == 301)
		return without_slash(x);
	struct reply reply =
	    error_reply(x, refusal.status, msg_n(refusal.why, refusal.n));

	/* RFC 9110 §15.5.6: 405 must tell what is allowed. */
	if (refusal.status == 405)
		reply_header_set(&reply, "Allow",
		    x->match.allows_get && x->match.allows_post
			? STR("GET, HEAD, POST")
		    : x->match.allows_get ? STR("GET, HEAD")
					  : STR("POST"));
	return reply;
}

static struct reply
handled(struct exchange *x)
{
	struct req *r = &x->req;
	const struct http_hooks *hooks = &x->server->hooks;
	struct reply reply;

	if (r->method == METHOD_POST && !r->route->raw_body)
		x->refusal = pairs_read_form(x->arena,
		    head_only(&x->head, HEAD_CONTENT_TYPE), x->body.view,
		    &x->form);
	if (x->refusal.status != 0)
		return refused(x);
	if (hooks->before != NULL && hooks->before(r, &reply))
		return reply;
	if (hooks->kept != NULL && r->route->cache != CACHE_NEVER)
		return hooks->kept(r);
	return r->route->handler(r);
}

/*
 * RFC 9110 §13.2.1, §14.2: conditions and ranges count where the answer would
 * be 200 to a GET or HEAD, and something is known to compare with.
 */
static struct reply
with_conditions(struct exchange *x, struct reply reply)
{
	const struct validators v = {
		.etag = reply.etag,
		.modified_sec = reply.last_modified_usec / USEC_PER_SEC,
		.now_sec = x->now_sec,
	};

	if (reply.status != 200 || x->req.method > METHOD_HEAD ||
	    (v.etag.ptr == NULL && v.modified_sec == 0))
		return reply;
	const int status = condition_status(&x->head, &v);

	if (status == 412)
		return error_reply(
		    x, 412, msg(N_("This page has changed in the meantime.")));
	if (status == 304) {
		reply.status = 304;
		return reply;
	}
	if (x->req.method == METHOD_HEAD)
		return reply;
	switch (range_status(&x->head, &v, reply.body.len, &x->range)) {
	case 206:
		reply.status = 206;
		return reply;
	case 416:
		x->range.from = reply.body.len;
		return error_reply(
		    x, 416, msg(N_("The part asked for is not there.")));
	default:
		return reply;
	}
}

static struct reply
make_reply(struct exchange *x)
{
	const struct http_hooks *hooks = &x->server->hooks;
	struct reply reply = x->refusal.status != 0 ? refused(x) : handled(x);

	x->now_sec = clock_wall_usec() / USEC_PER_SEC;
	/* RFC 9110 §8.8.2.1: nothing was modified after Date. */
	if (reply.last_modified_usec > x->now_sec * USEC_PER_SEC)
		reply.last_modified_usec = x->now_sec * USEC_PER_SEC;
	reply = with_conditions(x, reply);
	if (hooks->after != NULL)
		hooks->after(&x->req, &reply);
	if (!reply.broken && reply.status >= 200 && reply.status <= 599)
		return reply;
	/* A header that could not be sent: nothing of it goes out. */
	reply = error_reply(x, 500, msg(N_("Something went wrong here.")));
	if (hooks->after != NULL)
		hooks->after(&x->req, &reply);
	return reply.broken ? plain_error(&x->req, 500, msg(NULL)) : reply;
}

bool
exchange_has_length(const struct exchange *x, uint64_t *length)
{
	const struct reply *reply = &x->reply;

	/* RFC 9110 §8.6: none with 204, and none needed with 304. */
	if (reply->status == 204 || reply->status == 304)
		return false;
	*length = reply->status == 206 ? x->range.to - x->range.from + 1
				       : reply->body.len;
	return true;
}

struct str
exchange_body_out(const struct exchange *x)
{
	const struct reply *reply = &x->reply;
	uint64_t length;

	if (x->req.method == METHOD_HEAD || !exchange_has_length(x, &length))
		return (struct str){ NULL, 0 };
	if (reply->status == 206)
		return str_slice(
		    reply->body, x->range.from, x->range.from + length);
	return reply->body;
}

static void
tell(struct exchange *x, struct task *task)
{
	const struct req_stats stats = {
		.status = x->reply.status,
		.total_usec = clock_mono_usec() - x->began_usec,
		.db_usec = *task_db_usec(task),
		.body_bytes_in = x->body.size,
		.bytes_out = exchange_body_out(x).len,
	};

	server_tell(x->server, &x->req, &x->reply, &stats);
}

static void
run(struct task *task, void *arg)
{
	struct exchange *x = arg;
	struct work_desk *desk = &x->server->loop->meter->desk;
	struct work_item *work =
	    work_begin(desk, &(const struct work_line){ .id = x->req.id,
				 .began_usec = x->began_usec,
				 .route = x->req.route_number,
				 .method = x->req.method });

	x->req.task = task;
	task_set_work(task, work);
	task_set_deadline(task, x->server->options.request_ms);
	x->reply = make_reply(x);
	tell(x, task);
	work_end(desk, work);
}

static void
ended(void *arg)
{
	struct exchange *x = arg;

	x->server->n_at_work--;
	census_give_back(x->server->census, x->counted);
	if (x->conn != NULL)
		conn_answer(x->conn, x);
	else
		server_conn_gone(x->server);
}

void
exchange_run(struct exchange *x)
{
	x->server->n_at_work++;
	task_start_with(x->server->loop,
	    (struct task_options){
		.fn = run, .ended = ended, .arg = x, .arena = x->arena });
}
