/*
 * How often which posts were read, since somebody last took the counts: a
 * table of a fixed size, so that nobody's reading can fill memory. It is
 * crowded when half of its places are taken, which is when to take them;
 * once all are, the readings of further posts are lost, and counted as that.
 *
 *	struct tally tally = { 0 };
 *
 *	tally_add(&tally, post->id, 1);
 *	n = tally_take(&tally, posts, counts);
 */
#ifndef MODEL_TALLY_H
#define MODEL_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TALLY_MAX   1024 /* posts */
#define TALLY_SLOTS 2048 /* a power of two; half of them stay free */

struct tally {
	int64_t posts[TALLY_SLOTS]; /* 0: free */
	int64_t counts[TALLY_SLOTS];
	size_t n; /* posts in it */
	int64_t n_lost; /* readings that found no place */
};

/* `post` is greater than 0. */
void tally_add(struct tally *tally, int64_t post, int64_t count);

bool tally_is_crowded(const struct tally *tally);

/* Empties it into two arrays of TALLY_MAX; returns how many posts. */
size_t tally_take(struct tally *tally, int64_t *posts, int64_t *counts);

#endif
