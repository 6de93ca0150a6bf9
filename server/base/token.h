/*
 * Random tokens, hashes and keyed hashes (libsodium). Tokens go to the
 * reader; the database keeps their SHA-256 alone.
 */
#ifndef BASE_TOKEN_H
#define BASE_TOKEN_H

#include "base/arena.h"
#include "base/str.h"

#define TOKEN_HASH_BYTES 32

/* From the operating system's generator; safe after fork. */
void token_random(unsigned char *out, size_t n);

/* n_bytes random bytes as base64url without padding (RFC 4648 §5): 32 bytes
 * make 43 characters, 16 make 22. */
struct str token_text(struct arena *a, size_t n_bytes);

/* SHA-256; HMAC-SHA-256 (RFC 2104). */
void token_hash(unsigned char out[TOKEN_HASH_BYTES], struct str s);
void token_mac(unsigned char out[TOKEN_HASH_BYTES],
    const unsigned char key[TOKEN_HASH_BYTES], struct str s);

/* Takes as long for any two texts of one length. */
MUST_CHECK
bool token_equal(struct str a, struct str b);

/* Bytes as text. */
struct str token_base64url(struct arena *a, const void *bytes, size_t n);
struct str token_hex(struct arena *a, const void *bytes, size_t n);

/* Names bytes by what they are, as an ETag does: 32 hex digits of BLAKE2b
 * (RFC 7693), which takes a third of SHA-256's time. */
struct str token_of_content(struct arena *a, struct str bytes);

#endif
