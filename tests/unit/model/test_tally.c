/* The table in which readings are counted. */
#include "model/tally.h"

#include <string.h>

#include "../tap.h"

static int64_t posts[TALLY_MAX], counts[TALLY_MAX];

static int64_t
count_of(int64_t post, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (posts[i] == post)
			return counts[i];
	return 0;
}

static void
adds_up(struct tally *tally)
{
	is_int((int64_t)tally_take(tally, posts, counts), 0, "empty at first");
	tally_add(tally, 7, 1);
	tally_add(tally, INT64_MAX, 5);
	tally_add(tally, 7, 1);

	const size_t n = tally_take(tally, posts, counts);

	is_int((int64_t)n, 2, "two posts");
	is_int(count_of(7, n), 2, "one was read twice");
	is_int(count_of(INT64_MAX, n), 5, "the other five times");
	is_int((int64_t)tally_take(tally, posts, counts), 0, "and taken once");
}

/* Ids that follow each other, and ids that share their last bits. */
static void
is_bounded(struct tally *tally, int64_t step)
{
	const int64_t lost = tally->n_lost;
	size_t n;

	for (int64_t i = 1; i < TALLY_MAX / 2; i++)
		tally_add(tally, i * step, i);
	ok(!tally_is_crowded(tally), "not crowded yet");
	tally_add(tally, TALLY_MAX / 2 * step, TALLY_MAX / 2);
	ok(tally_is_crowded(tally), "crowded");
	for (int64_t i = TALLY_MAX / 2 + 1; i <= TALLY_MAX; i++)
		tally_add(tally, i * step, i);
	tally_add(tally, (TALLY_MAX + 1) * step, 3);
	tally_add(tally, step, 1);
	is_int(tally->n_lost - lost, 3, "one post too many is lost");
	n = tally_take(tally, posts, counts);
	is_int((int64_t)n, TALLY_MAX, "all others are there");
	is_int(count_of(step, n), 2, "also what came when it was full");
	is_int(count_of(TALLY_MAX * step, n), TALLY_MAX, "and the last one");
	is_int(count_of((TALLY_MAX + 1) * step, n), 0, "but not that one");
	ok(!tally_is_crowded(tally), "and there is room again");
}

int
main(void)
{
	static struct tally tally;

	adds_up(&tally);
	is_bounded(&tally, 1);
	is_bounded(&tally, TALLY_SLOTS);
	is_bounded(&tally, INT64_C(1) << 40);
	return done_testing();
}
