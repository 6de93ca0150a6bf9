/*
 * Writing a program: operations are appended, literals collect until another
 * operation comes, jumps are set when their target is known. Equal literals
 * of all programs of a set are kept once.
 */
#ifndef RENDER_CODE_IMPL_H
#define RENDER_CODE_IMPL_H

#include "base/arena.h"
#include "render/program_impl.h"

/* All literals of a set, a hash table. */
struct literals {
	struct arena *arena; /* where they live */
	struct str *slots;
	size_t n, cap; /* cap is a power of two */
};

struct code {
	struct literals *literals;
	struct op *ops;
	size_t n, cap;
	struct buf pending;
};

void code_reset(struct code *c);
void code_release(struct code *c);

/* Appends and gives its index. */
size_t code_add(struct code *c, struct op op);

/* Where the next operation will be; literals do not run across it. */
size_t code_here(struct code *c);

/* The jump of operation `at` leads to `target`. */
void code_jump_to(struct code *c, size_t at, size_t target);

/* Markup of the template itself: appended to the pending literal. */
void code_markup(struct code *c, struct str markup);

/* Ends it: a copy in the literals' arena. */
struct program code_finish(struct code *c);

void literals_release(struct literals *l);

#endif
