/*
 * A growing buffer of bytes that fails stickily: append freely, look at
 * `failed` (or at what buf_take gives) once at the end. It fails only by
 * passing its limit; what was appended before stays. Running out of memory
 * aborts.
 *
 * The context is in the name of each function. Markup is made by buf_lit,
 * buf_html, buf_attr, buf_url and buf_raw alone; a lint test sees to it that
 * buf_str, buf_char and buf_fmt stay in plain-text outputs (heads, mail, log).
 *
 *	struct buf b;
 *
 *	buf_init(&b, 0);
 *	buf_lit(&b, "<b>");
 *	buf_html(&b, name);
 *	buf_lit(&b, "</b>");
 *	struct str out = buf_take(&b, arena);
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/html.h"
#include "base/str.h"

struct buf {
	char *ptr; /* not NUL-terminated */
	size_t len, cap;
	size_t limit; /* bytes; 0 means BUF_LIMIT */
	bool failed;
};

#define BUF_LIMIT ((size_t)64 << 20)

/* A zeroed struct is initialised too. */
void buf_init(struct buf *b, size_t limit);
/* Frees the memory; the struct may be used again. */
void buf_release(struct buf *b);
/* Empties it and forgets the failure, but keeps the memory. */
void buf_reset(struct buf *b);

/* What is in it, borrowed until the next append. */
struct str buf_view(const struct buf *b);
/* Copies into the arena and releases b; absent if b failed. */
struct str buf_take(struct buf *b, struct arena *a);

/* A string literal, in any context. */
#define buf_lit(b, lit) buf_bytes((b), "" lit, sizeof(lit) - 1)

/* Markup that is trusted by its type. */
void buf_raw(struct buf *b, struct html markup);

/* Element content: & < > " ' become references. */
void buf_html(struct buf *b, struct str s);
/* A quoted attribute's value: as buf_html, and TAB LF CR too. */
void buf_attr(struct buf *b, struct str s);
/* One component of a URL: all but RFC 3986's unreserved is %XX. */
void buf_url(struct buf *b, struct str s);
/* What stands between the quotes of a JSON string (RFC 8259 §7); also safe
 * inside <script>. Bytes that are no UTF-8 become U+FFFD. */
void buf_json(struct buf *b, struct str s);
/* XML text or attribute: as buf_attr; drops the characters that XML 1.0 §2.2
 * forbids and the control characters that it discourages, and makes U+FFFD of
 * bytes that are no UTF-8. */
void buf_xml(struct buf *b, struct str s);

/* Plain-text outputs only. */
void buf_str(struct buf *b, struct str s);
void buf_char(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_int(struct buf *b, int64_t n);

/* For buf_lit and for bytes that have no context (hashes, files). */
void buf_bytes(struct buf *b, const char *bytes, size_t n);
/* Room for n more bytes, to be written at ptr + len and then counted by
 * adding to len; NULL when the limit is passed. */
MUST_CHECK
char *buf_room(struct buf *b, size_t n);

#endif
