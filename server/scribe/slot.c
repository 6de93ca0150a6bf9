/* The scribes of a worker. */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/metrics.h"
#include "loop/loop.h"
#include "scribe/keeper.h"
#include "scribe/pool_impl.h"
#include "scribe/sandbox.h"

#define CHUNK_BYTES    ((size_t)64 << 10)
#define KEEP_BYTES     ((size_t)256 << 10) /* of a buffer between texts */
#define READS_A_TURN   4
#define ASK_AGAIN_MS   10 /* doubled with each failure */
#define ASK_AT_MOST_MS 5000
/* A scribe ends itself before, by its processor time, however busy the machine
 * is; this is for one that has been taken over. */
#define GRACE_MS 5000

static void on_timer(evutil_socket_t, short, void *);
static void ask(struct slot *s);

void
slot_init(struct slot *s, struct scribe_pool *p)
{
	*s = (struct slot){ .pool = p, .fd = -1 };
	buf_init(&s->in, WIRE_MAX_BYTES + CHUNK_BYTES);
	buf_init(&s->out, WIRE_MAX_BYTES);
	s->timer = event_new(p->loop->base, -1, 0, on_timer, s);
	ask(s);
}

static void
set_timer(struct slot *s, int ms)
{
	const struct timeval tv = { ms / 1000, ms % 1000 * 1000 };

	event_add(s->timer, &tv);
}

static void
empty(struct buf *b)
{
	buf_reset(b);
	if (b->cap > KEEP_BYTES)
		buf_release(b);
}

/* No scribe is here any more. */
static void
clear(struct slot *s)
{
	if (s->fd >= 0) {
		event_free(s->readable);
		event_free(s->writable);
		close(s->fd);
	}
	event_del(s->timer);
	empty(&s->in);
	empty(&s->out);
	s->fd = -1;
	s->run = NULL;
	s->state = SLOT_EMPTY;
}

void
slot_release(struct slot *s)
{
	clear(s);
	event_free(s->timer);
	buf_release(&s->in);
	buf_release(&s->out);
}

/*
 * It has died or lied, and is replaced. Its text is refused, since it may
 * have been the cause. Scribes that cannot even begin are not asked for
 * without end.
 */
static void
lose(struct slot *s, const char *why)
{
	struct run *run = s->run;
	int delay_ms = ASK_AGAIN_MS;

	log_warn("a scribe is lost%s: %s",
	    s->state == SLOT_BUSY ? " over a text" : "", why);
	s->pool->stats.lost++;
	meter_add(&s->pool->loop->meter->scribe_losses, 1);
	s->failures += s->state == SLOT_CALLED;
	clear(s);
	if (run != NULL) {
		run->answer->why = markup_fault_msg(MARKUP_TOO_MUCH, 0);
		run_end(run, SCRIBE_REFUSED);
	}
	for (int i = 1; i < s->failures && delay_ms < ASK_AT_MOST_MS; i++)
		delay_ms *= 2;
	if (s->failures == 0)
		ask(s);
	else
		set_timer(s, delay_ms);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct slot *s = arg;

	if (s->state == SLOT_EMPTY)
		ask(s);
	else if (s->state == SLOT_BUSY)
		lose(s, "it does not end");
}

static void
take_answer(struct slot *s)
{
	struct wire_answer answer;

	switch (wire_get_answer(buf_view(&s->in), &answer)) {
	case WIRE_MORE:
		return;
	case WIRE_BROKEN:
		lose(s, "its answer is none");
		return;
	case WIRE_READY:
		break;
	}
	s->pool->stats.done++;
	meter_add(&s->pool->loop->meter->scribe_texts, 1);
	if (s->run != NULL)
		run_answer(s->run, &answer);
	if (answer.last) {
		clear(s);
		ask(s);
		return;
	}
	event_del(s->timer);
	event_del(s->writable);
	empty(&s->in);
	empty(&s->out);
	s->run = NULL;
	s->state = SLOT_READY;
}

static void
take_hello(struct slot *s)
{
	const struct str bytes = buf_view(&s->in), hello = STR(WIRE_HELLO);

	if (!str_starts(hello, bytes)) {
		lose(s, "it does not say hello");
		return;
	}
	if (bytes.len < hello.len)
		return;
	buf_reset(&s->in);
	s->failures = 0;
	s->state = SLOT_READY;
}

/* Into `in`; false when the other end has closed. */
static bool
read_some(struct slot *s)
{
	for (int i = 0; i < READS_A_TURN; i++) {
		char *to = buf_room(&s->in, CHUNK_BYTES);
		const ssize_t n = to != NULL ? read(s->fd, to, CHUNK_BYTES) : 0;

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			break;
		if (n <= 0)
			return false;
		s->in.len += (size_t)n;
		if ((size_t)n < CHUNK_BYTES)
			break;
	}
	return true;
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct slot *s = arg;

	if (!read_some(s))
		lose(s, "it has ended");
	else if (s->in.len == 0)
		return;
	else if (s->state == SLOT_CALLED)
		take_hello(s);
	else if (s->state == SLOT_BUSY)
		take_answer(s);
	else
		lose(s, "it was not asked");
	pool_pump(s->pool);
}

static void
send_job(struct slot *s)
{
	while (s->sent < s->out.len) {
		const ssize_t n = send(s->fd, s->out.ptr + s->sent,
		    s->out.len - s->sent, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			event_add(s->writable, NULL);
			return;
		}
		/* That it has ended will be read. */
		if (n <= 0)
			return;
		s->sent += (size_t)n;
	}
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	send_job(arg);
}

void
slot_start(struct slot *s, struct run *run)
{
	const struct scribe_job *job = run->job;

	run->slot = s;
	s->run = run;
	s->state = SLOT_BUSY;
	s->sent = 0;
	wire_put_job(
	    &s->out, &(struct wire_job){
			 .source = {
			     .kind = job->kind == SCRIBE_HTML ? MARKUP_HTML
							      : MARKUP_MARKDOWN,
			     .text = job->source,
			     .comment = job->comment,
			 } });
	set_timer(s, sandbox_job_ms() + GRACE_MS);
	send_job(s);
}

/* Gets the slot a scribe, or sets a time to try again. */
static void
ask(struct slot *s)
{
	struct event_base *base = s->pool->loop->base;

	if (!keeper_ask(s->pool->options.keeper_fd, &s->fd)) {
		s->fd = -1;
		set_timer(s, ASK_AGAIN_MS);
		return;
	}
	s->pool->stats.asked++;
	s->state = SLOT_CALLED;
	s->readable =
	    event_new(base, s->fd, EV_READ | EV_PERSIST, on_readable, s);
	s->writable = event_new(base, s->fd, EV_WRITE, on_writable, s);
	event_add(s->readable, NULL);
}
