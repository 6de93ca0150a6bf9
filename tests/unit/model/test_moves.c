/* What writes move, by name and by parameters. */
#include "model/moves.h"

#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "base/tags.h"
#include "db/statement.h"
#include "queries.h"

static const struct statement *
statement(const char *name)
{
	for (size_t i = 0; i < n_statements; i++)
		if (strcmp(statements[i].name, name) == 0)
			return &statements[i];
	note("there is no statement %s", name);
	abort();
}

/* What a statement moves when its parameter `name` is that number. */
static struct tag_set
moved_by(const char *which, const char *name, int64_t number)
{
	const struct statement *s = statement(which);
	struct db_value values[32] = { 0 };
	struct tag_set moved = { 0 };

	for (size_t i = 0; i < s->n_params; i++)
		if (strcmp(s->params[i].name, name) == 0)
			values[i].number = number;
	moves_of(s, values, &moved);
	return moved;
}

static bool
has(const struct tag_set *moved, struct tag tag)
{
	for (size_t i = 0; i < moved->n; i++)
		if (moved->tags[i].name == tag.name)
			return true;
	return false;
}

static void
comments(void)
{
	const struct tag_set moved = moved_by("comment_create", "post_id", 7);

	ok(!moved.everything, "a comment does not move everything");
	ok(has(&moved, tag_of(TAG_POST, 7)), "it moves its post");
	ok(!has(&moved, tag_of(TAG_POST, 8)), "and no other");
	ok(has(&moved, tag_of(TAG_DISCUSSED, 0)), "what was discussed last");
	ok(has(&moved, tag_of(TAG_SITE, 0)), "who knows no better");
	ok(!has(&moved, tag_of(TAG_LIST, 0)), "no list as such");
}

static void
drafts(void)
{
	const struct tag_set draft = moved_by("post_create", "publish", false);

	ok(!draft.everything && draft.n == 0, "a draft moves nothing");
	ok(moved_by("post_create", "publish", true).everything,
	    "a published post moves everything");
	ok(moved_by("post_update", "publish", false).everything,
	    "a change may be that of a published one");
}

static void
nothing(void)
{
	static const char *const names[] = { "reads_add", "session_touch",
		"notices_read" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct tag_set moved = moved_by(names[i], "", 0);

		ok(!moved.everything && moved.n == 0, "%s", names[i]);
	}
}

int
main(void)
{
	comments();
	drafts();
	nothing();
	return done_testing();
}
