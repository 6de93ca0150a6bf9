/*
 * The way of a request that found nothing ready: the canonical key, one that
 * fills and others that wait, the handler.
 */
#include <string.h>

#include "base/buf.h"
#include "base/metrics.h"
#include "base/token.h"
#include "cache/cache.h"
#include "cache/entry_impl.h"
#include "cache/gzip_impl.h"
#include "http/route.h"
#include "loop/task.h"

struct str
cache_address(const struct req *r)
{
	const char *const *name = r->route->query;
	struct str segment, rest = r->path;
	char before = '?';
	struct buf b;

	buf_init(&b, 0);
	while (str_cut(rest, '/', &segment, &rest)) {
		buf_url(&b, segment);
		buf_char(&b, '/');
	}
	buf_url(&b, segment);
	for (; name != NULL && *name != NULL; name++) {
		const struct str value = req_query(r, *name);

		if (value.ptr == NULL)
			continue;
		buf_char(&b, before);
		buf_str(&b, str_from(*name));
		buf_char(&b, '=');
		buf_url(&b, value);
		before = '&';
	}
	return buf_take(&b, r->arena);
}

static void
release(void *arena)
{
	arena_release(arena);
}

/* What was made, as a reply to this request. */
PARKS
static struct reply
reply_of(struct cache *cache, struct entry *e, struct req *r, bool gzip)
{
	struct reply reply = e->reply;

	/* It may be taken out while it is sent. */
	arena_on_release(r->arena, release, arena_retain(e->ready.arena));
	if (gzip && cache->listens && gzip_is_due(e))
		gzip_make(cache, e, r->task);
	e->n_hits++;
	meter_add(&cache->options.meter->cache_hits, 1);
	r->subject = e->ready.subject;
	reply.arena = r->arena;
	reply.headers = entry_headers(r->arena, e->reply.headers);
	if (gzip && e->ready.gzip.head.ptr != NULL) {
		reply_header_set(&reply, "Content-Encoding", STR("gzip"));
		reply.body = e->ready.gzip.body;
		reply.etag = e->ready.gzip.etag;
	}
	if (!cache->listens)
		reply_header_set(&reply, "Cache-Status",
		    STR("sala; hit; detail=unconfirmed"));
	return reply;
}

/* Whether everybody who asks for this variant may be given it. */
static bool
is_for_all(const struct cache *cache, const struct filling *f,
    struct str variant, const struct reply *reply)
{
	const struct str lang = reply_header_get(reply, "Content-Language");

	return reply->status == 200 && !reply->broken && !reply->close &&
	       reply_header_get(reply, "Set-Cookie").ptr == NULL &&
	       (lang.ptr == NULL || str_eq(lang, variant)) && cache->listens &&
	       f->epoch == cache->epoch;
}

/* Whether it is still so. */
static bool
holds(const struct cache *cache, const struct filling *f)
{
	return tags_hold(cache->options.tags, f->tags,
	    f->too_many ? 0 : f->n_tags, f->noted);
}

static void
add_etag(struct req *r, struct reply *reply)
{
	if (reply->etag.ptr == NULL)
		reply_validators(reply, token_of_content(r->arena, reply->body),
		    reply->last_modified_usec);
}

static struct filling *
filling_find(struct cache *cache, struct str key)
{
	struct filling *f;

	TAILQ_FOREACH(f, &cache->fillings, link)
	if (str_eq(f->key, key))
		return f;
	return NULL;
}

static void
call(struct waiter *w)
{
	w->called = true;
	task_wake(w->task);
}

static void
join(struct filling *f, struct waiter *w)
{
	w->in = f;
	TAILQ_INSERT_TAIL(&f->waiters, w, link);
}

/* Its making begins when its first waiter, who is called, has its turn. */
static struct filling *
filling_new(struct cache *cache, struct arena *arena, struct str key)
{
	struct filling *f = ARENA_NEW(arena, struct filling);

	f->key = arena_str(arena, key);
	TAILQ_INIT(&f->waiters);
	TAILQ_INSERT_TAIL(&cache->fillings, f, link);
	return f;
}

/* `made` may be NULL; `kept`: it held just now. */
static void
call_waiters(
    struct cache *cache, struct filling *f, struct entry *made, bool kept)
{
	struct filling *next = NULL;
	struct waiter *w;

	while ((w = TAILQ_FIRST(&f->waiters)) != NULL) {
		TAILQ_REMOVE(&f->waiters, w, link);
		if (made != NULL && (kept || w->came_before)) {
			w->given = made;
			w->kept = kept;
			arena_retain(made->ready.arena);
			call(w);
		} else if (w->came_before) {
			call(w);
		} else if (next == NULL) {
			next = w->next =
			    filling_new(cache, task_arena(w->task), f->key);
			call(w);
		} else {
			w->came_before = true;
			join(next, w);
		}
	}
}

PARKS
static struct reply
fill(struct cache *cache, struct req *r, struct filling *f, struct str variant)
{
	struct entry *made = NULL;
	struct reply reply;
	bool kept;

	f->epoch = cache->epoch;
	f->noted = tags_now(cache->options.tags);
	r->filling = f;
	reply = r->route->handler(r);
	r->filling = NULL;
	TAILQ_REMOVE(&cache->fillings, f, link);
	if (is_for_all(cache, f, variant, &reply)) {
		add_etag(r, &reply);
		cache->options.finish(r, &reply);
		made = entry_make(cache, f, r, &reply);
	}
	kept = made != NULL && holds(cache, f);
	if (kept) {
		entry_keep(cache, made);
		meter_add(&cache->options.meter->cache_fills, 1);
	}
	call_waiters(cache, f, made, kept);
	if (made != NULL)
		arena_release(made->ready.arena);
	return reply;
}

/* False: the time is up, and one asks alone. */
PARKS
static bool
wait_for(struct filling *f, struct waiter *w)
{
	join(f, w);
	task_waits(w->task, WORK_PAGE);
	while (!w->called)
		if (task_park(w->task, -1) == TASK_TIMED_OUT)
			break;
	task_waits(w->task, WORK_NOTHING);
	if (!w->called)
		TAILQ_REMOVE(&w->in->waiters, w, link);
	return w->called;
}

/* What was made while one waited; what is not kept may have no gzip form. */
PARKS
static struct reply
reply_given(struct cache *cache, struct waiter *w, struct req *r, bool gzip)
{
	const struct reply reply =
	    reply_of(cache, w->given, r, gzip && w->kept);

	arena_release(w->given->ready.arena);
	return reply;
}

/*
 * While writes come faster than the answer can be made, it is never kept. Who
 * has waited for one that was not waits for the next, whose making begins
 * after that: nobody waits longer than twice, and one makes it for all.
 */
PARKS
static struct reply
serve(struct cache *cache, struct req *r, struct str key, bool gzip,
    struct str variant)
{
	struct entry *e = entry_find(cache, key);
	struct filling *f = filling_find(cache, key);
	struct waiter w = { .task = r->task };
	const bool away =
	    !cache->listens && cache->options.is_away(cache->options.arg);

	if (e != NULL && (cache->listens || away))
		return reply_of(cache, e, r, gzip);
	if (!cache->listens)
		return r->route->handler(r);
	if (f == NULL)
		return fill(
		    cache, r, filling_new(cache, r->arena, key), variant);
	if (!wait_for(f, &w))
		return r->route->handler(r);
	if (w.given != NULL)
		return reply_given(cache, &w, r, gzip);
	if (w.next != NULL)
		return fill(cache, r, w.next, variant);
	return r->route->handler(r);
}

struct reply
cache_serve(struct cache *cache, struct req *r)
{
	struct ready_ask ask;
	struct str variant;
	struct key key;

	if (cache->options.max_bytes == 0 || !ready_ask_of(r, &ask))
		return r->route->handler(r);
	const enum cache_reader reader =
	    cache->options.reader(cache->options.arg, &ask, &variant);

	if (reader == CACHE_READER_OWN && r->route->cache != CACHE_IMMUTABLE)
		return r->route->handler(r);
	if (!key_make(&key, cache_address(r), variant))
		return r->route->handler(r);
	return serve(cache, r, arena_str(r->arena, key_view(&key)), ask.gzip,
	    arena_str(r->arena, variant));
}

void
cache_tag(struct req *r, struct tag tag)
{
	struct filling *f = r->filling;

	if (f == NULL)
		return;
	if (f->n_tags < CACHE_TAGS_MAX)
		f->tags[f->n_tags++] = tag;
	else
		f->too_many = true;
}
