/*
 * How a language writes dates and numbers, from ICU's data (CLDR), read once
 * for each language.
 */
#ifndef TEXT_LOCALE_IMPL_H
#define TEXT_LOCALE_IMPL_H

#include "base/arena.h"
#include "base/str.h"

enum piece_kind {
	PIECE_LITERAL,
	PIECE_DAY,
	PIECE_MONTH,
	PIECE_YEAR,
};

/* "8 มิ.ย. 2548" is DAY, " ", MONTH, " ", YEAR. */
struct date_piece {
	enum piece_kind kind;
	struct str literal;
	int digits; /* at least; DAY and YEAR */
};

struct locale {
	const char *name; /* the language's own name for itself */
	struct date_piece pieces[12];
	size_t n_pieces;
	struct str months[12];
	int year_offset; /* 543: the Buddhist era */
	struct str digits[10];
	struct str group; /* between thousands */
};

/* `code` as in HTML. A code that ICU does not know gets ICU's root locale. */
const struct locale *locale_load(struct arena *a, const char *code);

#endif
