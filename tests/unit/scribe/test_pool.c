/* Texts through real scribes: what comes back, and what a bomb costs. */
#include "scribe/scribe.h"

#include "house.h"

#define MAX_ORDERS 80

static int n_ticks;

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
	char *emphasis = repeat("*a_ ", 250000);
	char *text = repeat("ความรู้ *คือ* พลัง\n\n", 250000);
	struct order orders[] = { { text }, { text }, { emphasis } };

	text[249000] = '\0';
	while ((text[strlen(text) - 1] & 0x80) != 0)
		text[strlen(text) - 1] = '\0';
	run_all(orders, COUNT(orders));
	is_int(orders[0].status, SCRIBE_OK, "a text of 249,000 bytes");
	is_int(orders[1].status, SCRIBE_OK, "and another at once");
	is_int(orders[2].status, SCRIBE_OK, "and signs of emphasis alone");
	free(text);
	free(emphasis);
}

static void
refusals_say_why(void)
{
	char *long_text = repeat("a", 300000);
	char *marks = repeat("- ", 60000);
	char *attributes = repeat(" a=b", 60000);
	char *deep = repeat("<div>", 60000);
	char *tables = repeat("|a|b|\n|-|-|\n|c|\n\n", 250000);
	struct order orders[] = {
		{ long_text },
		{ long_text, .comment = true },
		{ marks },
		{ attributes, SCRIBE_HTML },
		{ deep, SCRIBE_HTML },
		{ tables },
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
	free(tables);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	n_ticks++;
}

static void
a_bomb_costs_only_its_sender(void)
{
	char *bomb = make_bomb();
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

int
main(void)
{
	open_house();
	texts_become_markup();
	many_wait_their_turn();
	more_are_turned_away();
	big_ones_pass();
	refusals_say_why();
	a_bomb_costs_only_its_sender();
	close_house();
	return done_testing();
}
