/* Tags: what was noted before a bump does not hold afterwards. */
#include "base/tags.h"

#include <sys/wait.h>
#include <unistd.h>

#include "../tap.h"
#include "base/clock.h"
#include "base/shared.h"

static void
holds_until_bumped(struct tag_table *table)
{
	const struct tag post = tag_of(TAG_POST, 7);
	const struct tag both[] = { tag_of(TAG_POST, 8), post };
	const uint64_t noted = tags_now(table);

	ok(tags_hold(table, &post, 1, noted), "nothing has moved");
	tag_bump(table, tag_of(TAG_POST, 9));
	ok(tags_hold(table, &post, 1, noted), "another post moved");
	tag_bump(table, post);
	ok(!tags_hold(table, &post, 1, noted), "the post moved");
	ok(!tags_hold(table, both, 2, noted), "one of two is enough");
	ok(tags_hold(table, &post, 1, tags_now(table)),
	    "what is noted after it holds");
}

static void
everything(struct tag_table *table)
{
	const uint64_t noted = tags_now(table);
	struct tag_set set = { .n = 0 };

	tags_bump(table, &set);
	ok(tags_hold(table, NULL, 0, noted), "an empty set moves nothing");
	for (int i = 0; i < TAG_SET_MAX; i++)
		tag_set_add(&set, tag_of(TAG_POST, 1000 + i));
	tags_bump(table, &set);
	ok(tags_hold(table, NULL, 0, noted), "tags are not everything");
	tag_set_add(&set, tag_of(TAG_POST, 2000));
	tags_bump(table, &set);
	ok(!tags_hold(table, NULL, 0, noted), "one too many is everything");
}

static void
other_processes(struct tag_table *table)
{
	const struct tag tag = tag_of(TAG_POST, 3);
	const uint64_t noted = tags_now(table);
	int status;
	const pid_t pid = fork();

	if (pid == 0) {
		for (int i = 0; i < 1000; i++)
			tag_bump(table, tag);
		_exit(0);
	}
	for (int i = 0; i < 1000; i++)
		tag_bump(table, tag);
	waitpid(pid, &status, 0);
	is_int((int64_t)(tags_now(table) - noted), 2000,
	    "each bump of two processes has a number of its own");
	ok(!tags_hold(table, &tag, 1, noted + 1999), "the slot has the last");
	ok(tags_hold(table, &tag, 1, noted + 2000), "... and no other");
}

static void
doubt(struct tag_table *table)
{
	const uint64_t noted = tags_now(table);

	ok(tags_doubt_until(table) < clock_mono_usec(), "no doubt at first");
	tags_doubt(table);
	ok(tags_doubt_until(table) > clock_mono_usec(), "doubt lasts a while");
	ok(!tags_hold(table, NULL, 0, noted), "and moves everything");
}

/* While another version of Sala writes, too. */
static void
suspended(struct shared *shared)
{
	struct tag_table *table = shared_tags(shared);
	struct tag_table *seen = shared_foreign_tags(shared_fd(shared));
	const struct tag tag = tag_of(TAG_POST, 1);

	ok(seen != NULL, "another program sees the table's head");
	if (seen == NULL)
		return;
	const uint64_t before = tags_now(table);

	tags_suspend(seen);
	ok(!tags_hold(table, &tag, 1, tags_now(table)),
	    "suspended: none holds");
	tag_bump(table, tag_of(TAG_EVERYTHING, 0));
	ok(!tags_hold(table, &tag, 1, tags_now(table)), "nor after a bump");
	const uint64_t meanwhile = tags_now(table);

	tags_resume(seen);
	ok(!tags_hold(table, &tag, 1, before), "resumed: not what was before");
	ok(!tags_hold(table, &tag, 1, meanwhile),
	    "nor what was begun meanwhile");
	const uint64_t noted = tags_now(table);

	ok(tags_hold(table, &tag, 1, noted), "but what is begun now");
	tags_resume(seen);
	ok(tags_hold(table, &tag, 1, noted), "resuming twice changes nothing");
	tag_bump(table, tag_of(TAG_EVERYTHING, 0));
	ok(!tags_hold(table, &tag, 1, noted), "and bumps count again");
	shared_foreign_release(seen);
}

int
main(void)
{
	struct shared *shared = shared_new(&(struct shared_options){ 0 });
	struct tag_table *table = shared_tags(shared);

	holds_until_bumped(table);
	everything(table);
	other_processes(table);
	doubt(table);
	suspended(shared);
	shared_free(shared);
	return done_testing();
}
