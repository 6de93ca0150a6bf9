/*
 * The head of a request (RFC 9112 §2, §3, §5): request line and field lines,
 * parsed as they arrive, each byte looked at once. Fields are offsets into
 * the message; nothing is allocated and nothing is copied.
 *
 *	head_parser_init(&p, &limits);
 *	switch (head_parse(&p, bytes, len)) {	// from the message's start
 *	case HEAD_MORE: ...			// call again with more
 *	case HEAD_DONE: ...			// p.head; p.at bytes are used
 *	case HEAD_BAD: ...			// p.status, p.why; close
 *	}
 */
#ifndef HTTP_HEAD_IMPL_H
#define HTTP_HEAD_IMPL_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define HEAD_MAX_FIELDS 100
#define HEAD_MAX_BYTES	60000 /* of a whole head: offsets are 16 bits */

/* Fields that http itself looks at; the table is in head.c. */
enum head_name {
	HEAD_OTHER,
	HEAD_HOST,
	HEAD_CONTENT_LENGTH,
	HEAD_TRANSFER_ENCODING,
	HEAD_CONNECTION,
	HEAD_EXPECT,
	HEAD_CONTENT_TYPE,
	HEAD_CONTENT_ENCODING,
	HEAD_COOKIE,
	HEAD_IF_MATCH,
	HEAD_IF_NONE_MATCH,
	HEAD_IF_MODIFIED_SINCE,
	HEAD_IF_UNMODIFIED_SINCE,
	HEAD_IF_RANGE,
	HEAD_RANGE,
	HEAD_ACCEPT_ENCODING,
	HEAD_ACCEPT_LANGUAGE,
	HEAD_X_FORWARDED_FOR,
	HEAD_X_FORWARDED_PROTO,
	HEAD_N_NAMES
};

struct head_field {
	uint16_t name_at, name_len;
	uint16_t value_at, value_len; /* without white space around it */
};

struct head {
	const char *bytes; /* what the offsets count from */
	uint16_t method_at, method_len;
	uint16_t target_at, target_len;
	uint8_t minor_version; /* of HTTP/1.x */
	uint8_t n_fields;
	uint8_t count[HEAD_N_NAMES]; /* lines of each known name */
	uint8_t names[HEAD_MAX_FIELDS]; /* enum head_name of each field */
	struct head_field fields[HEAD_MAX_FIELDS];
};

struct head_limits {
	size_t line_bytes, block_bytes;
	unsigned fields;
};

struct head_parser {
	struct head head;
	const struct head_limits *limits;
	size_t at; /* scanned so far */
	size_t line_at; /* where the line being scanned begins */
	size_t block_at; /* where the field lines begin; 0: not yet */
	bool skipped_line; /* an empty line before the request line */
	int status;
	const char *why; /* a message's id */
};

enum head_status {
	HEAD_MORE,
	HEAD_DONE,
	HEAD_BAD,
};

void head_parser_init(struct head_parser *p, const struct head_limits *limits);
enum head_status head_parse(
    struct head_parser *p, const char *bytes, size_t len);

struct str head_method(const struct head *h);
struct str head_target(const struct head *h);
struct str head_field_name(const struct head *h, size_t i);
struct str head_field_value(const struct head *h, size_t i);

/* The value of the only line of that name; absent when none or several. */
struct str head_only(const struct head *h, enum head_name name);

/* *i is 0 at first. False when there is no further line of that name. */
bool head_next(
    const struct head *h, enum head_name name, size_t *i, struct str *value);

#endif
