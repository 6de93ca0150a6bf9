/*
 * Writes records.h and records.c: the structs of records, views and forms,
 * and the tables by which the database, the templates and the forms know
 * their fields.
 */
#include "gen/sala-gen.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *c, *field;
	int width;
} types[] = {
	[T_BOOL] = { "bool ", "FIELD_BOOL", 1 },
	[T_INT4] = { "int64_t ", "FIELD_INT", 4 },
	[T_INT8] = { "int64_t ", "FIELD_INT", 8 },
	[T_TEXT] = { "struct str ", "FIELD_TEXT", 0 },
	[T_HTML] = { "struct html ", "FIELD_HTML", 0 },
	[T_TIME] = { "int64_t ", "FIELD_TIME", 8 },
	[T_BYTEA] = { "struct str ", "FIELD_BYTES", 0 },
	[T_TEXTS] = { "struct str *", "FIELD_TEXTS", 0 },
	[T_MSG] = { "struct msg ", "FIELD_MSG", 0 },
	[T_REF] = { "", "FIELD_RECORD", 0 },
};

/* Kinds of form fields: the C type of the value; a password is not shown. */
static const struct {
	const char *c, *field, *kind;
} form_kinds[] = {
	[F_LINE] = { "struct str ", "FIELD_TEXT", "FORM_LINE" },
	[F_TEXT] = { "struct str ", "FIELD_TEXT", "FORM_TEXT" },
	[F_CHOICE] = { "struct str ", "FIELD_TEXT", "FORM_CHOICE" },
	[F_FLAG] = { "bool ", "FIELD_BOOL", "FORM_FLAG" },
	[F_ID] = { "int64_t ", "FIELD_INT", "FORM_ID" },
	[F_PASSWORD] = { "struct str ", NULL, "FORM_PASSWORD" },
	[F_NONCE] = { "struct str ", "FIELD_TEXT", "FORM_NONCE" },
	[F_HIDDEN] = { "struct str ", "FIELD_TEXT", "FORM_HIDDEN" },
};

void
write_c_string(FILE *out, const char *s)
{
	putc('"', out);
	for (; *s != '\0'; s++) {
		if (*s == '\n')
			fputs("\\n\"\n\t    \"", out);
		else if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if ((unsigned char)*s < 32 || *s == '?')
			fprintf(out, "\\%03o", (unsigned char)*s);
		else
			putc(*s, out);
	}
	putc('"', out);
}

/* A comment cannot be ended from inside. */
void
write_doc(FILE *out, const char *doc)
{
	if (doc == NULL || *doc == '\0')
		return;
	fputs("/*\n * ", out);
	for (; *doc != '\0'; doc++) {
		if (*doc == '\n')
			fputs("\n * ", out);
		else if (*doc == '*' && doc[1] == '/')
			fputs("* ", out);
		else
			putc(*doc, out);
	}
	fputs("\n */\n", out);
}

static bool
has_flag(const struct member *m)
{
	return m->nullable && types[m->type].width != 0;
}

static bool
has_count(const struct member *m)
{
	return m->list || m->type == T_TEXTS;
}

static void
write_member(FILE *out, const struct member *m)
{
	if (m->type == T_REF)
		fprintf(out, "\tstruct %s *%s;\n", m->target->name, m->name);
	else
		fprintf(out, "\t%s%s;\n", types[m->type].c, m->name);
	if (has_count(m))
		fprintf(out, "\tsize_t n_%s;\n", m->name);
	if (has_flag(m))
		fprintf(out, "\tbool has_%s;\n", m->name);
}

static void
write_form_member(FILE *out, const struct member *m)
{
	fprintf(out, "\t%s%s;\n", form_kinds[m->kind].c, m->name);
	for (size_t i = 0; i < m->n_choices; i++)
		fprintf(out, "\tbool %s_is_%s;\n", m->name, m->choices[i]);
	fprintf(out, "\tstruct msg %s_error;\n", m->name);
}

static void
write_struct(FILE *out, const struct decl *d)
{
	putc('\n', out);
	write_doc(out, d->doc);
	fprintf(out, "struct %s {\n", d->name);
	if (d->kind == D_VIEW)
		fputs("\tstruct page page;\n", out);
	if (d->kind == D_FORM)
		fputs("\tstruct form base;\n", out);
	for (size_t i = 0; i < d->n_members; i++) {
		if (d->kind == D_FORM)
			write_form_member(out, &d->members[i]);
		else
			write_member(out, &d->members[i]);
	}
	fprintf(out, "};\nextern const struct record %s_record;\n", d->name);
	if (d->kind == D_FORM)
		fprintf(out, "extern const struct form_def %s_def;\n", d->name);
}

static void
write_view_ids(const struct gen *g, FILE *out)
{
	fputs("\nenum view_id {\n", out);
	for (size_t i = 0; i < g->n_decls; i++) {
		if (g->decls[i].kind != D_VIEW)
			continue;
		fputs("\tVIEW_", out);
		for (const char *c = g->decls[i].name; *c != '\0'; c++)
			putc(toupper((unsigned char)*c), out);
		fputs(",\n", out);
	}
	fputs("\tN_VIEWS\n};\n\n/* By their numbers; one more, empty, ends "
	      "the table. */\nextern const struct view views[];\n",
	    out);
}

void
write_records_h(const struct gen *g, FILE *out)
{
	const struct decl *page = decl_find(g, "page");

	fputs("/* Made by gen/sala-gen from the declarations in "
	      "sql/queries/ and server/web/. */\n"
	      "#ifndef GEN_RECORDS_H\n#define GEN_RECORDS_H\n\n"
	      "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n"
	      "\n#include \"base/html.h\"\n#include \"base/msg.h\"\n"
	      "#include \"base/record.h\"\n#include \"base/str.h\"\n"
	      "#include \"base/view.h\"\n#include \"http/form.h\"\n",
	    out);
	/* Views hold the page itself, so it comes first. */
	if (page != NULL && page->kind == D_RECORD)
		write_struct(out, page);
	for (size_t i = 0; i < g->n_decls; i++)
		if (g->decls[i].kind != D_QUERY && &g->decls[i] != page)
			write_struct(out, &g->decls[i]);
	write_view_ids(g, out);
	fputs("\n#endif\n", out);
}

static void
write_field(FILE *out, const struct decl *d, const struct member *m)
{
	bool list = m->type == T_REF && m->list;

	fprintf(out, "\t{ \"%s\", %s, offsetof(struct %s, %s),\n\t    ",
	    m->name, list ? "FIELD_LIST" : types[m->type].field, d->name,
	    m->name);
	if (has_count(m))
		fprintf(out, "offsetof(struct %s, n_%s), ", d->name, m->name);
	else
		fputs("0, ", out);
	if (has_flag(m))
		fprintf(out, "offsetof(struct %s, has_%s), ", d->name, m->name);
	else
		fputs("0, ", out);
	fprintf(out, "%s, %d, ", m->nullable ? "true" : "false",
	    types[m->type].width);
	if (m->type == T_REF)
		fprintf(out, "&%s_record },\n", m->target->name);
	else
		fputs("NULL },\n", out);
}

static void
write_form_field(FILE *out, const char *form, const struct member *m)
{
	static const char tail[] = "0, 0, false, 0, NULL },\n";

	if (form_kinds[m->kind].field != NULL)
		fprintf(out, "\t{ \"%s\", %s, offsetof(struct %s, %s), %s",
		    m->name, form_kinds[m->kind].field, form, m->name, tail);
	for (size_t i = 0; i < m->n_choices; i++)
		fprintf(out,
		    "\t{ \"%s_is_%s\", FIELD_BOOL,\n\t    "
		    "offsetof(struct %s, %s_is_%s), %s",
		    m->name, m->choices[i], form, m->name, m->choices[i], tail);
	fprintf(out,
	    "\t{ \"%s_error\", FIELD_MSG, offsetof(struct %s, "
	    "%s_error), %s",
	    m->name, form, m->name, tail);
}

static void
write_record(FILE *out, const struct decl *d)
{
	fprintf(out, "\nstatic const struct field %s_fields[] = {\n", d->name);
	if (d->kind == D_FORM)
		fprintf(out,
		    "\t{ \"errors\", FIELD_LIST, offsetof(struct %s, "
		    "base.errors),\n\t    offsetof(struct %s, base.n_errors), "
		    "0, false, 0,\n\t    &form_error_record },\n"
		    "\t{ \"failed\", FIELD_BOOL, offsetof(struct %s, "
		    "base.failed), 0, 0, false, 0, NULL },\n",
		    d->name, d->name, d->name);
	for (size_t i = 0; i < d->n_members; i++) {
		if (d->kind == D_FORM)
			write_form_field(out, d->name, &d->members[i]);
		else
			write_field(out, d, &d->members[i]);
	}
	if (d->kind == D_VIEW && d->n_members == 0)
		fputs("\t{ 0 }\n", out);
	fprintf(out,
	    "};\n\nconst struct record %s_record = { \"%s\", "
	    "sizeof(struct %s), %s_fields,\n    ",
	    d->name, d->name, d->name, d->name);
	if (d->n_members == 0)
		fputs("0 };\n", out);
	else
		fprintf(out, "sizeof(%s_fields) / sizeof(*%s_fields) };\n",
		    d->name, d->name);
}

static void
write_choices(FILE *out, const char *form, const struct member *m)
{
	fprintf(out, "\nstatic const struct form_choice %s_%s_choices[] = {\n",
	    form, m->name);
	for (size_t i = 0; i < m->n_choices; i++)
		fprintf(out, "\t{ \"%s\", offsetof(struct %s, %s_is_%s) },\n",
		    m->choices[i], form, m->name, m->choices[i]);
	fputs("};\n", out);
}

static void
write_form_def(FILE *out, const struct decl *d)
{
	for (size_t i = 0; i < d->n_members; i++)
		if (d->members[i].n_choices > 0)
			write_choices(out, d->name, &d->members[i]);
	fprintf(
	    out, "\nstatic const struct form_field %s_inputs[] = {\n", d->name);
	for (size_t i = 0; i < d->n_members; i++) {
		const struct member *m = &d->members[i];

		fprintf(out,
		    "\t{ .name = \"%s\", .kind = %s, .required = %s,"
		    "\n\t    .offset = offsetof(struct %s, %s),\n"
		    "\t    .error_offset = offsetof(struct %s, %s_error),\n"
		    "\t    .min_chars = %ld, .max_chars = %ld, "
		    ".max_bytes = %ld",
		    m->name, form_kinds[m->kind].kind,
		    m->required ? "true" : "false", d->name, m->name, d->name,
		    m->name, m->min, m->max, m->max_bytes);
		if (m->n_choices > 0)
			fprintf(out,
			    ",\n\t    .choices = %s_%s_choices, "
			    ".n_choices = %zu",
			    d->name, m->name, m->n_choices);
		fputs(" },\n", out);
	}
	fprintf(out,
	    "};\n\nconst struct form_def %s_def = { \"%s\", "
	    "sizeof(struct %s), %s_inputs,\n    %zu };\n",
	    d->name, d->name, d->name, d->name, d->n_members);
}

void
write_records_c(const struct gen *g, FILE *out)
{
	fputs("/* Made by gen/sala-gen. */\n#include \"records.h\"\n", out);
	for (size_t i = 0; i < g->n_decls; i++) {
		if (g->decls[i].kind != D_QUERY)
			write_record(out, &g->decls[i]);
		if (g->decls[i].kind == D_FORM)
			write_form_def(out, &g->decls[i]);
	}
	fputs("\nconst struct view views[] = {\n", out);
	for (size_t i = 0; i < g->n_decls; i++)
		if (g->decls[i].kind == D_VIEW)
			fprintf(out,
			    "\t{ \"%s\", \"%s\", &%s_record, "
			    "&page_record },\n",
			    g->decls[i].name, g->decls[i].template,
			    g->decls[i].name);
	fputs("\t{ NULL, NULL, NULL, NULL },\n};\n", out);
}
