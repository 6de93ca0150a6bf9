/* The chunked coding: the same in one piece and byte by byte. */
#include "http/chunked_impl.h"

#include <string.h>

#include "base/buf.h"

#include "../tap.h"

/* Decodes at most `step` bytes at a time; what is left is not used up. */
static enum chunked_status
decode(const char *text, size_t step, struct buf *out, size_t *left)
{
	struct chunked c = { 0 };
	const size_t len = strlen(text);
	struct str in = { text, 0 }, data;

	buf_reset(out);
	for (;;) {
		const enum chunked_status status =
		    chunked_decode(&c, &in, &data);

		*left = len - (size_t)(in.ptr - text);
		if (status == CHUNKED_DATA)
			buf_bytes(out, data.ptr, data.len);
		else if (status != CHUNKED_MORE || *left == 0)
			return status;
		else if (in.len == 0)
			in.len = *left < step ? *left : step;
	}
}

static const struct {
	const char *text;
	enum chunked_status status;
	const char *body;
	size_t left;
} cases[] = {
	{ "5\r\nhello\r\n0\r\n\r\nGET /", CHUNKED_DONE, "hello", 5 },
	{ "1\r\na\r\n2;x=y\r\nbc\r\n00\r\nA: b\r\n\r\n", CHUNKED_DONE, "abc",
	    0 },
	{ "0\r\n\r\n", CHUNKED_DONE, "", 0 },
	{ "A\r\n0123456789\r\n0;a;b=\"c\\\"\"\r\n\r\nx", CHUNKED_DONE,
	    "0123456789", 1 },
	{ "5\r\nhel", CHUNKED_MORE, "hel", 0 },
	{ "5\r\nhello\r\n0\r\n", CHUNKED_MORE, "hello", 0 },
	{ "", CHUNKED_MORE, "", 0 },
	{ "7fffffffffffffff\r\na", CHUNKED_MORE, "a", 0 },
	{ "x", CHUNKED_BAD, "", 0 },
	{ "8000000000000000\r\n", CHUNKED_BAD, "", 2 },
	{ "5 \r\n", CHUNKED_BAD, "", 1 },
	{ "5\n", CHUNKED_BAD, "", 0 },
	{ "5;\r\n", CHUNKED_BAD, "", 1 },
	{ "3\r\nabcd", CHUNKED_BAD, "abc", 0 },
	{ "3\r\nabc\n", CHUNKED_BAD, "abc", 0 },
	{ "0\r\nA b\r\n", CHUNKED_BAD, "", 3 },
	{ "0\r\n\n", CHUNKED_BAD, "", 0 },
	{ "0\r\n :b", CHUNKED_BAD, "", 2 },
};

static void
all_cases(void)
{
	struct buf out = { 0 };
	size_t left;

	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t step = 1; step <= 64; step *= 4) {
			const enum chunked_status status =
			    decode(cases[i].text, step, &out, &left);

			is_int(status, cases[i].status,
			    "case %zu by %zu: how it ends", i + 1, step);
			ok(str_is(buf_view(&out), cases[i].body),
			    "what it holds");
			if (step >= strlen(cases[i].text) || left == 0)
				is_int((long long)left,
				    (long long)cases[i].left, "what is left");
		}
	buf_release(&out);
}

/* As often as wanted, with a limit on the whole. */
static enum chunked_status
repeat(const char *head, const char *again, size_t times)
{
	struct chunked c = { 0 };
	enum chunked_status status = CHUNKED_MORE;
	struct str in = str_from(head), data;

	for (size_t i = 0; i <= times && status == CHUNKED_MORE; i++) {
		while (
		    (status = chunked_decode(&c, &in, &data)) == CHUNKED_DATA)
			;
		in = str_from(again);
	}
	return status;
}

static void
limits(void)
{
	is_int(repeat("", "0", 4000), CHUNKED_MORE, "4,000 leading zeros");
	is_int(repeat("", "0", 5000), CHUNKED_BAD, "not 5,000");
	is_int(repeat("1;", "a", 4000), CHUNKED_MORE, "a long extension");
	is_int(repeat("1;", "a", 5000), CHUNKED_BAD, "not longer");
	is_int(repeat("", "1;aaaaaaaa\r\nx\r\n", 1600), CHUNKED_MORE,
	    "many extensions");
	is_int(
	    repeat("", "1;aaaaaaaa\r\nx\r\n", 2000), CHUNKED_BAD, "not more");
	is_int(repeat("", "1\r\nx\r\n", 100000), CHUNKED_MORE,
	    "any number of chunks");
	is_int(repeat("0\r\n", "A: b\r\n", 20), CHUNKED_MORE, "20 trailers");
	is_int(repeat("0\r\n", "A: b\r\n", 21), CHUNKED_BAD, "not 21");
	is_int(repeat("0\r\nA:", "b", 8000), CHUNKED_MORE, "a long trailer");
	is_int(repeat("0\r\nA:", "b", 9000), CHUNKED_BAD, "not longer");
}

int
main(void)
{
	all_cases();
	limits();
	return done_testing();
}
