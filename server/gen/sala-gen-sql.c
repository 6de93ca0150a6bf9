/*
 * Reads one statement up to its semicolon. `:name` becomes $1, $2, … in the
 * order of the declaration; comments go, runs of space shrink; literals,
 * quoted names and casts (::) stay as they are. The words are kept for the
 * check of the columns.
 *
 * A read that asks `LEFT JOIN viewer(:session) v ON true` answers those who
 * are not signed in, too. For them it gets a second form, with nobody() in
 * that place (sql/visible.sql): PostgreSQL then plans without the roles that
 * nobody has, which are half of the work.
 */
#include "gen/sala-gen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct scan {
	struct reader *r;
	struct decl *query; /* NULL: the statement is skipped */
	char *out;
	size_t len;
	int depth;
	bool ended; /* the semicolon was seen */
};

static bool
is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c & 0x80;
}

static void
put(struct scan *s, const char *from, size_t len)
{
	memcpy(s->out + s->len, from, len);
	s->len += len;
}

/* Takes len bytes of the input, counting lines. */
static void
skip(struct scan *s, size_t len)
{
	for (; len > 0; len--)
		s->r->where.line += *s->r->at++ == '\n';
}

static void
add_token(struct scan *s, enum token_kind kind, const char *from, size_t len)
{
	struct gen *g = s->r->g;
	struct decl *q = s->query;
	char *text;

	if (q == NULL)
		return;
	text = gen_text(g, from, len);
	for (char *c = text; kind == TOK_WORD && *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	q->tokens = gen_grow(g, q->tokens, q->n_tokens, sizeof(*q->tokens));
	q->tokens[q->n_tokens++] =
	    (struct token){ kind, text, s->depth, s->r->where.line };
}

static void
take(struct scan *s, enum token_kind kind, size_t len)
{
	add_token(s, kind, s->r->at, len);
	put(s, s->r->at, len);
	skip(s, len);
}

/* White space: one space, or one line end where there was any. */
static void
scan_space(struct scan *s)
{
	size_t len = strspn(s->r->at, " \t\r\n");
	bool line_end = memchr(s->r->at, '\n', len) != NULL;

	put(s, line_end ? "\n" : " ", 1);
	skip(s, len);
}

static void
scan_line_comment(struct scan *s)
{
	if (s->r->at[2] == ':')
		fail(s->r->g, s->r->where,
		    "a declaration inside a statement: "
		    "is its semicolon missing?");
	skip(s, strcspn(s->r->at, "\n"));
}

/* SQL's block comments nest. */
static void
scan_block_comment(struct scan *s)
{
	struct where start = s->r->where;
	const char *at = s->r->at;
	int depth = 0;

	do {
		bool open = at[0] == '/' && at[1] == '*';
		bool close = at[0] == '*' && at[1] == '/';

		if (*at == '\0') {
			fail(s->r->g, start, "a comment that is not closed");
			break;
		}
		depth += open - close;
		at += open || close ? 2 : 1;
	} while (depth > 0);
	put(s, " ", 1);
	skip(s, (size_t)(at - s->r->at));
}

/* '…' and "…": the quote is doubled inside; in E'…' a \ also escapes. */
static void
scan_quoted(struct scan *s, size_t prefix)
{
	const char *at = s->r->at + prefix;
	const char quote = *at++;
	bool escapes = prefix == 1 && (s->r->at[0] | 32) == 'e';

	for (; *at != '\0'; at++) {
		if (escapes && *at == '\\' && at[1] != '\0')
			at++;
		else if (*at == quote && at[1] == quote)
			at++;
		else if (*at == quote)
			break;
	}
	if (*at == '\0') {
		fail(s->r->g, s->r->where, "a %s that is not closed",
		    quote == '"' ? "quoted name" : "string");
		at--;
	}
	if (quote == '"' && prefix == 0)
		add_token(
		    s, TOK_NAME, s->r->at + 1, (size_t)(at - s->r->at - 1));
	else
		add_token(s, TOK_OTHER, "'", 1);
	put(s, s->r->at, (size_t)(at + 1 - s->r->at));
	skip(s, (size_t)(at + 1 - s->r->at));
}

/* $$…$$ and $tag$…$tag$; a plain $1 is refused. */
static void
scan_dollar(struct scan *s)
{
	const char *at = s->r->at, *end;
	size_t tag = 1;

	while (is_word_char(at[tag]))
		tag++;
	if (isdigit((unsigned char)at[1]) || at[tag] != '$') {
		fail(s->r->g, s->r->where, "parameters are written :name");
		skip(s, tag);
		return;
	}
	tag++;
	for (end = at + tag; *end != '\0'; end++)
		if (strncmp(end, at, tag) == 0)
			break;
	if (*end == '\0') {
		fail(s->r->g, s->r->where, "a string that is not closed");
		skip(s, strlen(at));
		return;
	}
	take(s, TOK_OTHER, (size_t)(end - at) + tag);
}

static void
scan_parameter(struct scan *s)
{
	const char *at = s->r->at + 1;
	size_t len = 0, i = 0;
	struct decl *q = s->query;
	char number[24];

	while (is_word_char(at[len]))
		len++;
	while (q != NULL && i < q->n_members &&
	       (strncmp(q->members[i].name, at, len) != 0 ||
		   q->members[i].name[len] != '\0'))
		i++;
	if (q != NULL && i == q->n_members)
		fail(s->r->g, s->r->where,
		    "the parameter :%.*s is not "
		    "declared",
		    (int)len, at);
	else if (q != NULL)
		q->members[i].used = true;
	add_token(s, TOK_OTHER, at, len);
	put(s, number, (size_t)snprintf(number, sizeof(number), "$%zu", i + 1));
	skip(s, len + 1);
}

static void
scan_word(struct scan *s)
{
	size_t len = 0;

	while (is_word_char(s->r->at[len]))
		len++;
	if (len == 1 && strchr("eEbBxXnN", *s->r->at) && s->r->at[1] == '\'')
		scan_quoted(s, 1);
	else
		take(s, TOK_WORD, len);
}

static void
scan_punctuation(struct scan *s)
{
	const char *at = s->r->at;

	if (*at == ')' || *at == ']')
		s->depth--;
	if (*at == ';') {
		s->ended = true;
		skip(s, 1);
	} else {
		take(s, TOK_PUNCT, at[0] == ':' && at[1] == ':' ? 2 : 1);
	}
	if (*at == '(' || *at == '[')
		s->depth++;
}

static void
scan_next(struct scan *s)
{
	const char *at = s->r->at;

	if (strchr(" \t\r\n", *at) != NULL)
		scan_space(s);
	else if (strncmp(at, "--", 2) == 0)
		scan_line_comment(s);
	else if (strncmp(at, "/*", 2) == 0)
		scan_block_comment(s);
	else if (*at == '\'' || *at == '"')
		scan_quoted(s, 0);
	else if (*at == '$')
		scan_dollar(s);
	else if (*at == ':' && (isalpha((unsigned char)at[1]) || at[1] == '_'))
		scan_parameter(s);
	else if (isdigit((unsigned char)*at))
		take(s, TOK_OTHER, strspn(at, "0123456789.eExX"));
	else if (is_word_char(*at))
		scan_word(s);
	else
		scan_punctuation(s);
}

static struct decl *
statement_owner(struct reader *r)
{
	if (r->open == NULL || r->open->kind != D_QUERY) {
		if (!r->broken)
			fail(r->g, r->where, "SQL without a query above it");
		return NULL;
	}
	if (r->open->sql != NULL) {
		fail(r->g, r->where, "query %s has two statements",
		    r->open->name);
		return NULL;
	}
	return r->open;
}

static void
add_form_for_nobody(struct gen *g, struct decl *q)
{
	static const char before[] = "LEFT JOIN viewer($",
			  behind[] = ") v ON true",
			  instead[] = "CROSS JOIN nobody() v";
	const char *at = strstr(q->sql, before), *end;
	size_t number, len = strlen(q->sql);
	char *text;

	if (q->lane != LANE_READ || at == NULL)
		return;
	number = strtoul(at + sizeof(before) - 1, (char **)&end, 10);
	if (number == 0 || strncmp(end, behind, sizeof(behind) - 1) != 0)
		return;
	q->session = &q->members[number - 1];
	text = gen_alloc(g, len + sizeof(instead));
	sprintf(text, "%.*s%s%s", (int)(at - q->sql), q->sql, instead,
	    end + sizeof(behind) - 1);
	q->sql_nobody = text;
}

void
read_statement(struct reader *r)
{
	struct where start = r->where;
	struct scan s = { .r = r, .query = statement_owner(r) };

	/* A parameter's number may be longer than its name by one digit. */
	s.out = gen_alloc(r->g, 2 * strlen(r->at) + 16);
	while (*r->at != '\0' && !s.ended)
		scan_next(&s);
	if (!s.ended)
		fail(r->g, start, "a statement without its semicolon");
	else if (s.depth != 0)
		fail(r->g, start, "brackets that do not match");
	while (s.len > 0 && strchr(" \n", s.out[s.len - 1]) != NULL)
		s.len--;
	if (s.query != NULL) {
		s.query->sql = gen_text(r->g, s.out, s.len);
		add_form_for_nobody(r->g, s.query);
	}
	r->doc = NULL;
}
