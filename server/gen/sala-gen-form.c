/*
 * The fields of a form: NAME KIND, then options in any order.
 *
 *	title  line required max 200
 *	kind   choice markdown html
 *
 * Every kind that holds free text has a limit: `max` counts characters,
 * `max_bytes` bytes.
 */
#include "gen/sala-gen.h"

#include <stdlib.h>
#include <string.h>

enum { MAY_LIMIT = 1, MAY_MIN = 2, MAY_CHOOSE = 4, MAX_LIMIT = 6 << 20 };

static const struct {
	const char *name;
	int may;
} kinds[] = {
	[F_LINE] = { "line", MAY_LIMIT | MAY_MIN },
	[F_TEXT] = { "text", MAY_LIMIT | MAY_MIN },
	[F_CHOICE] = { "choice", MAY_CHOOSE },
	[F_FLAG] = { "flag", 0 },
	[F_ID] = { "id", 0 },
	[F_PASSWORD] = { "password", MAY_LIMIT | MAY_MIN },
	[F_NONCE] = { "nonce", 0 },
	[F_HIDDEN] = { "hidden", MAY_LIMIT },
};

static long
read_limit(struct reader *r, const char *option, char **rest)
{
	char *word = next_word(rest), *end = NULL;
	long n = word ? strtol(word, &end, 10) : 0;

	if (word == NULL || *end != '\0' || n < 1 || n > MAX_LIMIT) {
		fail(r->g, r->where, "%s takes a number from 1 to %d", option,
		    (int)MAX_LIMIT);
		return 1;
	}
	return n;
}

static void
add_choice(struct reader *r, struct member *m, const char *word)
{
	struct gen *g = r->g;

	if (!is_name(word)) {
		fail(g, r->where, "the choice \"%s\" is no name", word);
		return;
	}
	for (size_t i = 0; i < m->n_choices; i++)
		if (strcmp(m->choices[i], word) == 0)
			fail(g, r->where, "the choice %s stands twice", word);
	m->choices = gen_grow(g, m->choices, m->n_choices, sizeof(word));
	m->choices[m->n_choices++] = word;
}

static bool
read_option(struct reader *r, struct member *m, const char *word, char **rest)
{
	int may = kinds[m->kind].may;
	long *limit = NULL;

	if (strcmp(word, "required") == 0 && !m->required) {
		m->required = true;
		return true;
	}
	if (strcmp(word, "max") == 0 && may & MAY_LIMIT)
		limit = &m->max;
	else if (strcmp(word, "max_bytes") == 0 && may & MAY_LIMIT)
		limit = &m->max_bytes;
	else if (strcmp(word, "min") == 0 && may & MAY_MIN)
		limit = &m->min;
	if (limit == NULL || *limit != 0)
		return false;
	*limit = read_limit(r, word, rest);
	return true;
}

static void
check_limits(struct reader *r, const struct member *m)
{
	if (m->max != 0 && m->min > m->max)
		fail(r->g, r->where, "min %ld is more than max %ld", m->min,
		    m->max);
	if (m->max_bytes != 0 && m->min > m->max_bytes)
		fail(r->g, r->where, "min %ld is more than max_bytes %ld",
		    m->min, m->max_bytes);
	if (kinds[m->kind].may & MAY_LIMIT && !m->max && !m->max_bytes)
		fail(r->g, r->where, "%s has no limit: give max or max_bytes",
		    m->name);
	if (m->kind == F_CHOICE && m->n_choices < 2)
		fail(r->g, r->where, "a choice has at least two names");
}

static bool
find_kind(const char *word, enum form_kind *kind)
{
	for (int i = 0; i < (int)(sizeof(kinds) / sizeof(*kinds)); i++) {
		if (word != NULL && strcmp(word, kinds[i].name) == 0) {
			*kind = (enum form_kind)i;
			return true;
		}
	}
	return false;
}

void
read_form_field(struct reader *r, struct member *m, char *rest)
{
	const char *word = next_word(&rest);

	if (!find_kind(word, &m->kind)) {
		fail(r->g, r->where,
		    "\"%s\" is no kind of field: line, text, "
		    "choice, flag, id, password, nonce, hidden",
		    word ? word : "");
		m->kind = F_FLAG;
		return;
	}
	while ((word = next_word(&rest)) != NULL) {
		if (read_option(r, m, word, &rest))
			continue;
		if (kinds[m->kind].may & MAY_CHOOSE)
			add_choice(r, m, word);
		else
			fail(r->g, r->where,
			    "\"%s\" cannot stand here: a %s "
			    "takes%s%s required, each once",
			    word, kinds[m->kind].name,
			    kinds[m->kind].may & MAY_MIN ? " min," : "",
			    kinds[m->kind].may & MAY_LIMIT ? " max, max_bytes,"
							   : "");
	}
	check_limits(r, m);
}
