/* The table of tags as it lies in shared memory, zeroed at first. */
#ifndef BASE_TAGS_IMPL_H
#define BASE_TAGS_IMPL_H

#include <stdatomic.h>
#include <stdint.h>

#define TAG_SLOTS 16384 /* a power of two */

struct tag_table {
	_Atomic uint64_t sequence;
	_Atomic int64_t doubt_until_usec;
	_Atomic uint64_t slots[TAG_SLOTS];
};

#endif
