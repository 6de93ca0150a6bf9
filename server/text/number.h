/* Whole numbers as a language writes them: 12,345 or 12.345. */
#ifndef TEXT_NUMBER_H
#define TEXT_NUMBER_H

#include "base/buf.h"
#include "text/catalogue.h"

void number_show(struct buf *b, const struct lang *lang, int64_t n);

#endif
