/* Tags in shared memory. */
#include "base/tags.h"

#include "base/clock.h"
#include "base/tags_impl.h"

/* Spreads neighbouring ids (the finalizer of splitmix64). */
static uint64_t
mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

struct tag
tag_of(enum tag_kind kind, int64_t id)
{
	return (struct tag){ mix(
	    mix((uint64_t)kind + 1) + (uint64_t)id * 0x9e3779b97f4a7c15u) };
}

void
tag_set_add(struct tag_set *set, struct tag tag)
{
	if (set->n < TAG_SET_MAX)
		set->tags[set->n++] = tag;
	else
		set->everything = true;
}

uint64_t
tags_now(const struct tag_table *table)
{
	return atomic_load(&table->sequence);
}

static bool
is_everything(struct tag tag)
{
	return tag.name == tag_of(TAG_EVERYTHING, 0).name;
}

/* The slot keeps the greatest of what several processes store at once. */
void
tag_bump(struct tag_table *table, struct tag tag)
{
	_Atomic uint64_t *slot =
	    is_everything(tag) ? &table->everything
			       : &table->slots[tag.name & (TAG_SLOTS - 1)];
	const uint64_t number = atomic_fetch_add(&table->sequence, 1) + 1;
	uint64_t old = atomic_load(slot);

	while (
	    old < number && !atomic_compare_exchange_weak(slot, &old, number))
		;
}

void
tags_bump(struct tag_table *table, const struct tag_set *set)
{
	if (set->everything)
		tag_bump(table, tag_of(TAG_EVERYTHING, 0));
	for (size_t i = 0; i < set->n && !set->everything; i++)
		tag_bump(table, set->tags[i]);
}

void
tags_tell_hour(struct tag_table *table, int64_t hour)
{
	const int64_t before = atomic_exchange(&table->hour, hour);

	if (before != 0 && before != hour)
		tag_bump(table, tag_of(TAG_HOUR, 0));
}

static bool
holds(const struct tag_table *table, struct tag tag, uint64_t noted)
{
	return atomic_load(&table->slots[tag.name & (TAG_SLOTS - 1)]) <= noted;
}

bool
tags_hold(const struct tag_table *table, const struct tag *tags, size_t n,
    uint64_t noted)
{
	if (atomic_load(&table->everything) > noted)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!holds(table, tags[i], noted))
			return false;
	return true;
}

void
tags_doubt(struct tag_table *table)
{
	atomic_store(&table->doubt_until_usec,
	    clock_mono_usec() + TAGS_DOUBT_MS * USEC_PER_MS);
	tag_bump(table, tag_of(TAG_EVERYTHING, 0));
}

int64_t
tags_doubt_until(const struct tag_table *table)
{
	return atomic_load(&table->doubt_until_usec);
}

void
tags_suspend(struct tag_table *table)
{
	atomic_store(&table->everything, UINT64_MAX);
}

/*
 * First a number that nobody can have noted yet, then the sequence moves
 * there: what was bumped in vain meanwhile drew a smaller one.
 */
void
tags_resume(struct tag_table *table)
{
	const uint64_t ahead = (uint64_t)1 << 32;

	if (atomic_load(&table->everything) != UINT64_MAX)
		return;
	atomic_store(&table->everything, atomic_load(&table->sequence) + ahead);
	atomic_fetch_add(&table->sequence, ahead);
}
