/* Tokens by libsodium. */
#include "base/token.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/log.h"

void
token_random(unsigned char *out, size_t n)
{
	if (sodium_init() < 0) {
		log_error("libsodium does not start");
		abort();
	}
	randombytes_buf(out, n);
}

struct str
token_text(struct arena *a, size_t n_bytes)
{
	unsigned char *bytes = arena_alloc(a, n_bytes);

	token_random(bytes, n_bytes);
	return token_base64url(a, bytes, n_bytes);
}

void
token_hash(unsigned char out[TOKEN_HASH_BYTES], struct str s)
{
	crypto_hash_sha256(out, (const unsigned char *)s.ptr, s.len);
}

void
token_mac(unsigned char out[TOKEN_HASH_BYTES],
    const unsigned char key[TOKEN_HASH_BYTES], struct str s)
{
	crypto_auth_hmacsha256(out, (const unsigned char *)s.ptr, s.len, key);
}

bool
token_equal(struct str a, struct str b)
{
	return a.len == b.len &&
	       (a.len == 0 || sodium_memcmp(a.ptr, b.ptr, a.len) == 0);
}

struct str
token_base64url(struct arena *a, const void *bytes, size_t n)
{
	const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	const size_t size = sodium_base64_encoded_len(n, variant);
	char *text = arena_alloc(a, size);

	sodium_bin2base64(text, size, bytes, n, variant);
	return (struct str){ text, size - 1 };
}

struct str
token_hex(struct arena *a, const void *bytes, size_t n)
{
	char *text = arena_alloc(a, 2 * n + 1);

	sodium_bin2hex(text, 2 * n + 1, bytes, n);
	return (struct str){ text, 2 * n };
}

struct str
token_of_content(struct arena *a, struct str bytes)
{
	unsigned char digest[crypto_generichash_BYTES_MIN];

	crypto_generichash(digest, sizeof(digest),
	    (const unsigned char *)bytes.ptr, bytes.len, NULL, 0);
	return token_hex(a, digest, sizeof(digest));
}
