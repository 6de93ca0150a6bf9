/* What the reader of .po files adds to the catalogues. */
#ifndef TEXT_CATALOGUE_IMPL_H
#define TEXT_CATALOGUE_IMPL_H

#include "base/arena.h"
#include "text/catalogue.h"

/* Everything that entries point to lives here. */
struct arena *catalogues_arena(struct catalogues *cats);

/* The language of that code, made when there is none. */
struct lang *lang_get(struct catalogues *cats, struct str code);

/* Kept; replaces an entry of the same id. */
void text_add(struct lang *lang, struct text_entry entry);

#endif
