/* Where the commands' passwords come from. */
#ifndef OPS_NEW_PASSWORD_H
#define OPS_NEW_PASSWORD_H

#include "base/arena.h"
#include "base/compiler.h"

enum password_source {
	PASSWORD_ASKED, /* at the terminal, twice, unseen */
	PASSWORD_READ, /* the first line of standard input */
	PASSWORD_MADE, /* drawn at random, to be printed */
};

/*
 * Gets a password that is good for that login name; in the arena. False: the
 * reason stands on standard error.
 */
MUST_CHECK
bool new_password(
    enum password_source, struct str login, struct arena *, struct str *out);

#endif
