/* Scribes and keepers are killed, tasks give up, the pool is closed. */
#include "scribe/scribe.h"

#include "house.h"

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
	char *bomb = make_bomb();
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
	char *bomb = make_bomb();
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
	char *bomb = make_bomb();
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
	open_house();
	a_killed_scribe_is_replaced();
	a_scribe_is_killed_at_work();
	a_killed_keeper_is_replaced();
	who_gives_up_is_forgotten();
	a_closed_pool_lets_go();
	close_house();
	return done_testing();
}
