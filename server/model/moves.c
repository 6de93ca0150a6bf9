/* What writes move. */
#include "model/moves.h"

#include <assert.h>
#include <string.h>

#include "base/compiler.h"
#include "base/tags.h"
#include "db/statement.h"

static const struct move {
	const char *statement;
	const char *post; /* the parameter that is a post's id; NULL: it
			     moves nothing that a stranger can see */
} moves[] = {
	{ "answers_read", NULL },
	{ "comment_create", "post_id" },
	{ "comments_count", NULL }, /* always with comment_create */
	{ "notices_read", NULL },
	{ "session_create", NULL },
	{ "session_end", NULL },
	{ "session_revoke", NULL },
	{ "session_touch", NULL },
	{ "sessions_purge", NULL },
	{ "sessions_revoke_others", NULL },
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

	if (move == NULL) {
		moved->everything = true;
		return;
	}
	if (move->post == NULL)
		return;
	tag_set_add(moved, tag_of(TAG_SITE, 0));
	tag_set_add(moved, tag_of(TAG_DISCUSSED, 0));
	tag_set_add(moved, tag_of(TAG_POST, number_of(s, values, move->post)));
}
