/*
 * The parser of a request's head. It takes nothing for granted and mends
 * nothing: what is not in the grammar is 400, since what one reader mends
 * another may not, and that difference is how requests are smuggled.
 */
#include "http/head_impl.h"

#include <string.h>

#include "base/msg.h"
#include "http/syntax_impl.h"

static const struct {
	const char *name;
	uint8_t len;
} known[HEAD_N_NAMES] = {
#define NAME(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}
	[HEAD_HOST] = NAME("host"),
	[HEAD_CONTENT_LENGTH] = NAME("content-length"),
	[HEAD_TRANSFER_ENCODING] = NAME("transfer-encoding"),
	[HEAD_CONNECTION] = NAME("connection"),
	[HEAD_EXPECT] = NAME("expect"),
	[HEAD_CONTENT_TYPE] = NAME("content-type"),
	[HEAD_CONTENT_ENCODING] = NAME("content-encoding"),
	[HEAD_COOKIE] = NAME("cookie"),
	[HEAD_IF_MATCH] = NAME("if-match"),
	[HEAD_IF_NONE_MATCH] = NAME("if-none-match"),
	[HEAD_IF_MODIFIED_SINCE] = NAME("if-modified-since"),
	[HEAD_IF_UNMODIFIED_SINCE] = NAME("if-unmodified-since"),
	[HEAD_IF_RANGE] = NAME("if-range"),
	[HEAD_RANGE] = NAME("range"),
	[HEAD_ACCEPT_ENCODING] = NAME("accept-encoding"),
	[HEAD_ACCEPT_LANGUAGE] = NAME("accept-language"),
	[HEAD_X_FORWARDED_FOR] = NAME("x-forwarded-for"),
	[HEAD_X_FORWARDED_PROTO] = NAME("x-forwarded-proto"),
#undef NAME
};

static enum head_status
bad(struct head_parser *p, int status, const char *why)
{
	p->status = status;
	p->why = why;
	return HEAD_BAD;
}

static enum head_status
malformed(struct head_parser *p)
{
	return bad(p, 400,
	    N_("Your browser sent a request that this server "
	       "could not understand."));
}

static enum head_status
block_too_large(struct head_parser *p)
{
	return bad(p, 431, N_("The header of the request is too large."));
}

void
head_parser_init(struct head_parser *p, const struct head_limits *limits)
{
	/* Of the big arrays only what was filled is ever read. */
	memset(&p->head, 0, offsetof(struct head, names));
	memset(
	    &p->limits, 0, sizeof(*p) - offsetof(struct head_parser, limits));
	p->limits = limits;
}

/*
 * RFC 9112 §2.3: HTTP-name is case-sensitive, one digit on each side. A
 * higher minor version is answered as 1.1 (RFC 9110 §2.5); another major
 * version is 505 (§15.6.6).
 */
static enum head_status
parse_version(struct head_parser *p, struct str version)
{
	if (version.len != 8 || !str_starts(version, STR("HTTP/")) ||
	    version.ptr[6] != '.' || !syntax_is(version.ptr[5], SYNTAX_DIGIT) ||
	    !syntax_is(version.ptr[7], SYNTAX_DIGIT))
		return malformed(p);
	if (version.ptr[5] != '1')
		return bad(p, 505, N_("This server speaks HTTP/1.1 only."));
	p->head.minor_version = (uint8_t)(version.ptr[7] - '0');
	return HEAD_MORE;
}

/* RFC 9112 §3: method SP request-target SP HTTP-version, single spaces. */
static enum head_status
parse_request_line(struct head_parser *p, const char *bytes, size_t end)
{
	const struct str line = { bytes + p->line_at, end - p->line_at };
	struct str method, target, rest;

	if (!str_cut(line, ' ', &method, &rest) ||
	    !syntax_all(method, SYNTAX_TOKEN) ||
	    !str_cut(rest, ' ', &target, &rest) || target.len == 0)
		return malformed(p);
	/* Visible ASCII; target.c looks closer (RFC 9112 §3.2). */
	for (size_t i = 0; i < target.len; i++)
		if (target.ptr[i] < '!' || target.ptr[i] > '~')
			return malformed(p);
	p->head.method_at = (uint16_t)(method.ptr - bytes);
	p->head.method_len = (uint16_t)method.len;
	p->head.target_at = (uint16_t)(target.ptr - bytes);
	p->head.target_len = (uint16_t)target.len;
	return parse_version(p, rest);
}

static enum head_name
name_find(struct str name)
{
	for (int i = HEAD_OTHER + 1; i < HEAD_N_NAMES; i++)
		if (known[i].len == name.len &&
		    str_eq_nocase(
			name, (struct str){ known[i].name, known[i].len }))
			return (enum head_name)i;
	return HEAD_OTHER;
}

/*
 * RFC 9112 §5: field-name ":" OWS field-value OWS. White space before the
 * colon must be refused (§5.1); so is a folded line (§5.2) and white space
 * before the first field (§2.2).
 */
static enum head_status
parse_field(struct head_parser *p, const char *bytes, size_t end)
{
	const struct str line = { bytes + p->line_at, end - p->line_at };
	struct str name, value;

	if (!str_cut(line, ':', &name, &value) ||
	    !syntax_all(name, SYNTAX_TOKEN))
		return malformed(p);
	if (p->head.n_fields >= p->limits->fields ||
	    p->head.n_fields >= HEAD_MAX_FIELDS)
		return bad(p, 431,
		    N_("The header of the request has too many fields."));
	value = syntax_trim(value);
	const enum head_name known_name = name_find(name);
	const size_t i = p->head.n_fields++;

	p->head.names[i] = known_name;
	p->head.count[known_name]++;
	p->head.fields[i] = (struct head_field){
		.name_at = (uint16_t)(name.ptr - bytes),
		.name_len = (uint16_t)name.len,
		.value_at = (uint16_t)(value.ptr - bytes),
		.value_len = (uint16_t)value.len,
	};
	return HEAD_MORE;
}

/* RFC 9112 §3: a method longer than any that there is, or the target. */
static enum head_status
line_too_long(struct head_parser *p, const char *bytes)
{
	if (memchr(bytes + p->line_at, ' ', p->limits->line_bytes) == NULL)
		return bad(p, 501,
		    N_("This server does not know that "
		       "method."));
	return bad(p, 414, N_("The address is too long."));
}

/* A line without its CR LF; p->at already stands behind that. */
static enum head_status
parse_line(struct head_parser *p, const char *bytes, size_t end)
{
	enum head_status status;

	if (p->block_at == 0) {
		/* RFC 9112 §2.2: one empty line before it is forgiven. */
		if (end == p->line_at) {
			if (p->skipped_line)
				return malformed(p);
			p->skipped_line = true;
			return HEAD_MORE;
		}
		if (end - p->line_at > p->limits->line_bytes)
			return line_too_long(p, bytes);
		status = parse_request_line(p, bytes, end);
		p->block_at = p->at;
		return status;
	}
	if (p->at - p->block_at > p->limits->block_bytes)
		return block_too_large(p);
	if (end == p->line_at) {
		p->head.bytes = bytes;
		return HEAD_DONE;
	}
	return parse_field(p, bytes, end);
}

/* The limits hold for lines that have not ended yet, too. */
static enum head_status
check_partial(struct head_parser *p, const char *bytes)
{
	const size_t line = p->at - p->line_at;

	if (p->block_at != 0)
		return p->at - p->block_at > p->limits->block_bytes
			   ? block_too_large(p)
			   : HEAD_MORE;
	if (line <= p->limits->line_bytes)
		return HEAD_MORE;
	return line_too_long(p, bytes);
}

enum head_status
head_parse(struct head_parser *p, const char *bytes, size_t len)
{
	for (;;) {
		while (p->at < len && syntax_is(bytes[p->at], SYNTAX_TEXT))
			p->at++;
		/* A CR at the very end waits for its LF. */
		if (p->at >= len || (bytes[p->at] == '\r' && p->at + 1 == len))
			return check_partial(p, bytes);
		/* RFC 9112 §2.2, RFC 9110 §5.5: no bare CR, no bare LF, no
		 * NUL, no other control character anywhere. */
		if (bytes[p->at] != '\r' || bytes[p->at + 1] != '\n')
			return check_partial(p, bytes) == HEAD_BAD
				   ? HEAD_BAD
				   : malformed(p);
		const size_t end = p->at;

		p->at += 2;
		const enum head_status status = parse_line(p, bytes, end);

		if (status != HEAD_MORE)
			return status;
		p->line_at = p->at;
	}
}

static struct str
piece(const struct head *h, size_t at, size_t len)
{
	return (struct str){ h->bytes + at, len };
}

struct str
head_method(const struct head *h)
{
	return piece(h, h->method_at, h->method_len);
}

struct str
head_target(const struct head *h)
{
	return piece(h, h->target_at, h->target_len);
}

struct str
head_field_name(const struct head *h, size_t i)
{
	return piece(h, h->fields[i].name_at, h->fields[i].name_len);
}

struct str
head_field_value(const struct head *h, size_t i)
{
	return piece(h, h->fields[i].value_at, h->fields[i].value_len);
}

bool
head_next(
    const struct head *h, enum head_name name, size_t *i, struct str *value)
{
	while (h->count[name] > 0 && *i < h->n_fields) {
		const size_t at = (*i)++;

		if (h->names[at] == name) {
			*value = head_field_value(h, at);
			return true;
		}
	}
	return false;
}

struct str
head_only(const struct head *h, enum head_name name)
{
	struct str value = { NULL, 0 };
	size_t i = 0;

	if (h->count[name] == 1)
		(void)head_next(h, name, &i, &value);
	return value;
}
