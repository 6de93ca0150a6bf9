/*
 * Compares the columns of a statement with its record before any database
 * is asked. This sees only what the words alone tell: columns that `*`
 * stands for, or names that the server would make up, are left to the
 * verification of all statements, which sees everything.
 */
#include "gen/sala-gen.h"

#include <string.h>

static bool
is_word(const struct token *t, const char *text)
{
	return t->kind == TOK_WORD && strcmp(t->text, text) == 0;
}

static bool
is_punct(const struct token *t, char c)
{
	return t->kind == TOK_PUNCT && t->text[0] == c && t->text[1] == '\0';
}

static bool
is_one_of(const struct token *t, const char *const *words)
{
	for (; *words != NULL; words++)
		if (is_word(t, *words))
			return true;
	return false;
}

/* The first top-level token that is `word`, or n_tokens. */
static size_t
find_top(const struct decl *q, const char *word)
{
	size_t i = 0;

	while (i < q->n_tokens &&
	       (q->tokens[i].depth != 0 || !is_word(&q->tokens[i], word)))
		i++;
	return i;
}

/* Where a list of columns ends; IS DISTINCT FROM does not end it. */
static size_t
list_end(const struct decl *q, size_t from)
{
	static const char *const ends[] = { "from", "where", "group", "having",
		"window", "union", "except", "intersect", "order", "limit",
		"offset", "fetch", "for", NULL };
	size_t i = from;

	for (; i < q->n_tokens; i++) {
		const struct token *t = &q->tokens[i];

		if (t->depth == 0 && is_one_of(t, ends) &&
		    !(is_word(t, "from") && i > 0 &&
			is_word(t - 1, "distinct")))
			break;
	}
	return i;
}

/* Behind SELECT: ALL, DISTINCT, DISTINCT ON (…). */
static size_t
skip_distinct(const struct decl *q, size_t i)
{
	if (i < q->n_tokens && (is_word(&q->tokens[i], "all") ||
				   is_word(&q->tokens[i], "distinct")))
		i++;
	if (i < q->n_tokens && is_word(&q->tokens[i], "on"))
		for (i += 2; i < q->n_tokens; i++)
			if (q->tokens[i].depth == 0)
				return i + 1;
	return i;
}

/* The name of the column of tokens [from, to), or NULL: cannot tell. */
static const char *
column_name(const struct decl *q, size_t from, size_t to)
{
	const struct token *last = &q->tokens[to - 1];
	const struct token *before = to - from > 1 ? last - 1 : NULL;

	if (last->depth != 0 ||
	    (last->kind != TOK_WORD && last->kind != TOK_NAME))
		return NULL;
	if (before == NULL || is_word(before, "as"))
		return last->text;
	if (is_punct(before, '.') && to - from == 3)
		return last->text;
	return NULL;
}

static void
check_list(struct gen *g, const struct decl *q, size_t from, size_t to)
{
	const struct decl *r = q->result;
	size_t n = 0, start = from;

	for (size_t i = from; i < to; i++)
		if (q->tokens[i].depth == 0 && is_punct(&q->tokens[i], '*') &&
		    (i + 1 == to || is_punct(&q->tokens[i + 1], ',')))
			return;
	for (size_t i = from; i <= to; i++) {
		const char *name;

		if (i < to &&
		    !(q->tokens[i].depth == 0 && is_punct(&q->tokens[i], ',')))
			continue;
		if (i == start)
			return;
		name = column_name(q, start, i);
		if (name != NULL && n < r->n_members &&
		    strcmp(name, r->members[n].name) != 0)
			fail(g,
			    (struct where){
				q->where.file, q->tokens[start].line },
			    "column %zu of query %s "
			    "is \"%s\", but of record %s \"%s\"",
			    n + 1, q->name, name, r->name, r->members[n].name);
		start = i + 1;
		n++;
	}
	if (n != r->n_members)
		fail(g, q->where,
		    "query %s has %zu columns, record %s has "
		    "%zu fields",
		    q->name, n, r->name, r->n_members);
}

/* Anywhere, a read may not write: WITH x AS (INSERT …) hides it well. */
static void
check_lane(struct gen *g, const struct decl *q)
{
	static const char *const writes[] = { "insert", "update", "delete",
		"merge", NULL };

	const bool may_write = q->lane == LANE_WRITE || q->lane == LANE_BULK;

	for (size_t i = 0; !may_write && i < q->n_tokens; i++)
		if (is_one_of(&q->tokens[i], writes) &&
		    (i == 0 || is_punct(&q->tokens[i - 1], '(')))
			fail(g, q->where,
			    "query %s writes, but not on the "
			    "lane \"write\"",
			    q->name);
}

/* Each parameter becomes an array, of one element for each row. */
static void
check_bulk(struct gen *g, const struct decl *q)
{
	bool fits = q->rows == ROWS_ONE && q->n_members > 0;

	for (size_t i = 0; i < q->n_members; i++)
		fits = fits && q->members[i].type != T_TEXTS &&
		       q->members[i].type != T_INT8S;
	if (q->lane == LANE_BULK && !fits)
		fail(g, q->where,
		    "query %s is bulk: it has one row for each call, and "
		    "parameters that are no arrays",
		    q->name);
}

void
check_columns(struct gen *g, const struct decl *q)
{
	static const char *const verbs[] = { "select", "insert", "update",
		"delete", "merge", "with", "values", NULL };
	size_t select = find_top(q, "select");
	size_t returning = find_top(q, "returning");
	size_t from;

	if (q->n_tokens == 0 || !is_one_of(&q->tokens[0], verbs)) {
		fail(g, q->where,
		    "query %s begins with none of SELECT, "
		    "INSERT, UPDATE, DELETE, MERGE, WITH, VALUES",
		    q->name);
		return;
	}
	check_lane(g, q);
	check_bulk(g, q);
	if (q->rows == ROWS_NONE && returning < q->n_tokens)
		fail(g, q->where,
		    "query %s returns columns, but is declared "
		    "\"none\"",
		    q->name);
	if (q->result == NULL)
		return;
	from = returning < q->n_tokens ? returning + 1
	       : select < q->n_tokens  ? skip_distinct(q, select + 1)
				       : q->n_tokens;
	if (from < q->n_tokens)
		check_list(g, q, from, list_end(q, from));
}
