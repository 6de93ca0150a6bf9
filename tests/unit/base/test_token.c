/* Tokens and hashes, against the standards' own examples. */
#include "base/token.h"

#include <string.h>

#include "../tap.h"

static void
hashes(struct arena *a)
{
	unsigned char out[TOKEN_HASH_BYTES];
	unsigned char key[TOKEN_HASH_BYTES] = { 0 };

	/* FIPS 180-4 */
	token_hash(out, STR("abc"));
	is_str(token_hex(a, out, sizeof(out)),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    "SHA-256");
	token_hash(out, (struct str){ NULL, 0 });
	is_str(token_hex(a, out, sizeof(out)),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "SHA-256 of nothing");
	/* RFC 4231, case 1: a key shorter than a block is padded with zeros. */
	memset(key, 0x0B, 20);
	token_mac(out, key, STR("Hi There"));
	is_str(token_hex(a, out, sizeof(out)),
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
	    "HMAC-SHA-256");
	/* As b2sum -l 128 says. */
	is_str(token_of_content(a, STR("abc")),
	    "cf4ab791c62b8d2b2109c90275287816", "BLAKE2b of 128 bits");
	is_str(token_of_content(a, (struct str){ NULL, 0 }),
	    "cae66941d9efbd404e4d88758ea67670", "and of nothing");
}

static void
tokens(struct arena *a)
{
	const struct str one = token_text(a, 32), two = token_text(a, 32);

	is_int((long long)one.len, 43, "32 bytes make 43 characters");
	is_int((long long)token_text(a, 16).len, 22, "16 make 22");
	is_int((long long)token_text(a, 0).len, 0, "none make none");
	ok(!str_eq(one, two), "no two are equal");
	ok(token_equal(one, arena_str(a, one)), "but each to itself");
	ok(!token_equal(one, two), "different ones are not");
	ok(!token_equal(one, STR("")), "nor of different length");
	ok(token_equal((struct str){ NULL, 0 }, STR("")), "nothing is nothing");
	is_str(token_base64url(a, "\xFB\xFF\xFE", 3), "-__-", "base64url");
	is_str(token_base64url(a, "\xFF", 1), "_w", "without padding");
}

int
main(void)
{
	struct arena *a = arena_new();

	hashes(a);
	tokens(a);
	arena_release(a);
	return done_testing();
}
