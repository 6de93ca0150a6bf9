/*
 * The language that a text's letters give away: scripts that one language of
 * the region is written in.
 */
#ifndef TEXT_SCRIPT_H
#define TEXT_SCRIPT_H

#include "base/str.h"

/*
 * "th", "lo", "km" or "my" when at least a third of the letters (of the first
 * 4,000 characters) are of that script: notes mix in Latin names. Absent when
 * no script says so; Latin letters do not tell English from Vietnamese.
 */
struct str script_lang(struct str text);

#endif
