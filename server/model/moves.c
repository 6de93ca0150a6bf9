/* What writes move. */
#include "model/moves.h"

#include <assert.h>
#include <string.h>

#include "base/compiler.h"
#include "base/tags.h"
#include "db/statement.h"

/* Parameters are named by which it is known what moves. */
static const struct move {
	const char *statement;
	const char *post; /* the id of the post under which it is said */
	const char *unless_false; /* what decides whether a stranger can see
				     anything of it at all */
} moves[] = {
	{ .statement = "comment_create", .post = "post_id" },
	{ .statement = "post_create", .unless_false = "publish" },
	/* Nothing that a stranger can see. */
	{ .statement = "answers_read" }, { .statement = "notices_read" },
	{ .statement = "reads_add" }, /* seen within the hour */
	{ .statement = "session_create" }, { .statement = "session_end" },
	{ .statement = "session_revoke" }, { .statement = "session_touch" },
	{ .statement = "sessions_purge" },
	{ .statement = "sessions_revoke_others" },
	{ .statement = "site_totals_count" }, /* seen within the hour */
};

static const struct move *
move_find(const struct statement *s)
{
	for (size_t i = 0; i < COUNT(moves); i++)
		if (strcmp(moves[i].statement, s->name) == 0)
			return &moves[i];
	return NULL;
}

static int64_t
number_of(
    const struct statement *s, const struct db_value *values, const char *param)
{
	size_t i = 0;

	while (i < s->n_params && strcmp(s->params[i].name, param) != 0)
		i++;
	assert(i < s->n_params);
	return values[i].number;
}

void
moves_of(const struct statement *s, const struct db_value *values,
    struct tag_set *moved)
{
	const struct move *move = move_find(s);

	if (move == NULL || (move->unless_false != NULL &&
				number_of(s, values, move->unless_false) != 0))
		moved->everything = true;
	if (move == NULL || move->post == NULL)
		return;
	tag_set_add(moved, tag_of(TAG_SITE, 0));
	tag_set_add(moved, tag_of(TAG_DISCUSSED, 0));
	tag_set_add(moved, tag_of(TAG_POST, number_of(s, values, move->post)));
}
