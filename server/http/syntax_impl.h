/*
 * The alphabets of RFC 9110 §5.6 and RFC 3986, and small things that several
 * parsers of this layer share.
 */
#ifndef HTTP_SYNTAX_IMPL_H
#define HTTP_SYNTAX_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/str.h"

enum {
	SYNTAX_TOKEN = 1, /* tchar */
	SYNTAX_TEXT = 2, /* VCHAR, SP, HTAB, obs-text: field values */
	SYNTAX_PATH = 4, /* may stand in a path as it is */
	SYNTAX_QUERY = 8,
	SYNTAX_HOST = 16, /* unreserved: a registered name */
	SYNTAX_DIGIT = 32,
	SYNTAX_COOKIE = 64, /* cookie-octet */
};

extern const uint8_t syntax_classes[256];

static inline bool
syntax_is(char c, int what)
{
	return (syntax_classes[(unsigned char)c] & what) != 0;
}

/* Not empty, and all of the class. */
bool syntax_all(struct str s, int what);

/* 0..15, or -1. */
int syntax_hex(char c);

/* Without SP and HTAB at both ends (OWS, RFC 9110 §5.6.3). */
struct str syntax_trim(struct str s);

/*
 * Takes the next member off a comma-separated list (RFC 9110 §5.6.1); empty
 * members are skipped; commas in quoted strings do not count. False at the
 * end.
 */
bool syntax_list_next(struct str *rest, struct str *member);

/* Decimal digits only, any number of leading zeros; false on overflow. */
MUST_CHECK
bool syntax_digits(struct str s, uint64_t *out);

/*
 * Percent-decoding, strictly: a '%' without two hexadecimal digits is false.
 * With `plus`, '+' is a space. The result is a view of s when nothing had to
 * be decoded, else in the arena.
 */
MUST_CHECK
bool syntax_decode(struct arena *a, struct str s, bool plus, struct str *out);

/*
 * `name=value; name="value"` behind a media type or disposition: the value of
 * a parameter, unquoted. *out is absent when it is not there; false when the
 * text is malformed.
 */
MUST_CHECK
bool syntax_parameter(
    struct arena *a, struct str params, const char *name, struct str *out);

#endif
