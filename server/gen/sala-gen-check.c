/*
 * What can be checked only when everything is read: that names are there
 * once, that types exist and fit their place, that parameters are used.
 */
#include "gen/sala-gen.h"

#include <string.h>

enum { MAX_COLUMNS = 64 }; /* and parameters: db/statement.h */

static const char *const c_keywords[] = { "auto", "break", "case", "char",
	"const", "continue", "default", "do", "double", "else", "enum",
	"extern", "float", "for", "goto", "if", "inline", "int", "long",
	"register", "restrict", "return", "short", "signed", "sizeof", "static",
	"struct", "switch", "typedef", "union", "unsigned", "void", "volatile",
	"while", "bool", "true", "false", "asm", "typeof", "alignas", "alignof",
	"constexpr", "nullptr", "static_assert", "thread_local", "errno",
	"stdin", "stdout", "stderr", "linux", "unix", NULL };

/* Structs of the house and of the system that a record would hide. */
static const char *const taken_structs[] = { "arena", "buf", "db_batch",
	"db_param", "db_value", "event", "field", "form", "form_choice",
	"form_def", "form_error", "form_field", "group", "html", "iovec",
	"lang", "loop", "msg", "option", "passwd", "record", "reply", "req",
	"route", "stat", "statement", "str", "task", "timespec", "timeval",
	"tm", "view", NULL };

/* Arguments of every q_ function. */
static const char *const taken_params[] = { "b", "out", "rows", "n_rows",
	"args", "values", NULL };

static bool
is_in(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

const struct decl *
decl_find(const struct gen *g, const char *name)
{
	for (size_t i = 0; i < g->n_decls; i++)
		if (g->decls[i].kind != D_QUERY &&
		    strcmp(g->decls[i].name, name) == 0)
			return &g->decls[i];
	return NULL;
}

/* Records, views and forms share one namespace, queries have their own. */
static void
check_name(struct gen *g, const struct decl *d)
{
	for (const struct decl *e = g->decls; e < d; e++)
		if ((e->kind == D_QUERY) == (d->kind == D_QUERY) &&
		    strcmp(e->name, d->name) == 0)
			fail(g, d->where, "%s is already declared at %s:%d",
			    d->name, e->where.file, e->where.line);
	if (d->kind == D_QUERY)
		return;
	if (is_in(d->name, c_keywords))
		fail(g, d->where, "%s is a keyword of C", d->name);
	if (is_in(d->name, taken_structs) || strncmp(d->name, "q_", 2) == 0)
		fail(g, d->where, "struct %s is taken", d->name);
}

static const char *
join(struct gen *g, const char *a, const char *b, const char *c)
{
	char *out = gen_alloc(g, strlen(a) + strlen(b) + strlen(c) + 1);

	return strcat(strcat(strcpy(out, a), b), c);
}

/* The names of C members that one declaration makes. */
struct names {
	struct gen *g;
	const char **names;
	size_t n;
};

static void
add_c_name(struct names *names, struct where where, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->names[i], name) == 0) {
			fail(names->g, where, "%s is there twice", name);
			return;
		}
	names->names = gen_grow(names->g, names->names, names->n, sizeof(name));
	names->names[names->n++] = name;
}

static bool
is_scalar(enum type type)
{
	return type == T_BOOL || type == T_INT4 || type == T_INT8 ||
	       type == T_TIME;
}

static void
add_member_names(
    struct names *names, const struct decl *d, const struct member *m)
{
	struct gen *g = names->g;

	add_c_name(names, m->where, m->name);
	if (d->kind == D_FORM) {
		add_c_name(names, m->where, join(g, m->name, "_", "error"));
		for (size_t i = 0; i < m->n_choices; i++)
			add_c_name(names, m->where,
			    join(g, m->name, "_is_", m->choices[i]));
		return;
	}
	if (m->list || m->type == T_TEXTS || m->type == T_INT8S)
		add_c_name(names, m->where, join(g, "n_", m->name, ""));
	if (m->nullable && is_scalar(m->type) && d->kind != D_QUERY)
		add_c_name(names, m->where, join(g, "has_", m->name, ""));
}

static void
check_member_names(struct gen *g, const struct decl *d)
{
	struct names names = { .g = g };

	if (d->kind == D_VIEW)
		add_c_name(&names, d->where, "page");
	if (d->kind == D_FORM)
		for (int i = 0; i < 3; i++)
			add_c_name(&names, d->where,
			    (const char *[]){ "base", "errors", "failed" }[i]);
	for (size_t i = 0; i < d->n_members; i++) {
		const struct member *m = &d->members[i];

		add_member_names(&names, d, m);
		if (is_in(m->name, c_keywords))
			fail(g, m->where, "%s is a keyword of C", m->name);
		if (d->kind == D_QUERY && is_in(m->name, taken_params))
			fail(g, m->where, "no parameter can be called %s",
			    m->name);
	}
}

static void
resolve(struct gen *g, const struct decl *d, struct member *m)
{
	if (m->type == T_INT8S && d->kind != D_QUERY)
		fail(g, m->where, "int8[] is a type of parameters only");
	if (m->sure &&
	    (d->kind != D_RECORD || m->type == T_REF || m->type == T_MSG))
		fail(g, m->where, "! is for columns of queries only");
	if (m->type == T_MSG && m->nullable)
		fail(g, m->where, "a msg may always be empty: no ?");
	if (m->type != T_REF)
		return;
	m->target = decl_find(g, m->target_name);
	if (m->target == NULL)
		fail(
		    g, m->where, "%s is no type and no record", m->target_name);
	else if (m->target->kind == D_VIEW)
		fail(g, m->where, "%s is a view, not a record", m->target_name);
	else if (m->list && m->target->kind == D_FORM)
		fail(g, m->where, "no list of forms");
	else if (m->list && m->nullable)
		fail(g, m->where, "a list may always be empty: no ?");
}

static void
check_query(struct gen *g, struct decl *d)
{
	for (size_t i = 0; i < d->n_members; i++) {
		const struct member *m = &d->members[i];

		if (m->type == T_REF || m->type == T_MSG)
			fail(g, m->where, "no parameter has this type");
		else if (m->nullable &&
			 (m->type == T_TEXTS || m->type == T_INT8S))
			fail(g, m->where, "a list cannot be NULL");
		if (!m->used && d->sql != NULL)
			fail(g, m->where, "query %s does not use :%s", d->name,
			    m->name);
	}
	if (d->result_name != NULL) {
		d->result = decl_find(g, d->result_name);
		if (d->result == NULL || d->result->kind != D_RECORD) {
			fail(g, d->where, "%s is no record", d->result_name);
			d->result = NULL;
			return;
		}
	}
	if (d->result && d->result->n_members > MAX_COLUMNS)
		fail(g, d->where, "more than %d columns", MAX_COLUMNS);
	if (d->n_members > MAX_COLUMNS)
		fail(g, d->where, "more than %d parameters", MAX_COLUMNS);
	for (size_t i = 0; d->result && i < d->result->n_members; i++)
		if (d->result->members[i].type == T_REF ||
		    d->result->members[i].type == T_MSG)
			fail(g, d->where, "no column can be %s.%s",
			    d->result_name, d->result->members[i].name);
	if (d->sql != NULL)
		check_columns(g, d);
}

void
check_all(struct gen *g)
{
	const struct decl *page = decl_find(g, "page");

	for (size_t i = 0; i < g->n_decls; i++) {
		struct decl *d = &g->decls[i];

		check_name(g, d);
		check_member_names(g, d);
		for (size_t m = 0; m < d->n_members; m++)
			if (d->kind != D_FORM)
				resolve(g, d, &d->members[m]);
		if (d->n_members == 0 &&
		    (d->kind == D_RECORD || d->kind == D_FORM))
			fail(g, d->where, "%s has no fields", d->name);
		if (d->kind == D_VIEW &&
		    (page == NULL || page->kind != D_RECORD))
			fail(g, d->where, "view %s needs the record page",
			    d->name);
		if (d->kind == D_QUERY)
			check_query(g, d);
	}
}
