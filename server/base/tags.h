/*
 * Tags: names of what changes, and when it last did. One sequence and a fixed
 * table of slots lie in the memory that all processes of a server share
 * (base/shared.h). A tag hashes to a slot; to bump a tag is to draw the next
 * number of the sequence and to store it in the tag's slot.
 *
 * Who makes an answer that is to be kept notes the sequence before it asks
 * the database, and the tags of what it was given. The answer is good as long
 * as none of these tags has moved behind the noted number:
 *
 *	noted = tags_now(table);
 *	... queries; tags ...
 *	tags_hold(table, tags, n, noted)
 *
 * Two tags that share a slot only cost a page that is made again. Whoever
 * writes bumps after the commit and before it answers.
 */
#ifndef BASE_TAGS_H
#define BASE_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

struct tag_table;

enum tag_kind {
	TAG_EVERYTHING, /* every kept answer has it */
	TAG_SITE, /* answers that do not know better; bumped by every write
		     that names what it moves */
	TAG_HOUR, /* what changes by the hour */
	TAG_LIST, /* which posts, blogs, communities, members and tags there
		     are, and in which order: all but what is said under a
		     post */
	TAG_DISCUSSED, /* which posts were commented last */
	TAG_POST, /* a post's row and its comments, by the post's id */
};

struct tag {
	uint64_t name;
};

/* `id` is 0 for the kinds that have none. */
struct tag tag_of(enum tag_kind kind, int64_t id);

/* What a write moves: everything, unless tags are named. */
#define TAG_SET_MAX 8
struct tag_set {
	struct tag tags[TAG_SET_MAX];
	size_t n;
	bool everything;
};
/* One too many makes it everything. */
void tag_set_add(struct tag_set *set, struct tag tag);

uint64_t tags_now(const struct tag_table *table);
void tag_bump(struct tag_table *table, struct tag tag);
void tags_bump(struct tag_table *table, const struct tag_set *set);

/*
 * Moves TAG_HOUR when this hour (since 1970) is another than the last that
 * any process told. The first one of a table moves nothing.
 */
void tags_tell_hour(struct tag_table *table, int64_t hour);

/* Whether none of them, nor everything, has moved since `noted`. */
MUST_CHECK
bool tags_hold(const struct tag_table *table, const struct tag *tags, size_t n,
    uint64_t noted);

/*
 * A write may still be committed that nobody will hear of: its connection
 * was lost, or its process died. So long, nothing is kept for longer than a
 * moment. Bumps everything, too.
 */
#define TAGS_DOUBT_MS 3000
void tags_doubt(struct tag_table *table);
/* Monotonic microseconds; in the past: there is no doubt. */
int64_t tags_doubt_until(const struct tag_table *table);

/*
 * While two versions of Sala write to one database, neither knows what the
 * other's writes move: suspended, no answer holds. Resuming makes answers
 * count that are begun from then on. These two and tags_doubt also work on
 * the table of another version.
 */
void tags_suspend(struct tag_table *table);
void tags_resume(struct tag_table *table);

#endif
