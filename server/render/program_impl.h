/*
 * A compiled template: a flat array of operations of 16 bytes, run once from
 * the first to the last. Values are reached through frames: frame 0 is the
 * view's struct, further ones are the records and list elements that sections
 * enter. Jumps are indices of operations.
 */
#ifndef RENDER_PROGRAM_IMPL_H
#define RENDER_PROGRAM_IMPL_H

#include "base/buf.h"

#define PROGRAM_MAX_FRAMES 24

struct lang;
struct msg;
struct msg;

enum op_code {
	OP_LITERAL, /* len bytes at literal */
	OP_TEXT, /* struct str, escaped */
	OP_HTML, /* struct html, as it is */
	OP_MSG, /* struct msg, translated, escaped */
	OP_INT, /* here and below extra: offset of the has_ flag, or 0 */
	OP_NUMBER,
	OP_DATE,
	OP_DATETIME,
	OP_ISO,
	OP_RFC822,
	OP_JUMP,
	OP_IF_BOOL, /* here to ENTER: jump when it is not so (or, inverted,
		       when it is) */
	OP_IF_INT, /* not 0 */
	OP_IF_TEXT, /* not empty */
	OP_IF_SET, /* a pointer is not NULL */
	OP_IF_ANY, /* a count is not 0 */
	OP_ENTER, /* frame `to` is the record that is pointed to; jump when
		       it is NULL */
	OP_LOOP, /* frame `to` is the first element, extra: offset of the
		       count; jump when there is none */
	OP_NEXT, /* frame `to` is the next element, offset bytes further,
		       jump; or there is none */
	OP_PLURAL, /* one of the next `extra` operations, which are jumps */
	OP_PLURAL_SOURCE, /* the same by the rule of the source language */
	OP_END,
};

enum escape {
	ESCAPE_NONE, /* plain text */
	ESCAPE_HTML,
	ESCAPE_ATTR,
	ESCAPE_XML,
	ESCAPE_URL, /* a whole URL or its beginning */
	ESCAPE_COMPONENT, /* one component of a URL */
};

struct op {
	uint8_t code;
	uint8_t escape; /* of IF_: inverted */
	uint8_t frame;
	uint8_t to;
	uint32_t offset; /* of the value in its frame; of a LITERAL: length */
	union {
		const char *literal;
		struct {
			uint32_t extra;
			uint32_t jump;
		};
	};
};

struct program {
	const struct op *ops;
	size_t n_ops;
	size_t size_hint; /* bytes of the largest output so far */
};

void program_run(struct program *p, const struct lang *lang, const void *data,
    struct buf *out);

/* A message's text in the language, {n} and {arg} replaced, escaped. */
void program_message(struct buf *out, const struct lang *lang,
    const struct msg *m, enum escape escape);

/* Whole URLs and their beginnings: a path, http, https, mailto; else "#". */
void url_whole(struct buf *out, struct str url);
bool url_is_safe(struct str url);
/* What may not stand in a URL percent-encoded; for a quoted attribute. */
void url_encode(struct buf *out, struct str part);

#endif
