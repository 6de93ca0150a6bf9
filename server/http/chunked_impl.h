/*
 * The chunked transfer coding (RFC 9112 §7.1), decoded as it arrives. Chunk
 * extensions must be well-formed and are ignored; trailer fields must be
 * well-formed and are thrown away; both are limited.
 */
#ifndef HTTP_CHUNKED_IMPL_H
#define HTTP_CHUNKED_IMPL_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Of the whole body: bytes of extensions; bytes and lines of the trailer. */
#define CHUNKED_MAX_EXTENSION_BYTES 16384
#define CHUNKED_MAX_TRAILER_BYTES   8192
#define CHUNKED_MAX_TRAILER_FIELDS  20
/* Of one line, leading zeros of the size included. */
#define CHUNKED_MAX_LINE_BYTES 4096

struct chunked {
	int state; /* 0: before the first chunk */
	uint64_t left; /* of the chunk's data; while reading: size */
	uint32_t line_bytes, extension_bytes, trailer_bytes;
	uint32_t n_trailers;
};

enum chunked_status {
	CHUNKED_MORE, /* all input is used, more is needed */
	CHUNKED_DATA, /* *data is a piece of the body, a view of the input */
	CHUNKED_DONE, /* the body has ended; *in is what follows it */
	CHUNKED_BAD,
};

/* A zeroed struct begins. Takes what it uses off *in. */
enum chunked_status chunked_decode(
    struct chunked *c, struct str *in, struct str *data);

#endif
