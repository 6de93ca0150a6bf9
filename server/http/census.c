/*
 * The count of each address: a chained hash table that doubles. Its hash is
 * keyed, so that nobody chooses addresses that collide.
 */
#include "http/census_impl.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/token.h"

struct census_entry {
	struct census_entry *next;
	struct address address;
	unsigned count;
};

struct census {
	struct census_entry **slots;
	size_t n_slots, n_entries; /* slots: a power of two */
	uint64_t key[2];
};

struct census *
census_new(void)
{
	struct census *census = MEM_NEW(struct census);

	census->n_slots = 64;
	census->slots = mem_array(census->n_slots, sizeof(*census->slots));
	token_random((unsigned char *)census->key, sizeof(census->key));
	return census;
}

void
census_free(struct census *census)
{
	assert(census->n_entries == 0);
	free(census->slots);
	free(census);
}

static size_t
slot_of(const struct census *census, const struct address *address)
{
	uint64_t half[2];

	memcpy(half, address->bytes, sizeof(half));
	uint64_t h = (half[0] ^ census->key[0]) * UINT64_C(0x9e3779b97f4a7c15);

	h = (h ^ (h >> 32) ^ half[1] ^ census->key[1]) *
	    UINT64_C(0xd6e8feb86659fd93);
	return (size_t)(h ^ (h >> 32)) & (census->n_slots - 1);
}

static void
grow(struct census *census)
{
	struct census_entry **old = census->slots;
	const size_t n_old = census->n_slots;

	census->n_slots *= 2;
	census->slots = mem_array(census->n_slots, sizeof(*census->slots));
	for (size_t i = 0; i < n_old; i++)
		for (struct census_entry *e = old[i], *next; e; e = next) {
			struct census_entry **slot =
			    &census->slots[slot_of(census, &e->address)];

			next = e->next;
			e->next = *slot;
			*slot = e;
		}
	free(old);
}

struct census_entry *
census_take(struct census *census, const struct address *address, unsigned max)
{
	const struct address of = address_for_counting(address);
	struct census_entry *e = census->slots[slot_of(census, &of)];

	while (e != NULL && !address_equal(&e->address, &of))
		e = e->next;
	if (e == NULL) {
		if (census->n_entries >= census->n_slots)
			grow(census);
		struct census_entry **slot =
		    &census->slots[slot_of(census, &of)];

		e = MEM_NEW(struct census_entry);
		e->address = of;
		e->next = *slot;
		*slot = e;
		census->n_entries++;
	}
	if (max != 0 && e->count >= max)
		return NULL;
	e->count++;
	return e;
}

void
census_give_back(struct census *census, struct census_entry *entry)
{
	if (entry == NULL || --entry->count > 0)
		return;
	struct census_entry **at =
	    &census->slots[slot_of(census, &entry->address)];

	while (*at != entry)
		at = &(*at)->next;
	*at = entry->next;
	census->n_entries--;
	free(entry);
}
