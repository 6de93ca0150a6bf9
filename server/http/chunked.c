/*
 * The chunked decoder: a state machine over bytes for the lines, whole spans
 * for the data.
 */
#include "http/chunked_impl.h"

#include <stdbool.h>

#include "http/syntax_impl.h"

enum state {
	SIZE_FIRST, /* at least one hexadecimal digit */
	SIZE,
	BEFORE_EXT, /* white space before ';' */
	EXT_NAME_FIRST, /* behind ';', perhaps white space */
	EXT_NAME,
	EXT_NAME_END, /* white space behind the name */
	EXT_VALUE_FIRST,
	EXT_TOKEN,
	EXT_QUOTED,
	EXT_ESCAPE,
	EXT_VALUE_END, /* behind the closing quote */
	SIZE_LF,
	DATA,
	DATA_CR,
	DATA_LF,
	TRAILER_FIRST, /* at the start of a line */
	TRAILER_NAME,
	TRAILER_VALUE,
	TRAILER_LF,
	LAST_LF,
	ENDED,
	BROKEN,
};

static bool
is_ows(char c)
{
	return c == ' ' || c == '\t';
}

static enum state
on_size(struct chunked *c, char byte)
{
	const int digit = syntax_hex(byte);

	if (digit >= 0) {
		/* RFC 9112 §7.1: sizes that overflow must not wrap. */
		if (c->left > (INT64_MAX >> 4))
			return BROKEN;
		c->left = c->left << 4 | (unsigned)digit;
		return SIZE;
	}
	if (c->state == SIZE_FIRST)
		return BROKEN;
	if (byte == '\r')
		return SIZE_LF;
	if (byte == ';')
		return EXT_NAME_FIRST;
	return is_ows(byte) ? BEFORE_EXT : BROKEN;
}

/* RFC 9112 §7.1.1: *( BWS ";" BWS name [ BWS "=" BWS value ] ) */
static enum state
on_extension(enum state state, char byte)
{
	switch (state) {
	case BEFORE_EXT:
		if (is_ows(byte))
			return state;
		return byte == ';' ? EXT_NAME_FIRST : BROKEN;
	case EXT_NAME_FIRST:
		if (is_ows(byte))
			return state;
		return syntax_is(byte, SYNTAX_TOKEN) ? EXT_NAME : BROKEN;
	case EXT_NAME:
		if (syntax_is(byte, SYNTAX_TOKEN))
			return state;
		break;
	case EXT_NAME_END:
		if (byte == '\r')
			return BROKEN;
		break;
	case EXT_VALUE_FIRST:
		if (is_ows(byte))
			return state;
		if (byte == '"')
			return EXT_QUOTED;
		return syntax_is(byte, SYNTAX_TOKEN) ? EXT_TOKEN : BROKEN;
	case EXT_TOKEN:
		if (syntax_is(byte, SYNTAX_TOKEN))
			return state;
		break;
	case EXT_QUOTED:
		if (byte == '"')
			return EXT_VALUE_END;
		if (byte == '\\')
			return EXT_ESCAPE;
		return syntax_is(byte, SYNTAX_TEXT) ? state : BROKEN;
	case EXT_ESCAPE:
		return syntax_is(byte, SYNTAX_TEXT) ? EXT_QUOTED : BROKEN;
	default:
		break;
	}
	/* Behind a name or a value. */
	if (byte == '\r')
		return SIZE_LF;
	if (byte == ';')
		return EXT_NAME_FIRST;
	if (byte == '=' && (state == EXT_NAME || state == EXT_NAME_END))
		return EXT_VALUE_FIRST;
	if (!is_ows(byte))
		return BROKEN;
	return state == EXT_NAME || state == EXT_NAME_END ? EXT_NAME_END
							  : BEFORE_EXT;
}

/* RFC 9112 §7.1.2: field lines, as strict as in the head. */
static enum state
on_trailer(struct chunked *c, char byte)
{
	if (++c->trailer_bytes > CHUNKED_MAX_TRAILER_BYTES)
		return BROKEN;
	switch ((enum state)c->state) {
	case TRAILER_FIRST:
		if (byte == '\r')
			return LAST_LF;
		if (++c->n_trailers > CHUNKED_MAX_TRAILER_FIELDS)
			return BROKEN;
		return syntax_is(byte, SYNTAX_TOKEN) ? TRAILER_NAME : BROKEN;
	case TRAILER_NAME:
		if (byte == ':')
			return TRAILER_VALUE;
		return syntax_is(byte, SYNTAX_TOKEN) ? TRAILER_NAME : BROKEN;
	case TRAILER_VALUE:
		if (byte == '\r')
			return TRAILER_LF;
		return syntax_is(byte, SYNTAX_TEXT) ? TRAILER_VALUE : BROKEN;
	case TRAILER_LF:
		return byte == '\n' ? TRAILER_FIRST : BROKEN;
	default:
		return byte == '\n' ? ENDED : BROKEN;
	}
}

static enum state
on_size_lf(struct chunked *c, char byte)
{
	c->line_bytes = 0;
	if (byte != '\n')
		return BROKEN;
	return c->left == 0 ? TRAILER_FIRST : DATA;
}

static enum state
on_byte(struct chunked *c, char byte)
{
	const enum state state = (enum state)c->state;

	if (state >= TRAILER_FIRST)
		return on_trailer(c, byte);
	if (state == DATA_CR)
		return byte == '\r' ? DATA_LF : BROKEN;
	if (state == DATA_LF)
		return byte == '\n' ? SIZE_FIRST : BROKEN;
	if (++c->line_bytes > CHUNKED_MAX_LINE_BYTES)
		return BROKEN;
	if (state == SIZE_LF)
		return on_size_lf(c, byte);
	if (state <= SIZE)
		return on_size(c, byte);
	if (++c->extension_bytes > CHUNKED_MAX_EXTENSION_BYTES)
		return BROKEN;
	return on_extension(state, byte);
}

enum chunked_status
chunked_decode(struct chunked *c, struct str *in, struct str *data)
{
	while (c->state != BROKEN && c->state != ENDED) {
		if (in->len == 0)
			return CHUNKED_MORE;
		if (c->state == DATA) {
			const size_t n =
			    in->len < c->left ? in->len : (size_t)c->left;

			*data = str_slice(*in, 0, n);
			*in = str_slice(*in, n, in->len);
			c->left -= n;
			if (c->left == 0)
				c->state = DATA_CR;
			return CHUNKED_DATA;
		}
		c->state = on_byte(c, in->ptr[0]);
		*in = str_slice(*in, 1, in->len);
	}
	return c->state == ENDED ? CHUNKED_DONE : CHUNKED_BAD;
}
