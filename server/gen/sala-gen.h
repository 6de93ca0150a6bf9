/*
 * sala-gen: from declarations to C. What the files of the generator share.
 *
 * The generator reads sql/queries/NAME.sql and server/web/NAME.view, checks
 * what can be checked without a database, and writes records.h, records.c,
 * queries.h, queries.c. It runs on the machine that builds and links none of
 * the server's own code. A mistake is printed as `file:line: message`; all
 * of them are looked for, then the exit status is 1 and nothing is written.
 *
 *	sala-gen.c		files in, files out
 *	sala-gen-read.c		declarations: record, query, view, form
 *	sala-gen-form.c		the fields of a form
 *	sala-gen-sql.c		the text of a statement and its parameters;
 *				its form for when nobody is signed in
 *	sala-gen-columns.c	the columns of a statement, where one can see
 *	sala-gen-check.c	what needs all declarations: names and types
 *	sala-gen-records.c	writes records.h and records.c
 *	sala-gen-queries.c	writes queries.h and queries.c
 */
#ifndef SALA_GEN_H
#define SALA_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct where {
	const char *file;
	int line;
};

/* T_REF: a record, a list of records, or a form. */
enum type {
	T_BOOL,
	T_INT4,
	T_INT8,
	T_TEXT,
	T_HTML,
	T_TIME,
	T_BYTEA,
	T_TEXTS,
	T_INT8S,
	T_MSG,
	T_REF
};

enum form_kind {
	F_LINE,
	F_TEXT,
	F_CHOICE,
	F_FLAG,
	F_ID,
	F_PASSWORD,
	F_NONCE,
	F_HIDDEN
};

/* A field of a record or view, a parameter of a query, a field of a form. */
struct member {
	struct where where;
	const char *name;
	enum type type;
	bool nullable, list;
	bool sure; /* !: never NULL here, whatever its table says */
	const char *target_name; /* T_REF */
	const struct decl *target;
	bool used; /* a parameter that the SQL names */
	enum form_kind kind;
	bool required;
	long min, max, max_bytes; /* 0: not given */
	const char **choices;
	size_t n_choices;
};

enum decl_kind { D_RECORD, D_QUERY, D_VIEW, D_FORM };
enum lane { LANE_READ, LANE_WRITE, LANE_BULK, LANE_SLOW };
enum rows { ROWS_NONE, ROWS_ONE, ROWS_MANY };

struct decl {
	enum decl_kind kind;
	struct where where;
	const char *name;
	const char *doc; /* the comment above it, or NULL */
	struct member *members;
	size_t n_members;
	enum lane lane; /* from here: a query */
	enum rows rows;
	const char *result_name;
	const struct decl *result;
	const char *sql; /* NULL: not seen yet */
	/* What is sent when nobody is signed in, or NULL, and the parameter
	 * that tells. */
	const char *sql_nobody;
	const struct member *session;
	struct token *tokens;
	size_t n_tokens;
	const char *template; /* a view */
};

/* A word of a statement, for sala-gen-columns.c. Words are lower case. */
enum token_kind { TOK_WORD, TOK_NAME, TOK_PUNCT, TOK_OTHER };

struct token {
	enum token_kind kind;
	const char *text;
	int depth; /* of parentheses and brackets */
	int line;
};

struct gen {
	struct decl *decls;
	size_t n_decls;
	struct block *blocks; /* every allocation; freed at the end */
	int errors;
};

/* sala-gen.c */
void fail(struct gen *, struct where, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void *gen_alloc(struct gen *, size_t);
char *gen_text(struct gen *, const char *from, size_t len);
/* Room for one more element: returns the array, moved when needed. */
void *gen_grow(struct gen *, void *array, size_t n, size_t size);

/* sala-gen-read.c */
struct reader {
	struct gen *g;
	struct where where;
	const char *at; /* the text that is not read yet */
	struct decl *open; /* the declaration fields belong to */
	const char *doc; /* the comment lines just read */
	bool broken; /* skip fields: the head was wrong */
};

void read_sql_file(struct gen *, const char *file, const char *text);
void read_view_file(struct gen *, const char *file, const char *text);
bool is_name(const char *);
/* Cuts the next word off a line; NULL at its end. */
char *next_word(char **line);

/* sala-gen-form.c */
void read_form_field(struct reader *, struct member *, char *rest);

/* sala-gen-sql.c: reads one statement up to its semicolon. */
void read_statement(struct reader *);

/* sala-gen-columns.c */
void check_columns(struct gen *, const struct decl *query);

/* sala-gen-check.c */
void check_all(struct gen *);
const struct decl *decl_find(const struct gen *, const char *name);

/* sala-gen-records.c, sala-gen-queries.c */
void write_records_h(const struct gen *, FILE *);
void write_records_c(const struct gen *, FILE *);
void write_queries_h(const struct gen *, FILE *);
void write_queries_c(const struct gen *, FILE *);
void write_doc(FILE *, const char *doc);
void write_c_string(FILE *, const char *);

#endif
