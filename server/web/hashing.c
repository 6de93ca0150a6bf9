/* Passwords hashed and compared on a pool thread. */
#include "web/hashing.h"

#include "base/arena.h"
#include "http/request.h"
#include "loop/task.h"
#include "model/password.h"

bool
hashing_hash(struct req *r, struct str password, struct str *hash)
{
	struct password_make make = { .password = password };

	if (!task_offload(r->task, password_make_run, &make) || !make.good)
		return false;
	*hash = arena_str(r->arena, str_from(make.hash.text));
	return true;
}

bool
hashing_verify(
    struct req *r, struct str hash, struct str password, bool *matches)
{
	struct password_check check = { .hash = hash, .password = password };

	if (!task_offload(r->task, password_check_run, &check))
		return false;
	*matches = check.good;
	return true;
}
