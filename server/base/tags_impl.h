/*
 * The table of tags as it lies in shared memory, zeroed at first. The first
 * three numbers keep their places and their meaning in every version of Sala:
 * a new version suspends the table of an old one.
 */
#ifndef BASE_TAGS_IMPL_H
#define BASE_TAGS_IMPL_H

#include <stdatomic.h>
#include <stdint.h>

#define TAG_SLOTS 16384 /* a power of two */

struct tag_table {
	_Atomic uint64_t sequence;
	_Atomic uint64_t everything; /* the slot of TAG_EVERYTHING */
	_Atomic int64_t doubt_until_usec;
	_Atomic uint64_t slots[TAG_SLOTS];
	_Atomic int64_t hour; /* 0: none was told */
};

#endif
