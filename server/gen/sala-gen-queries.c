/*
 * Writes queries.h and queries.c: a function for every query and the table
 * of statements. Up to four parameters are arguments of the function; more
 * come in a struct, so that each is named where it is given.
 */
#include "gen/sala-gen.h"

#include <string.h>

enum { MAX_ARGUMENTS = 4 };

/* How a parameter's type is spelt: plain, as one that may be NULL, in the
 * table; and whether its value is a text, a number, a list. */
static const struct {
	const char *c, *c_null, *db;
	enum { V_NUMBER, V_TEXT, V_HTML, V_LIST } value;
} types[] = {
	[T_BOOL] = { "bool ", "const bool *", "DB_BOOL", V_NUMBER },
	[T_INT4] = { "int64_t ", "const int64_t *", "DB_INT4", V_NUMBER },
	[T_INT8] = { "int64_t ", "const int64_t *", "DB_INT8", V_NUMBER },
	[T_TEXT] = { "struct str ", "struct str ", "DB_TEXT", V_TEXT },
	[T_HTML] = { "struct html ", "struct html ", "DB_TEXT", V_HTML },
	[T_TIME] = { "int64_t ", "const int64_t *", "DB_TIME", V_NUMBER },
	[T_BYTEA] = { "struct str ", "struct str ", "DB_BYTES", V_TEXT },
	[T_TEXTS] = { "const struct str *", "", "DB_TEXTS", V_LIST },
	[T_INT8S] = { "const int64_t *", "", "DB_INT8S", V_LIST },
};

static bool
in_struct(const struct decl *q)
{
	return q->n_members > MAX_ARGUMENTS;
}

static void
write_parameter(FILE *out, const struct member *m, const char *between)
{
	fprintf(out, "%s%s",
	    m->nullable ? types[m->type].c_null : types[m->type].c, m->name);
	if (types[m->type].value == V_LIST)
		fprintf(out, "%ssize_t n_%s", between, m->name);
}

static void
write_args_struct(FILE *out, const struct decl *q)
{
	fprintf(out, "struct q_%s_args {\n", q->name);
	for (size_t i = 0; i < q->n_members; i++) {
		putc('\t', out);
		write_parameter(out, &q->members[i], ";\n\t");
		fputs(";\n", out);
	}
	fputs("};\n", out);
}

static void
write_signature(FILE *out, const struct decl *q)
{
	fprintf(out, "q_%s(struct db_batch *b", q->name);
	if (in_struct(q))
		fprintf(out, ",\n    const struct q_%s_args *args", q->name);
	for (size_t i = 0; !in_struct(q) && i < q->n_members; i++) {
		fputs(", ", out);
		write_parameter(out, &q->members[i], ", ");
	}
	if (q->rows == ROWS_ONE)
		fprintf(out, ",\n    struct %s **out", q->result_name);
	else if (q->rows == ROWS_MANY)
		fprintf(out, ",\n    struct %s **rows, size_t *n_rows",
		    q->result_name);
	putc(')', out);
}

void
write_queries_h(const struct gen *g, FILE *out)
{
	fputs("/* Made by gen/sala-gen from sql/queries/. */\n"
	      "#ifndef GEN_QUERIES_H\n#define GEN_QUERIES_H\n\n"
	      "#include \"db/statement.h\"\n#include \"records.h\"\n\n"
	      "/* All statements, for db_open(). */\n"
	      "extern const struct statement statements[];\n"
	      "extern const size_t n_statements;\n",
	    out);
	for (size_t i = 0; i < g->n_decls; i++) {
		const struct decl *q = &g->decls[i];

		if (q->kind != D_QUERY)
			continue;
		putc('\n', out);
		write_doc(out, q->doc);
		if (in_struct(q))
			write_args_struct(out, q);
		fputs("void ", out);
		write_signature(out, q);
		fputs(";\n", out);
	}
	fputs("\n#endif\n", out);
}

static void
write_params(FILE *out, const struct decl *q)
{
	if (q->n_members == 0)
		return;
	fprintf(
	    out, "\nstatic const struct db_param params_%s[] = {\n", q->name);
	for (size_t i = 0; i < q->n_members; i++)
		fprintf(out, "\t{ \"%s\", %s, %s },\n", q->members[i].name,
		    types[q->members[i].type].db,
		    q->members[i].nullable ? "true" : "false");
	fputs("};\n", out);
}

static void
write_result(FILE *out, const struct decl *r)
{
	unsigned long long sure = 0;

	for (size_t i = 0; i < r->n_members && i < 64; i++)
		sure |= (unsigned long long)r->members[i].sure << i;
	fprintf(out, ",\n\t    .record = &%s_record", r->name);
	if (sure != 0)
		fprintf(out, ", .sure = 0x%llxu", sure);
}

/* `suffix` tells the forms of a statement apart. */
static void
write_statement(
    FILE *out, const struct decl *q, const char *suffix, const char *sql)
{
	static const char *const lanes[] = { [LANE_READ] = "DB_READ",
		[LANE_WRITE] = "DB_WRITE",
		[LANE_BULK] = "DB_WRITE, .bulk = true",
		[LANE_SLOW] = "DB_SLOW" };
	static const char *const rows[] = { [ROWS_NONE] = "DB_NONE",
		[ROWS_ONE] = "DB_ONE",
		[ROWS_MANY] = "DB_MANY" };
	const char *file = strrchr(q->where.file, '/');

	fprintf(out,
	    "\t{ .name = \"%s%s\", .where = \"%s:%d\",\n\t    .sql = ", q->name,
	    suffix, file ? file + 1 : q->where.file, q->where.line);
	write_c_string(out, sql);
	fprintf(out, ",\n\t    .lane = %s, .rows = %s", lanes[q->lane],
	    rows[q->rows]);
	if (q->n_members > 0)
		fprintf(out, ",\n\t    .params = params_%s, .n_params = %zu",
		    q->name, q->n_members);
	if (q->result != NULL)
		write_result(out, q->result);
	fputs(" },\n", out);
}

static void
write_value(FILE *out, const struct decl *q, const struct member *m)
{
	const char *from = in_struct(q) ? "args->" : "";
	const char *name = m->name;

	switch (types[m->type].value) {
	case V_NUMBER:
		if (m->nullable)
			fprintf(out,
			    "\t\t{ .null = %s%s == NULL, .number = "
			    "%s%s ? *%s%s : 0 },\n",
			    from, name, from, name, from, name);
		else
			fprintf(out, "\t\t{ .number = %s%s },\n", from, name);
		break;
	case V_TEXT:
	case V_HTML:
		fprintf(out, "\t\t{ .text = %s%s%s", from, name,
		    types[m->type].value == V_HTML ? ".text" : "");
		if (m->nullable)
			fprintf(out, ", .null = %s%s%s == NULL", from, name,
			    types[m->type].value == V_HTML ? ".text.ptr"
							   : ".ptr");
		fputs(" },\n", out);
		break;
	case V_LIST:
		fprintf(out, "\t\t{ .list = %s%s, .n = %sn_%s },\n", from, name,
		    from, name);
		break;
	}
}

static void
write_function(FILE *out, const struct decl *q, size_t number)
{
	static const char *const results[] = { [ROWS_NONE] = "NULL, NULL",
		[ROWS_ONE] = "out, NULL",
		[ROWS_MANY] = "rows, n_rows" };

	fputs("\nvoid\n", out);
	write_signature(out, q);
	fputs("\n{\n", out);
	if (q->n_members > 0) {
		fputs("\tconst struct db_value values[] = {\n", out);
		for (size_t i = 0; i < q->n_members; i++)
			write_value(out, q, &q->members[i]);
		fputs("\t};\n\n", out);
	}
	fprintf(out, "\tdb_batch_add(b, &statements[%zu", number);
	if (q->sql_nobody != NULL)
		fprintf(out, " + (%s%s.len == 0)", in_struct(q) ? "args->" : "",
		    q->session->name);
	fprintf(out, "], %s, %s);\n}\n", q->n_members ? "values" : "NULL",
	    results[q->rows]);
}

/* The form for nobody follows the other one. */
static void
write_forms(FILE *out, const struct decl *q)
{
	write_statement(out, q, "", q->sql);
	if (q->sql_nobody != NULL)
		write_statement(out, q, "_nobody", q->sql_nobody);
}

void
write_queries_c(const struct gen *g, FILE *out)
{
	size_t n = 0;

	fputs("/* Made by gen/sala-gen. */\n#include \"queries.h\"\n", out);
	for (size_t i = 0; i < g->n_decls; i++)
		if (g->decls[i].kind == D_QUERY)
			write_params(out, &g->decls[i]);
	fputs("\nconst struct statement statements[] = {\n", out);
	for (size_t i = 0; i < g->n_decls; i++)
		if (g->decls[i].kind == D_QUERY)
			write_forms(out, &g->decls[i]);
	fputs("\t{ .name = NULL },\n};\n"
	      "const size_t n_statements =\n"
	      "    sizeof(statements) / sizeof(*statements) - 1;\n",
	    out);
	for (size_t i = 0; i < g->n_decls; i++) {
		if (g->decls[i].kind != D_QUERY)
			continue;
		write_function(out, &g->decls[i], n);
		n += g->decls[i].sql_nobody != NULL ? 2 : 1;
	}
}
