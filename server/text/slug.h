/*
 * Slugs: the readable part of an address. One made from a title is in the
 * title's own script (/p/123-บันทึกวันแรก): the address says what is behind it
 * to those who read it.
 */
#ifndef TEXT_SLUG_H
#define TEXT_SLUG_H

#include "base/arena.h"
#include "base/msg.h"
#include "base/str.h"

#define SLUG_MAX_CHARS	      80 /* one made from a title */
#define SLUG_CHOSEN_MIN_CHARS 2
#define SLUG_CHOSEN_MAX_CHARS 60

/*
 * Letters, marks and digits of any script, lower-cased and in NFKC (but Thai
 * and Lao AM stay the character that was typed); every run of other
 * characters is one '-', none at the ends. At most SLUG_MAX_CHARS code points,
 * cut between words where possible, never inside a grapheme. Empty when the
 * title has no letter or digit: then the id alone makes the address.
 */
struct str slug_from_title(struct arena *a, struct str title);

/*
 * What slugs are compared by: NFKC, case-folded, without what is invisible.
 * "Chumphon-KM" and "chumphon-km" have one key; so have ำ and ํ + า.
 */
struct str slug_key(struct arena *a, struct str slug);

/*
 * Whether a member may choose this slug for a blog or a community: 2 to 60
 * characters, letters, marks and digits of any script, '-', '_' and '.', not
 * beginning with '.' or a mark, not a reserved word. *why says what is wrong.
 */
MUST_CHECK
bool slug_is_valid(struct str slug, struct msg *why);

/* Whether pages of ours have that name, compared by key. */
bool slug_is_reserved(struct arena *a, struct str slug);

#endif
