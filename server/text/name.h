/*
 * Names of people: what they may hold, and when two look alike (Unicode
 * Technical Standard 39). Names must be valid UTF-8.
 */
#ifndef TEXT_NAME_H
#define TEXT_NAME_H

#include "base/arena.h"
#include "base/msg.h"
#include "base/str.h"

/*
 * A name or title as it may be shown: without the controls of writing
 * direction (U+061C, U+200E-F, U+202A-E, U+2066-9) and other invisible
 * characters that no script needs, white space as single spaces and none at
 * the ends, no more than 8 marks on a letter. False when nothing visible is
 * left; *out is empty then.
 */
MUST_CHECK
bool name_clean(struct arena *a, struct str name, struct str *out);

/*
 * Whether all letters are of one script (ASCII is one, Japanese counts as
 * one) and all digits of one system. For login names, so that none can hide
 * a letter of another alphabet.
 */
bool text_is_one_script(struct str name);

/*
 * Equal for names that look alike: NFKC, case-folded, confusable characters
 * made one (0 and o, I and l and 1). For uniqueness only, never shown, and
 * never to find an account by. It depends on ICU's data: keys that were
 * stored are to be made again when ICU's major version changes.
 */
struct str name_key(struct arena *a, struct str name);

#define LOGIN_MIN_CHARS 2
#define LOGIN_MAX_CHARS 30

/*
 * Whether a member may choose this login name: 2 to 30 letters, marks and
 * digits of one script, and '-', '_', '.' between them; not a reserved word.
 */
MUST_CHECK
bool login_is_valid(struct str login, struct msg *why);

/* What login names are found by: NFKC and case-folded. */
struct str login_key(struct arena *a, struct str login);

#endif
