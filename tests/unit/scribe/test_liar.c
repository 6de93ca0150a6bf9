/*
 * Scribes that do not keep to the protocol, as one might that has been taken
 * over by its text. The test plays the keeper itself.
 */
#include "scribe/scribe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "loop/loop.h"
#include "scribe/keeper.h"
#include "scribe/wire.h"

#include "../tap.h"

/* What the scribe says: first, and when it has a text. */
struct liar {
	const char *name;
	struct str hello;
	struct wire_answer answer;
	struct str before, behind; /* the answer */
	size_t cut; /* bytes at the answer's end that are not sent */
	bool closes;
	enum scribe_status status; /* that the sender gets */
};

#define GOOD                                                                   \
	{                                                                      \
		.markup = {                                                    \
			.html = { STR_INIT("<p>a</p>\n") },                    \
			.excerpt = STR_INIT("a"),                              \
		},                                                             \
	}
#define SAYS(markup_text)                                                      \
	{                                                                      \
		.markup = {                                                    \
			.html = { STR_INIT(markup_text) },                     \
			.excerpt = STR_INIT("a"),                              \
		},                                                             \
	}
#define HELLO STR_INIT(WIRE_HELLO)

static const struct liar liars[] = {
	{ "honest", HELLO, GOOD, .status = SCRIBE_OK },
	{ "sends a script", HELLO, SAYS("<script>a</script>"),
	    .status = SCRIBE_REFUSED },
	{ "breaks out", HELLO, SAYS("</div><p>a</p>\n"),
	    .status = SCRIBE_REFUSED },
	{ "sends no UTF-8", HELLO, SAYS("<p>\xFF</p>\n"),
	    .status = SCRIBE_REFUSED },
	{ "sends more", HELLO, GOOD, .behind = STR_INIT("x"),
	    .status = SCRIBE_REFUSED },
	{ "sends rubbish", HELLO, GOOD,
	    .before = STR_INIT("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
	    .status = SCRIBE_REFUSED },
	{ "ends in the middle", HELLO, GOOD, .cut = 3, .closes = true,
	    .status = SCRIBE_REFUSED },
	{ "ends at once", HELLO, GOOD, .cut = SIZE_MAX, .closes = true,
	    .status = SCRIBE_REFUSED },
	{ "stops in the middle", HELLO, GOOD, .cut = 3,
	    .status = SCRIBE_REFUSED },
	{ "greets otherwise", STR_INIT("HTTP"), GOOD, .status = SCRIBE_AWAY },
	{ "says too much", STR_INIT(WIRE_HELLO "x"), GOOD,
	    .status = SCRIBE_AWAY },
	{ "is silent", STR_INIT(""), GOOD, .status = SCRIBE_AWAY },
};

static struct loop *loop;
static const struct liar *liar;
static int n_scribes;

static void
send_all(int fd, struct str bytes)
{
	if (bytes.len > 0 && send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL) < 0 &&
	    errno != EPIPE)
		ok(false, "send: %s", strerror(errno));
}

/* A text has come, or the worker has closed. */
static void
on_text(evutil_socket_t fd, short what, void *arg)
{
	char bytes[4096];
	struct buf b = { 0 };

	if (read(fd, bytes, sizeof(bytes)) <= 0) {
		event_free(*(struct event **)arg);
		free(arg);
		close(fd);
		return;
	}
	wire_put_answer(&b, &liar->answer);
	b.len -= liar->cut < b.len ? liar->cut : b.len;
	send_all(fd, liar->before);
	send_all(fd, buf_view(&b));
	send_all(fd, liar->behind);
	if (liar->closes)
		shutdown(fd, SHUT_RDWR);
	buf_release(&b);
}

/* The worker wants a scribe. */
static void
on_asked(evutil_socket_t keeper_fd, short what, void *arg)
{
	char byte, room[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec bytes = { &byte, 1 };
	struct msghdr message = { .msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = room,
		.msg_controllen = sizeof(room) };
	int fd;

	if (recvmsg(keeper_fd, &message, 0) != 1)
		return;
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	struct event **text = malloc(sizeof(*text));

	*text = event_new(loop->base, fd, EV_READ | EV_PERSIST, on_text, text);
	event_add(*text, NULL);
	n_scribes++;
	send_all(fd, liar->hello);
}

static void
write_text(struct task *task, void *arg)
{
	struct scribe_answer answer;
	const struct scribe_job job = { .source = STR("a") };

	*(enum scribe_status *)arg = scribe_run(task, &job, &answer);
	loop_stop(loop);
}

static void
meet(const struct liar *l)
{
	enum scribe_status status = SCRIBE_AWAY;
	int fds[2];

	if (!keeper_open(fds))
		return;
	liar = l;
	n_scribes = 0;
	loop = loop_new(event_base_new());
	struct event *asked =
	    event_new(loop->base, fds[1], EV_READ | EV_PERSIST, on_asked, NULL);

	event_add(asked, NULL);
	scribe_pool_new(
	    loop, &(struct scribe_options){ .keeper_fd = fds[0],
		      .scribes = 1,
		      .wait_ms = l->status == SCRIBE_AWAY ? 150 : 60000 });
	task_start(loop, write_text, &status);
	loop_run(loop);
	is_int(status, l->status, "a scribe that %s", l->name);
	const struct scribe_stats stats = scribe_pool_stats(loop->scribes);

	if (l->status == SCRIBE_REFUSED)
		is_int(stats.lost, 1, "is lost");
	/* 10 + 20 + 40 + 80 ms: no storm. */
	ok(n_scribes <= 6, "%d were asked for", n_scribes);
	scribe_pool_free(loop->scribes);
	/* The liars see that the other end has closed. */
	event_base_loop(loop->base, EVLOOP_NONBLOCK);
	event_free(asked);
	loop_free(loop);
	close(fds[0]);
	close(fds[1]);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(liars); i++)
		meet(&liars[i]);
	return done_testing();
}
