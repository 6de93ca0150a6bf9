/*
 * Reads declarations. In a .sql file they are the lines that begin with
 * `--:`; in a .view file all lines are declarations. A head (record, query,
 * view, form) stands one space behind the `--:`, or at the line's start in a
 * .view file; the fields below it are indented further. What follows ` --`
 * is a comment; comment lines right above a head go into the generated C.
 */
#include "gen/sala-gen.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	enum type type;
} types[] = {
	{ "bool", T_BOOL },
	{ "int4", T_INT4 },
	{ "int8", T_INT8 },
	{ "text", T_TEXT },
	{ "html", T_HTML },
	{ "time", T_TIME },
	{ "bytea", T_BYTEA },
	{ "text[]", T_TEXTS },
	{ "int8[]", T_INT8S },
	{ "msg", T_MSG },
};

static const char *const lanes[] = {
	[LANE_READ] = "read",
	[LANE_WRITE] = "write",
	[LANE_BULK] = "bulk",
	[LANE_SLOW] = "slow",
};
static const char *const shapes[] = {
	[ROWS_NONE] = "none", [ROWS_ONE] = "one", [ROWS_MANY] = "many"
};

bool
is_name(const char *s)
{
	return s[0] >= 'a' && s[0] <= 'z' && strlen(s) <= 48 &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

char *
next_word(char **line)
{
	char *word = *line + strspn(*line, " \t\r");

	if (*word == '\0')
		return NULL;
	*line = word + strcspn(word, " \t\r");
	if (**line != '\0')
		*(*line)++ = '\0';
	return word;
}

static int
find_word(const char *word, const char *const *words, int n)
{
	for (int i = 0; word != NULL && i < n; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	return -1;
}

static struct decl *
add_decl(struct reader *r, enum decl_kind kind, const char *name)
{
	struct gen *g = r->g;
	struct decl *d;

	if (name == NULL || !is_name(name)) {
		fail(g, r->where,
		    "\"%s\" is no name: lower-case letters, "
		    "digits and _, beginning with a letter, at most 48",
		    name ? name : "");
		return NULL;
	}
	g->decls = gen_grow(g, g->decls, g->n_decls, sizeof(*g->decls));
	d = &g->decls[g->n_decls++];
	*d = (struct decl){
		.kind = kind, .where = r->where, .name = name, .doc = r->doc
	};
	return d;
}

/* query NAME LANE (one RECORD | many RECORD | none) */
static struct decl *
read_query(struct reader *r, char *rest)
{
	struct decl *d = add_decl(r, D_QUERY, next_word(&rest));
	int lane = find_word(
	    next_word(&rest), lanes, (int)(sizeof(lanes) / sizeof(lanes[0])));
	int rows = find_word(next_word(&rest), shapes, 3);
	char *result = next_word(&rest);

	if (d == NULL)
		return NULL;
	if (lane < 0 || rows < 0 || (rows == ROWS_NONE) != (result == NULL) ||
	    next_word(&rest) != NULL) {
		fail(r->g, r->where,
		    "a query is declared as: query NAME "
		    "read|write|bulk|slow "
		    "one RECORD|many RECORD|none");
		return d;
	}
	d->lane = (enum lane)lane;
	d->rows = (enum rows)rows;
	d->result_name = result;
	return d;
}

static struct decl *
read_view(struct reader *r, char *rest)
{
	struct decl *d = add_decl(r, D_VIEW, next_word(&rest));

	if (d == NULL)
		return NULL;
	d->template = next_word(&rest);
	if (d->template == NULL)
		fail(r->g, r->where, "view %s names no template", d->name);
	else if (strchr(d->template, '.') == NULL ||
		 strpbrk(d->template, "/\\\"") != NULL)
		fail(r->g, r->where,
		    "\"%s\" is no template's name: say "
		    "post.html or feed.xml",
		    d->template);
	if (next_word(&rest) != NULL)
		fail(r->g, r->where, "more words behind the template's name");
	return d;
}

static struct decl *
read_plain(struct reader *r, enum decl_kind kind, char *rest)
{
	struct decl *d = add_decl(r, kind, next_word(&rest));

	if (next_word(&rest) != NULL)
		fail(r->g, r->where, "more words behind the name");
	return d;
}

/* A query must have got its statement before the next head or the end. */
static void
close_open(struct reader *r)
{
	if (r->open != NULL && r->open->kind == D_QUERY && r->open->sql == NULL)
		fail(r->g, r->open->where, "query %s has no statement",
		    r->open->name);
	r->open = NULL;
}

static void
read_head(struct reader *r, char *line, bool in_sql)
{
	const char *kind = next_word(&line);

	close_open(r);
	if (strcmp(kind, "record") == 0)
		r->open = read_plain(r, D_RECORD, line);
	else if (strcmp(kind, "query") == 0 && in_sql)
		r->open = read_query(r, line);
	else if (strcmp(kind, "view") == 0 && !in_sql)
		r->open = read_view(r, line);
	else if (strcmp(kind, "form") == 0 && !in_sql)
		r->open = read_plain(r, D_FORM, line);
	else
		fail(r->g, r->where, "\"%s\" is unknown: %s", kind,
		    in_sql ? "a .sql file declares record and query"
			   : "a .view file declares record, view and form");
	r->broken = r->open == NULL;
	r->doc = NULL;
}

/*
 * TYPE: one of the table, or RECORD, RECORD[]. ? behind it allows NULL; ! says
 * that a column of a query is never NULL though its table allows it.
 */
static void
read_type(struct reader *r, struct member *m, char *type)
{
	size_t len = strlen(type);

	m->nullable = len > 1 && type[len - 1] == '?';
	m->sure = len > 1 && type[len - 1] == '!';
	if (m->nullable || m->sure)
		type[--len] = '\0';
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strcmp(type, types[i].name) == 0) {
			m->type = types[i].type;
			return;
		}
	}
	m->type = T_REF;
	if (len > 2 && strcmp(type + len - 2, "[]") == 0) {
		m->list = true;
		type[len -= 2] = '\0';
	}
	m->target_name = type;
	if (!is_name(type))
		fail(r->g, m->where, "\"%s\" is no type", type);
}

static void
read_member(struct reader *r, char *line)
{
	struct decl *d = r->open;
	struct member m = { .where = r->where, .name = next_word(&line) };
	char *type;

	if (!is_name(m.name)) {
		fail(r->g, r->where, "\"%s\" is no name", m.name);
		return;
	}
	if (d->kind == D_FORM) {
		read_form_field(r, &m, line);
	} else if ((type = next_word(&line)) == NULL) {
		fail(r->g, r->where, "%s has no type", m.name);
		return;
	} else {
		read_type(r, &m, type);
		if (next_word(&line) != NULL)
			fail(r->g, r->where, "more words behind the type");
	}
	d->members = gen_grow(r->g, d->members, d->n_members, sizeof(m));
	d->members[d->n_members++] = m;
}

static void
read_line(struct reader *r, char *line, bool is_head, bool in_sql)
{
	char *comment = strstr(line, "--");

	if (comment != NULL)
		*comment = '\0';
	if (line[strspn(line, " \t\r")] == '\0')
		return;
	if (is_head)
		read_head(r, line, in_sql);
	else if (r->open != NULL && r->open->sql == NULL)
		read_member(r, line);
	else if (!r->broken)
		fail(r->g, r->where, "a field without a head above it");
}

/* Takes one line off the text, without its end. */
static char *
take_line(struct reader *r)
{
	size_t len = strcspn(r->at, "\n");
	char *line = gen_text(r->g, r->at, len);

	r->at += len + (r->at[len] == '\n');
	return line;
}

/* Comment lines that follow each other make one text. */
static void
add_doc(struct reader *r, const char *line)
{
	size_t old = r->doc ? strlen(r->doc) + 1 : 0;
	char *doc = gen_alloc(r->g, old + strlen(line) + 1);

	line += strspn(line, "- \t");
	if (old)
		sprintf(doc, "%s\n%s", r->doc, line);
	else
		strcpy(doc, line);
	r->doc = doc;
}

void
read_view_file(struct gen *g, const char *file, const char *text)
{
	struct reader r = { .g = g, .where = { file, 0 }, .at = text };

	while (*r.at != '\0') {
		char *line = take_line(&r);

		r.where.line++;
		if (strncmp(line, "--", 2) == 0)
			add_doc(&r, line);
		else if (line[strspn(line, " \t\r")] == '\0')
			r.doc = NULL;
		else
			read_line(
			    &r, line, strchr(" \t", *line) == NULL, false);
	}
}

static void
skip_block_comment(struct reader *r)
{
	struct where start = r->where;
	const char *end = strstr(r->at, "*/");

	if (end == NULL) {
		fail(r->g, start, "a comment that is not closed");
		end = r->at + strlen(r->at) - 2;
	}
	for (; r->at < end + 2; r->at++)
		r->where.line += *r->at == '\n';
}

static void
read_sql_dashes(struct reader *r)
{
	char *line = take_line(r);

	if (line[2] != ':')
		add_doc(r, line);
	else
		read_line(r, line + 3,
		    line[3] != '\t' && strspn(line + 3, " \t") < 2, true);
	r->where.line++;
}

void
read_sql_file(struct gen *g, const char *file, const char *text)
{
	struct reader r = { .g = g, .where = { file, 1 }, .at = text };

	while (*r.at != '\0') {
		if (*r.at == '\n') {
			r.where.line++;
			r.at++;
			r.doc = NULL;
		} else if (strchr(" \t\r", *r.at) != NULL) {
			r.at++;
		} else if (strncmp(r.at, "--", 2) == 0) {
			read_sql_dashes(&r);
		} else if (strncmp(r.at, "/*", 2) == 0) {
			skip_block_comment(&r);
		} else {
			read_statement(&r);
		}
	}
	close_open(&r);
}
