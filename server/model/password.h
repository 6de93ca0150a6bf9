/*
 * Passwords: which are refused, how they are kept. Hashes are argon2id
 * (libsodium, RFC 9106), 32 MiB and 3 passes, with their parameters in the
 * text, so that these may be raised later.
 *
 * password_hash and password_verify take about 50 ms and 32 MiB and block:
 * on a task they are run by task_offload, whose two pool threads are why
 * never more than two run at a time.
 */
#ifndef MODEL_PASSWORD_H
#define MODEL_PASSWORD_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/msg.h"
#include "base/str.h"

enum { PASSWORD_MIN_CHARS = 8, PASSWORD_MAX_CHARS = 128 };

struct password_hash {
	char text[128]; /* NUL-terminated */
};

/* False when there is no memory for it. */
MUST_CHECK
bool password_hash(struct password_hash *out, struct str password);

/*
 * Whether it is the password of that hash. An absent or empty hash (the
 * account does not exist, or has no password) is never matched, but takes
 * just as long.
 */
MUST_CHECK
bool password_verify(struct str hash, struct str password);

/*
 * For task_offload: the same, as jobs.
 *
 *	struct password_check check = { .hash = row->hash, .password = typed };
 *
 *	if (!task_offload(task, password_check_run, &check) || !check.good)
 */
struct password_check {
	struct str hash, password;
	bool good;
};
void password_check_run(void *check);

struct password_make {
	struct str password;
	struct password_hash hash;
	bool good;
};
void password_make_run(void *make);

/*
 * Why this password is not accepted for this account; id is NULL when it is.
 * Length in code points; the most common passwords with their decorations
 * ("Password123!", "p4ssw0rd"), walks over the keyboard, repetitions, dates
 * and the login name are refused. There are no rules of composition.
 */
struct msg password_refusal(struct str password, struct str login);

#endif
