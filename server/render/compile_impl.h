/*
 * The compiler: a view's template and a language to a program. Split by what
 * is compiled: compile.c lists, units and partials; compile_tag.c fields and
 * sections; compile_element.c elements and attributes.
 */
#ifndef RENDER_COMPILE_IMPL_H
#define RENDER_COMPILE_IMPL_H

#include "render/code_impl.h"
#include "render/scope_impl.h"
#include "render/unit_impl.h"

struct lang;
struct view;

/* Where a tag or a text stands. */
enum context {
	CONTEXT_CONTENT, /* of an HTML element */
	CONTEXT_WORDS, /* of <title>, <textarea>, <option>: no markup */
	CONTEXT_ATTR,
	CONTEXT_URL,
	CONTEXT_XML,
	CONTEXT_XML_ATTR,
	CONTEXT_PLAIN,
};

struct where {
	enum context context;
	bool in_svg;
	bool words; /* text here is translated by units */
	bool at_start; /* of a URL: nothing can have been written yet */
};

struct compiler {
	struct sources *sources;
	struct code *code;
	struct scopes scopes;
	const struct lang *lang;
	struct translations *translations; /* of this language */
	enum format format;
	bool in_unit;
};

/* The program of a view in a language. Faults are told to the sources. */
struct program compile_view(struct code *code, const struct view *view,
    const struct lang *lang, struct translations *translations);

/* Siblings from first up to before end, by units where words are. */
void compile_list(struct compiler *c, const struct node *first,
    const struct node *end, struct where *w);
/* Characters of the template itself. */
void compile_literal(
    struct compiler *c, struct str text, const struct where *w);

void compile_field(struct compiler *c, const struct node *n, struct where *w);
void compile_section(struct compiler *c, const struct node *n, struct where *w);
void compile_plural(struct compiler *c, const struct node *n, struct where *w);
void compile_element(
    struct compiler *c, const struct node *n, const struct where *w);

/*
 * A condition: what follows, up to condition_end, is skipped when the thing
 * that n names is not so (or, inverted, is so). `n` is a section or a field.
 */
#define CONDITION_MAX_STEPS 8
struct condition {
	size_t jumps[CONDITION_MAX_STEPS + 1]; /* to the end */
	size_t n_jumps;
	const struct field *field; /* what was asked for */
	size_t n_scopes; /* to go back to */
	uint8_t n_frames;
};

/* False: told, and nothing was begun. */
MUST_CHECK
bool condition_begin(
    struct compiler *c, const struct node *n, struct condition *out);
void condition_end(struct compiler *c, const struct condition *cond);

/* The number of a plural; skipped when a record before a dot is not there. */
MUST_CHECK
bool plural_begin(struct compiler *c, const struct node *n, struct op *op,
    struct condition *out);

#endif
