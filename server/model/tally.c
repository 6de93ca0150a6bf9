/* Open addressing; nothing is ever taken out alone. */
#include "model/tally.h"

#include <assert.h>

static size_t
first_slot(int64_t post)
{
	/* Neighbouring ids lie far apart (Fibonacci hashing). */
	return (size_t)((uint64_t)post * 0x9e3779b97f4a7c15u >> 32) &
	       (TALLY_SLOTS - 1);
}

void
tally_add(struct tally *tally, int64_t post, int64_t count)
{
	size_t i = first_slot(post);

	assert(post > 0);
	while (tally->posts[i] != 0 && tally->posts[i] != post)
		i = (i + 1) & (TALLY_SLOTS - 1);
	if (tally->posts[i] == 0 && tally->n == TALLY_MAX) {
		tally->n_lost += count;
		return;
	}
	tally->n += tally->posts[i] == 0;
	tally->posts[i] = post;
	tally->counts[i] += count;
}

bool
tally_is_crowded(const struct tally *tally)
{
	return tally->n >= TALLY_MAX / 2;
}

size_t
tally_take(struct tally *tally, int64_t *posts, int64_t *counts)
{
	size_t n = 0;

	for (size_t i = 0; i < TALLY_SLOTS && n < tally->n; i++) {
		if (tally->posts[i] == 0)
			continue;
		posts[n] = tally->posts[i];
		counts[n++] = tally->counts[i];
		tally->posts[i] = tally->counts[i] = 0;
	}
	tally->n = 0;
	return n;
}
