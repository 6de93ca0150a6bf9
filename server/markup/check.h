/*
 * Proves that bytes are canonical markup, as the writer makes it: only the
 * elements and attributes of elements.h, each attribute's value as its
 * cleaner would write it, every other character escaped, elements where they
 * may stand and closed in order. One pass, no allocation that grows with
 * nesting, no parser.
 *
 * Two uses. A worker does not trust its scribes: an answer that is not
 * canonical is a broken scribe's, however the scribe came to send it. And
 * tests hold every output against it.
 */
#ifndef MARKUP_CHECK_H
#define MARKUP_CHECK_H

#include "base/str.h"

MUST_CHECK
bool markup_is_canonical(struct str markup);

#endif
