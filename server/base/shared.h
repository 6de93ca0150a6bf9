/*
 * What all processes of a server count together: one table in shared memory,
 * made by the master before it forks, gone with the last process. It is a file
 * in memory, so that it outlives the program: a new one adopts it. Throttles,
 * tags (base/tags.h) and metrics (base/metrics.h) are in it.
 *
 * A throttle is a token bucket: `burst` events at once, and num per den
 * seconds in the long run. The caller names what is counted (kind), about
 * whom (key: an address, an account), and picks the rate, so that one kind may
 * be generous (sign-ups of a class of 60 people behind one address) and
 * another strict (wrong passwords for one account):
 *
 *	static const struct throttle_rate sign_ups = { 60, 60, 3600 };
 *
 *	if (!throttle_take(shared, STR("sign-up"), r->client, sign_ups, &wait))
 *		... 429, Retry-After: wait
 *
 * Nothing waits for a lock: every slot is an atomic number, and a process that
 * dies in the middle leaves nothing behind. Memory is bounded: a key that has
 * used nothing needs no slot, and when all places that a key may take are in
 * use, the bucket that will be full soonest is forgotten. Which keys share
 * places is decided by a hash whose key is drawn at start. Two processes that
 * take the same slot for two new keys at the same instant may miscount one
 * event.
 */
#ifndef BASE_SHARED_H
#define BASE_SHARED_H

#include "base/str.h"

struct metrics;
struct shared;
struct tag_table;

struct shared_options {
	size_t max_throttles; /* buckets that are not full; 0: 65,536 */
	int64_t (*now_usec)(void); /* NULL: clock_mono_usec; for tests */
};

/* Aborts when there is no memory. */
struct shared *shared_new(const struct shared_options *options);
void shared_free(struct shared *s);

/* For who hands it over to another program; stays its own. */
int shared_fd(const struct shared *s);
/* NULL: it is another version's table. The descriptor stays the caller's. */
struct shared *shared_adopt(int fd);

struct tag_table *shared_tags(struct shared *s);
struct metrics *shared_metrics(struct shared *s);

/*
 * The tags of any version's table, to be suspended and resumed; NULL: there
 * are none. Released by the other.
 */
struct tag_table *shared_foreign_tags(int fd);
void shared_foreign_release(struct tag_table *tags);

/*
 * `burst` at most 1,000,000, `per_sec_den` at most 30 days; all greater than
 * 0. The time to fill an empty bucket is burst * per_sec_den / per_sec_num.
 */
struct throttle_rate {
	uint32_t burst;
	uint32_t per_sec_num; /* this many ... */
	uint32_t per_sec_den; /* ... in this many seconds */
};

/*
 * Counts one event. False: too many; nothing was counted, and *retry_after_s
 * (which may be NULL) is the number of whole seconds, at least one, after
 * which one is allowed. It is 0 when the answer is true.
 */
MUST_CHECK
bool throttle_take(struct shared *s, struct str kind, struct str key,
    struct throttle_rate rate, int *retry_after_s);

/*
 * As throttle_take, but counts nothing: for limits on failures, where only
 * the failure that may follow is counted.
 */
MUST_CHECK
bool throttle_peek(struct shared *s, struct str kind, struct str key,
    struct throttle_rate rate, int *retry_after_s);

/* Fills the bucket: after the right password, say. */
void throttle_forget(struct shared *s, struct str kind, struct str key);

#endif
