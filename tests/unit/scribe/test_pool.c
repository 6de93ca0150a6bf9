/*
 * Texts through real scribes: the keeper and its children are processes as
 * they are in service. What a worker's tasks see when scribes are killed, and
 * when texts are bombs.
 */
#include "scribe/scribe.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/clock.h"
#include "loop/loop.h"
#include "markup/markup.h"
#include "scribe/keeper.h"
#include "scribe/sandbox.h"

#include "../tap.h"

#define MAX_ORDERS 80

/* A text, and what became of it. */
struct order {
	const char *source;
	enum scribe_kind kind;
	bool comment;
	enum scribe_status status;
	char html[200], excerpt[200];
	const char *why;
	int version;
	int place; /* the how manieth to be done, from 1 */
};

static struct loop *loop;
static int keeper_fds[2];
static pid_t keeper;
static int n_done, n_wanted, n_ticks;

/* ---- the house ---- */

static void
start_keeper(void)
{
	keeper = fork();
	if (keeper == 0)
		exit(keeper_run(keeper_fds[1]));
}

static void
write_order(struct task *task, void *arg)
{
	struct order *o = arg;
	struct scribe_answer answer;
	const struct scribe_job job = {
		.kind = o->kind,
		.source = str_from(o->source),
		.comment = o->comment,
	};

	o->status = scribe_run(task, &job, &answer);
	snprintf(o->html, sizeof(o->html), STR_FMT, STR_ARG(answer.html.text));
	snprintf(
	    o->excerpt, sizeof(o->excerpt), STR_FMT, STR_ARG(answer.excerpt));
	o->why = answer.why.id;
	o->version = answer.version;
	o->place = ++n_done;
	if (n_done == n_wanted)
		loop_stop(loop);
}

static void
begin(struct order *o)
{
	n_wanted++;
	task_start(loop, write_order, o);
}

static void
run_all(struct order *orders, size_t n)
{
	n_done = n_wanted = 0;
	for (size_t i = 0; i < n; i++)
		begin(&orders[i]);
	if (n_done < n_wanted)
		loop_run(loop);
}

/* Whether the wanted number of scribes is there; looked at each tick. */
struct patience {
	struct event *tick;
	int ready;
};

static void
on_patience(evutil_socket_t fd, short what, void *arg)
{
	const struct patience *p = arg;

	if (scribe_pool_stats(loop->scribes).ready >= p->ready)
		loop_stop(loop);
}

static void
wait_ready(int ready)
{
	struct patience p = { .ready = ready };
	const struct timeval tv = { 0, 1000 };

	p.tick = event_new(loop->base, -1, EV_PERSIST, on_patience, &p);
	event_add(p.tick, &tv);
	loop_run(loop);
	event_free(p.tick);
}

/* The keeper's children. */
static size_t
find_scribes(pid_t *pids, size_t max)
{
	char path[80], *end;
	char text[400] = "";
	size_t n = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)keeper,
	    (int)keeper);
	FILE *in = fopen(path, "r");

	if (in != NULL && fgets(text, sizeof(text), in) == NULL)
		text[0] = '\0';
	if (in != NULL)
		fclose(in);
	for (char *at = text; n < max; at = end) {
		const long pid = strtol(at, &end, 10);

		if (end == at)
			break;
		pids[n++] = (pid_t)pid;
	}
	return n;
}

static char *
repeat(const char *part, size_t bytes)
{
	char *text = malloc(bytes + 1);
	const size_t len = strlen(part);

	for (size_t i = 0; i < bytes; i++)
		text[i] = part[i % len];
	text[bytes] = '\0';
	return text;
}

/* ---- the stories ---- */

static void
texts_become_markup(void)
{
	struct order orders[] = {
		{ "# ชุมพร\n\n*KM*" },
		{ "<b>a", SCRIBE_HTML },
		{ "# a", .comment = true },
		{ "" },
	};

	run_all(orders, COUNT(orders));
	is_int(orders[0].status, SCRIBE_OK, "Markdown is rendered");
	is_str(str_from(orders[0].html), "<h2>ชุมพร</h2>\n<p><em>KM</em></p>\n",
	    "as markup");
	is_str(str_from(orders[0].excerpt), "ชุมพร KM", "with an excerpt");
	is_int(orders[0].version, RENDERER_VERSION, "and a version");
	is_str(str_from(orders[1].html), "<p><b>a</b></p>\n", "HTML too");
	is_str(str_from(orders[2].html), "<p><strong>a</strong></p>\n",
	    "a comment");
	is_int(orders[3].status, SCRIBE_OK, "nothing is a text too");
	is_str(str_from(orders[3].html), "", "that makes nothing");
}

static void
many_wait_their_turn(void)
{
	static struct order orders[66];

	for (size_t i = 0; i < COUNT(orders); i++)
		orders[i].source = "a";
	wait_ready(2);
	run_all(orders, COUNT(orders));
	for (size_t i = 0; i < COUNT(orders); i++)
		if (orders[i].status != SCRIBE_OK)
			ok(false, "text %zu is lost", i);
	ok(true, "two scribes and a queue of 64 take 66 texts");
}

static void
more_are_turned_away(void)
{
	static struct order orders[MAX_ORDERS];
	int away = 0;

	for (size_t i = 0; i < COUNT(orders); i++)
		orders[i].source = "a";
	wait_ready(2);
	run_all(orders, COUNT(orders));
	for (size_t i = 0; i < COUNT(orders); i++)
		away += orders[i].status == SCRIBE_AWAY;
	is_int(away, MAX_ORDERS - 66, "the others are told to come again");
}

static void
big_ones_pass(void)
{
	char *text = repeat("ความรู้ *คือ* พลัง\n\n", 250000);
	struct order orders[] = { { text }, { text } };

	text[249000] = '\0';
	while ((text[strlen(text) - 1] & 0x80) != 0)
		text[strlen(text) - 1] = '\0';
	run_all(orders, COUNT(orders));
	is_int(orders[0].status, SCRIBE_OK, "a text of 249,000 bytes");
	is_int(orders[1].status, SCRIBE_OK, "and another at once");
	free(text);
}

static void
refusals_say_why(void)
{
	char *long_text = repeat("a", 300000);
	char *marks = repeat("- ", 60000);
	char *attributes = repeat(" a=b", 60000);
	char *deep = repeat("<div>", 60000);
	struct order orders[] = {
		{ long_text },
		{ long_text, .comment = true },
		{ marks },
		{ attributes, SCRIBE_HTML },
		{ deep, SCRIBE_HTML },
		{ "\xFF" },
	};
	const int64_t lost = scribe_pool_stats(loop->scribes).lost;

	marks[59999] = 'a';
	memcpy(attributes, "<p", 2);
	run_all(orders, COUNT(orders));
	for (size_t i = 0; i < COUNT(orders); i++) {
		is_int(orders[i].status, SCRIBE_REFUSED, "refused");
		ok(orders[i].why != NULL, "why: %s", orders[i].why);
	}
	is_int(scribe_pool_stats(loop->scribes).lost, lost, "by live scribes");
	free(long_text);
	free(marks);
	free(attributes);
	free(deep);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	n_ticks++;
}

/* A text that cmark works on for many seconds, within all limits. */
static void
a_bomb_costs_only_its_sender(void)
{
	char *bomb = repeat("![[]()", 256 << 10);
	struct order orders[10] = { { bomb } };
	const struct timeval tv = { 0, 10000 };
	struct event *tick =
	    event_new(loop->base, -1, EV_PERSIST, on_tick, NULL);

	for (size_t i = 1; i < COUNT(orders); i++)
		orders[i].source = "*a*";
	n_ticks = 0;
	event_add(tick, &tv);
	run_all(orders, COUNT(orders));
	event_free(tick);
	is_int(orders[0].status, SCRIBE_REFUSED, "the bomb is refused");
	ok(orders[0].why != NULL, "why: %s", orders[0].why);
	is_int(orders[0].place, 10, "after all others are done");
	for (size_t i = 1; i < COUNT(orders); i++)
		if (orders[i].status != SCRIBE_OK)
			ok(false, "another suffers");
	ok(n_ticks > 20, "the loop turned meanwhile: %d ticks", n_ticks);
	wait_ready(2);
	run_all(&orders[1], 2);
	is_int(orders[2].status, SCRIBE_OK, "all is well again");
	free(bomb);
}

static void
a_killed_scribe_is_replaced(void)
{
	pid_t pids[8];
	struct order order = { "a" };
	const int64_t start = clock_mono_usec();

	wait_ready(2);
	is_int((long long)find_scribes(pids, COUNT(pids)), 2,
	    "there are two scribes");
	const int64_t lost = scribe_pool_stats(loop->scribes).lost;

	kill(pids[0], SIGKILL);
	kill(pids[1], SIGKILL);
	while (scribe_pool_stats(loop->scribes).lost < lost + 2)
		event_base_loop(loop->base, EVLOOP_ONCE);
	wait_ready(2);
	note("two were replaced in %lld ms",
	    (long long)((clock_mono_usec() - start) / USEC_PER_MS));
	run_all(&order, 1);
	is_int(order.status, SCRIBE_OK, "two others work");
}

static void
kill_scribes(evutil_socket_t fd, short what, void *arg)
{
	pid_t pids[8];
	const size_t n = find_scribes(pids, COUNT(pids));

	for (size_t i = 0; i < n; i++)
		kill(pids[i], SIGKILL);
}

/* While it works: its text is refused, the next is not. */
static void
a_scribe_is_killed_at_work(void)
{
	char *bomb = repeat("![[]()", 256 << 10);
	struct order orders[] = { { bomb }, { bomb }, { "a" } };
	const struct timeval tv = { 0, 50000 };
	struct event *killer = event_new(loop->base, -1, 0, kill_scribes, NULL);

	wait_ready(2);
	event_add(killer, &tv);
	run_all(orders, COUNT(orders));
	event_free(killer);
	is_int(orders[0].status, SCRIBE_REFUSED, "the first is refused");
	is_int(orders[1].status, SCRIBE_REFUSED, "the second is refused");
	is_int(orders[2].status, SCRIBE_OK, "who waited is served");
	free(bomb);
}

static void
a_killed_keeper_is_replaced(void)
{
	struct order order = { "a" };
	const int64_t lost = scribe_pool_stats(loop->scribes).lost;

	wait_ready(2);
	kill(keeper, SIGKILL);
	waitpid(keeper, NULL, 0);
	while (scribe_pool_stats(loop->scribes).lost < lost + 2)
		event_base_loop(loop->base, EVLOOP_ONCE);
	ok(true, "its scribes died with it");
	start_keeper();
	run_all(&order, 1);
	is_int(order.status, SCRIBE_OK, "the next keeper's work");
}

/* ---- giving up ---- */

static void
on_deadline(struct task *task, void *arg)
{
	struct order *o = arg;

	task_set_deadline(task, 20);
	write_order(task, o);
}

static void
who_gives_up_is_forgotten(void)
{
	char *bomb = repeat("![[]()", 200 << 10);
	struct order orders[] = { { bomb }, { bomb }, { "a" }, { "b" } };

	wait_ready(2);
	n_done = 0;
	n_wanted = COUNT(orders);
	for (size_t i = 0; i < COUNT(orders); i++)
		task_start(loop, i < 3 ? on_deadline : write_order, &orders[i]);
	loop_run(loop);
	is_int(orders[0].status, SCRIBE_AWAY, "no time, at work");
	is_int(orders[2].status, SCRIBE_AWAY, "no time, in the queue");
	is_int(orders[3].status, SCRIBE_OK, "who has time is served");
	free(bomb);
}

static void
a_closed_pool_lets_go(void)
{
	char *bomb = repeat("![[]()", 256 << 10);
	struct order orders[] = { { bomb }, { bomb }, { "a" } };
	struct order late = { "a" };

	wait_ready(2);
	n_done = n_wanted = 0;
	for (size_t i = 0; i < COUNT(orders); i++)
		begin(&orders[i]);
	scribe_pool_free(loop->scribes);
	loop_run(loop);
	for (size_t i = 0; i < COUNT(orders); i++)
		is_int(orders[i].status, SCRIBE_AWAY, "text %zu is let go", i);
	run_all(&late, 1);
	is_int(late.status, SCRIBE_AWAY, "without a pool there is no scribe");
	free(bomb);
}

int
main(void)
{
	int status = -1;

	if (!keeper_open(keeper_fds))
		return 1;
	start_keeper();
	loop = loop_new(event_base_new());
	scribe_pool_new(
	    loop, &(struct scribe_options){ .keeper_fd = keeper_fds[0],
		      .wait_ms = 4 * sandbox_job_ms() });
	texts_become_markup();
	many_wait_their_turn();
	more_are_turned_away();
	big_ones_pass();
	refusals_say_why();
	a_killed_scribe_is_replaced();
	a_bomb_costs_only_its_sender();
	a_scribe_is_killed_at_work();
	a_killed_keeper_is_replaced();
	who_gives_up_is_forgotten();
	a_closed_pool_lets_go();
	loop_free(loop);
	kill(keeper, SIGTERM);
	waitpid(keeper, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "the keeper ends when it is asked to");
	close(keeper_fds[0]);
	close(keeper_fds[1]);
	return done_testing();
}
