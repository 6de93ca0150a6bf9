/*
 * The shared table. A bucket is one number, the moment at which it is full
 * again (the generic cell rate algorithm): each event moves that moment on by
 * the time that one token takes to come back, and an event is refused when
 * the moment would lie farther ahead than a whole bucket takes. A moment that
 * has passed is a full bucket, which need not be stored: its slot is free.
 */
#include "base/shared.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "base/tags_impl.h"
#include "base/token.h"

/* A key may lie in any slot of its set: two cache lines. */
#define SET_SLOTS 8

struct slot {
	_Atomic uint64_t name; /* hash of kind and key; 0: never used */
	_Atomic int64_t full_at_usec;
};

/*
 * As it lies in memory. `magic` and `layout` and the head of the tags keep
 * their places in every version (base/tags_impl.h).
 */
struct shared_table {
	char magic[8];
	uint64_t layout;
	struct tag_table tags;
	size_t bytes;
	size_t n_sets; /* a power of two */
	unsigned char hash_key[crypto_shorthash_KEYBYTES];
	struct metrics metrics;
	struct slot slots[] __attribute__((aligned(64)));
};

static const char magic[8] = "sala tab";

/* Whoever changes the meaning of a part without its size counts this up.
 * Meters are apart by whole cache lines, which hides theirs. */
#define LAYOUT                                                                 \
	((uint64_t)1 << 56 | (uint64_t)sizeof(struct meter) << 32 |            \
	    sizeof(struct shared_table))

_Static_assert(sizeof(struct meter) < 1 << 24, "it has 24 bits");

/* One process's view of it. */
struct shared {
	struct shared_table *table;
	int fd;
	int64_t (*now_usec)(void);
};

/* The file in memory, or NULL when it cannot be mapped. */
static void *
map(int fd, size_t bytes)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return at != MAP_FAILED ? at : NULL;
}

static struct shared *
view_new(struct shared_table *table, int fd)
{
	struct shared *s = MEM_NEW(struct shared);

	s->table = table;
	s->fd = fd;
	s->now_usec = clock_mono_usec;
	return s;
}

struct shared *
shared_new(const struct shared_options *options)
{
	const size_t wanted =
	    options->max_throttles > 0 ? options->max_throttles : 65536;
	size_t n_sets = 1;

	while (n_sets * SET_SLOTS < wanted)
		n_sets *= 2;
	const size_t bytes = sizeof(struct shared_table) +
			     n_sets * SET_SLOTS * sizeof(struct slot);
	const int fd = memfd_create("sala-shared", MFD_CLOEXEC);
	struct shared_table *table = NULL;

	if (fd >= 0 && ftruncate(fd, (off_t)bytes) == 0)
		table = map(fd, bytes);
	if (table == NULL) {
		log_error("no shared memory: %zu bytes wanted", bytes);
		abort();
	}
	memcpy(table->magic, magic, sizeof(magic));
	table->layout = LAYOUT;
	table->bytes = bytes;
	table->n_sets = n_sets;
	token_random(table->hash_key, sizeof(table->hash_key));
	struct shared *s = view_new(table, fd);

	if (options->now_usec != NULL)
		s->now_usec = options->now_usec;
	return s;
}

struct shared *
shared_adopt(int fd)
{
	struct stat st;
	struct shared_table *table;

	if (fstat(fd, &st) != 0 ||
	    st.st_size < (off_t)sizeof(struct shared_table))
		return NULL;
	table = map(fd, (size_t)st.st_size);
	if (table == NULL)
		return NULL;
	const int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (own >= 0 && memcmp(table->magic, magic, sizeof(magic)) == 0 &&
	    table->layout == LAYOUT && table->bytes == (size_t)st.st_size)
		return view_new(table, own);
	if (own >= 0)
		close(own);
	munmap(table, (size_t)st.st_size);
	return NULL;
}

void
shared_free(struct shared *s)
{
	munmap(s->table, s->table->bytes);
	close(s->fd);
	free(s);
}

int
shared_fd(const struct shared *s)
{
	return s->fd;
}

struct tag_table *
shared_tags(struct shared *s)
{
	return &s->table->tags;
}

/* So much of it is the same in all versions. */
#define HEAD_BYTES                                                             \
	(offsetof(struct shared_table, tags) +                                 \
	    offsetof(struct tag_table, slots))

struct tag_table *
shared_foreign_tags(int fd)
{
	struct shared_table *table = map(fd, HEAD_BYTES);

	return table != NULL ? &table->tags : NULL;
}

void
shared_foreign_release(struct tag_table *tags)
{
	if (tags != NULL)
		munmap((char *)tags - offsetof(struct shared_table, tags),
		    HEAD_BYTES);
}

struct metrics *
shared_metrics(struct shared *s)
{
	return &s->table->metrics;
}

static uint64_t
hash_bytes(const struct shared *s, uint64_t start, struct str text)
{
	unsigned char key[crypto_shorthash_KEYBYTES];
	uint64_t hash;

	memcpy(key, s->table->hash_key, sizeof(key));
	for (size_t i = 0; i < sizeof(start); i++)
		key[i] ^= (unsigned char)(start >> (8 * i));
	crypto_shorthash((unsigned char *)&hash,
	    (const unsigned char *)text.ptr, text.len, key);
	return hash;
}

/* The kind's hash goes into the key's, so that ("ab", "c") is not ("a", "bc"). */
static uint64_t
name_of(const struct shared *s, struct str kind, struct str key)
{
	const uint64_t name = hash_bytes(s, hash_bytes(s, 0, kind), key);

	return name != 0 ? name : 1;
}

static struct slot *
set_of(struct shared *s, uint64_t name)
{
	return &s->table->slots[(name & (s->table->n_sets - 1)) * SET_SLOTS];
}

static struct slot *
slot_find(struct shared *s, uint64_t name)
{
	struct slot *set = set_of(s, name);

	for (size_t i = 0; i < SET_SLOTS; i++) {
		if (atomic_load(&set[i].name) == name)
			return &set[i];
	}
	return NULL;
}

/*
 * The slot of that name, or the one of its set that is full soonest (or has
 * been for long), renamed. Another process may be quicker: then we look again.
 */
static struct slot *
slot_get(struct shared *s, uint64_t name)
{
	struct slot *set = set_of(s, name);

	for (;;) {
		struct slot *victim = slot_find(s, name);

		if (victim != NULL)
			return victim;
		victim = &set[0];
		for (size_t i = 1; i < SET_SLOTS; i++) {
			if (atomic_load(&set[i].full_at_usec) <
			    atomic_load(&victim->full_at_usec))
				victim = &set[i];
		}
		uint64_t old = atomic_load(&victim->name);

		if (old == name ||
		    !atomic_compare_exchange_strong(&victim->name, &old, name))
			continue;
		atomic_store(&victim->full_at_usec, 0);
		return victim;
	}
}

/* How long one token takes to come back. */
static int64_t
token_usec(struct throttle_rate rate)
{
	assert(rate.burst > 0 && rate.burst <= 1000000);
	assert(rate.per_sec_num > 0 && rate.per_sec_den > 0 &&
	       rate.per_sec_den <= 30 * 86400);
	const int64_t usec = rate.per_sec_den * USEC_PER_SEC / rate.per_sec_num;

	return usec > 0 ? usec : 1;
}

/* When the bucket is full after one more event; whether that is allowed. */
static bool
judge(int64_t full_at, int64_t now, struct throttle_rate rate, int64_t *next,
    int *retry_after_s)
{
	const int64_t token = token_usec(rate);

	*next = (full_at > now ? full_at : now) + token;
	const int64_t over = *next - now - token * rate.burst;

	if (over <= 0)
		return true;
	const int64_t wait = (over + USEC_PER_SEC - 1) / USEC_PER_SEC;

	*retry_after_s = wait < INT_MAX ? (int)wait : INT_MAX;
	return false;
}

bool
throttle_take(struct shared *s, struct str kind, struct str key,
    struct throttle_rate rate, int *retry_after_s)
{
	struct slot *slot = slot_get(s, name_of(s, kind, key));
	const int64_t now = s->now_usec();
	int64_t full_at = atomic_load(&slot->full_at_usec), next;
	int ignored, *wait = retry_after_s != NULL ? retry_after_s : &ignored;

	*wait = 0;
	do {
		if (!judge(full_at, now, rate, &next, wait))
			return false;
	} while (
	    !atomic_compare_exchange_weak(&slot->full_at_usec, &full_at, next));
	return true;
}

bool
throttle_peek(struct shared *s, struct str kind, struct str key,
    struct throttle_rate rate, int *retry_after_s)
{
	struct slot *slot = slot_find(s, name_of(s, kind, key));
	const int64_t full_at =
	    slot != NULL ? atomic_load(&slot->full_at_usec) : 0;
	int ignored, *wait = retry_after_s != NULL ? retry_after_s : &ignored;
	int64_t next;

	*wait = 0;
	return judge(full_at, s->now_usec(), rate, &next, wait);
}

void
throttle_forget(struct shared *s, struct str kind, struct str key)
{
	struct slot *slot = slot_find(s, name_of(s, kind, key));

	if (slot != NULL)
		atomic_store(&slot->full_at_usec, 0);
}
