/*
 * struct str: anybody's text, borrowed. A pointer and a length, passed by
 * value. It owns nothing, is not NUL-terminated and may hold any byte. Who
 * wants to keep it copies it (arena_str). {NULL, 0} means "absent", which is
 * not the same as empty (ptr set, len 0).
 *
 *	struct str rest = path, segment;
 *
 *	while (rest.len > 0) {
 *		str_cut(rest, '/', &segment, &rest);
 *		...
 *	}
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

struct str {
	const char *ptr;
	size_t len;
};

/* From a string literal; STR_INIT for static initialisers. */
#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_INIT(lit)                                                          \
	{                                                                      \
		"" lit, sizeof(lit) - 1                                        \
	}

/* printf("user " STR_FMT "\n", STR_ARG(name)) */
#define STR_FMT	   "%.*s"
#define STR_ARG(s) (int)(s).len, (s).ptr != NULL ? (s).ptr : ""

/* From a C string; NULL gives the absent str. */
struct str str_from(const char *cstr);

/* Bytes are equal. Absent and empty are equal here: both hold no byte. */
bool str_eq(struct str a, struct str b);
bool str_is(struct str s, const char *literal);

/* Without regard to case, ASCII letters only (header names, not text). */
bool str_eq_nocase(struct str a, struct str b);

bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Bytewise order, as memcmp: < 0, 0, > 0. */
int str_compare(struct str a, struct str b);

/* Without leading and trailing space, tab, CR, LF, VT, FF. */
struct str str_trim(struct str s);

/*
 * Splits at the first `sep`: head is what stands before it, tail what stands
 * behind it. Without `sep`: head is all, tail is absent, false. `s` may be
 * `*head` or `*tail`.
 */
bool str_cut(struct str s, char sep, struct str *head, struct str *tail);

/* Bytes from `from` up to before `to`, both brought into the range of s. */
struct str str_slice(struct str s, size_t from, size_t to);

/* Where `needle` first stands; *at is left alone when it does not. */
bool str_find(struct str s, struct str needle, size_t *at);

/*
 * Strict decimal: an optional '-', digits, nothing else; no leading zero but
 * "0" itself, no "-0", no overflow. *out is left alone on false.
 */
MUST_CHECK
bool str_to_int64(struct str s, int64_t *out);

#endif
