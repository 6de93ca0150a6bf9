/* Password hashes. */
#include "model/password.h"

#include <sodium.h>
#include <string.h>

enum { PASSES = 3, MEMORY_BYTES = 32 << 20 };

_Static_assert(
    sizeof(((struct password_hash *)0)->text) >= crypto_pwhash_STRBYTES,
    "a hash fits");

/* What is verified in place of a hash that does not exist: same cost. */
static const char no_hash[] = "$argon2id$v=19$m=32768,t=3,p=1$"
			      "AAAAAAAAAAAAAAAAAAAAAA$"
			      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

bool
password_hash(struct password_hash *out, struct str password)
{
	return sodium_init() >= 0 &&
	       crypto_pwhash_str_alg(out->text, password.ptr, password.len,
		   PASSES, MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool
password_verify(struct str hash, struct str password)
{
	struct password_hash text = { 0 };
	const bool exists = hash.len > 0 && hash.len < sizeof(text.text);

	if (exists)
		memcpy(text.text, hash.ptr, hash.len);
	else
		memcpy(text.text, no_hash, sizeof(no_hash));
	return sodium_init() >= 0 &&
	       crypto_pwhash_str_verify(
		   text.text, password.ptr, password.len) == 0 &&
	       exists;
}

void
password_check_run(void *arg)
{
	struct password_check *check = arg;

	check->good = password_verify(check->hash, check->password);
}

void
password_make_run(void *arg)
{
	struct password_make *make = arg;

	make->good = password_hash(&make->hash, make->password);
}
