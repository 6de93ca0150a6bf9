/* The parser of heads: the same in one piece and in any two. */
#include "http/head_impl.h"

#include <string.h>

#include "../tap.h"

static const struct head_limits limits = {
	.line_bytes = 200, .block_bytes = 400, .fields = 10
};

static const char sound[] = "\r\nGET /p/1?q=2 HTTP/1.1\r\n"
			    "Host: example.com\r\n"
			    "COOKIE:a=1\r\n"
			    "X-Other: \t some value \r\n"
			    "Cookie: b=2\r\n"
			    "Empty:\r\n"
			    "\r\nbehind";

static enum head_status
parse(struct head_parser *p, const char *text)
{
	head_parser_init(p, &limits);
	return head_parse(p, text, strlen(text));
}

static void
reads_a_head(void)
{
	struct head_parser p;
	struct str value;
	size_t i = 0;

	ok(parse(&p, sound) == HEAD_DONE, "a sound head is read");
	is_int((long long)p.at, (long long)strlen(sound) - 6,
	    "it ends where it ends");
	is_str(head_method(&p.head), "GET", "its method");
	is_str(head_target(&p.head), "/p/1?q=2", "its target");
	is_int(p.head.minor_version, 1, "its version");
	is_int(p.head.n_fields, 5, "its fields");
	is_str(head_field_name(&p.head, 2), "X-Other", "a name");
	is_str(head_field_value(&p.head, 2), "some value",
	    "a value without the white space around it");
	is_str(head_field_value(&p.head, 4), "", "an empty value");
	is_str(head_only(&p.head, HEAD_HOST), "example.com", "a known field");
	is_str(head_only(&p.head, HEAD_COOKIE), NULL,
	    "two lines are not the only one");
	is_str(head_only(&p.head, HEAD_RANGE), NULL, "none is none");
	ok(head_next(&p.head, HEAD_COOKIE, &i, &value), "one line");
	is_str(value, "a=1", "the first");
	ok(head_next(&p.head, HEAD_COOKIE, &i, &value), "another");
	is_str(value, "b=2", "the second");
	ok(!head_next(&p.head, HEAD_COOKIE, &i, &value), "and no third");
}

static bool
same(const struct head_parser *a, const struct head_parser *b)
{
	return a->at == b->at && a->status == b->status &&
	       a->head.n_fields == b->head.n_fields &&
	       memcmp(a->head.fields, b->head.fields,
		   a->head.n_fields * sizeof(a->head.fields[0])) == 0 &&
	       memcmp(a->head.names, b->head.names, a->head.n_fields) == 0;
}

/* However it arrives, what comes out is the same. */
static bool
split_everywhere(const char *text)
{
	const size_t len = strlen(text);
	struct head_parser whole, pieces;
	const enum head_status wanted = parse(&whole, text);

	for (size_t at = 0; at <= len; at++) {
		head_parser_init(&pieces, &limits);
		enum head_status got = head_parse(&pieces, text, at);

		if (got == HEAD_MORE)
			got = head_parse(&pieces, text, len);
		if (got != wanted || !same(&whole, &pieces))
			return false;
	}
	head_parser_init(&pieces, &limits);
	enum head_status got = HEAD_MORE;

	for (size_t at = 0; at <= len && got == HEAD_MORE; at++)
		got = head_parse(&pieces, text, at);
	return got == wanted && same(&whole, &pieces);
}

static void
in_any_pieces(void)
{
	static const char *const texts[] = {
		sound,
		"GET / HTTP/1.1\r\n\r\n",
		"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
		"GET / HTTP/1.1\nHost: x\r\n\r\n",
		"GET / HTTP/1.1\r\nA: b\rc\r\n\r\n",
		"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
		"GET / HTTP/2.0\r\nA: b\r\n\r\n",
		"\r\n\r\nGET / HTTP/1.1\r\n\r\n",
		"GET  / HTTP/1.1\r\n\r\n",
		"A: b\r\n\r\n",
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		ok(split_everywhere(texts[i]),
		    "text %zu is the same in any two pieces", i + 1);
}

static void
refuses(void)
{
	static const struct {
		int status;
		const char *text;
	} cases[] = {
		{ 400, "GET /\r\n" },
		{ 400, "GET / HTTP/1.1 \r\n" },
		{ 400, "GET / HTTP/1.1\n" },
		{ 400, "\n" },
		{ 400, "GET / HTTP/1.1\r\n\t"
		       "A: b\r\n" },
		{ 400, "GET / HTTP/1.1\r\nA b\r\n" },
		{ 400, "GET / HTTP/1.1\r\n: b\r\n" },
		{ 400, "\x16\x03\x01" },
		{ 505, "GET / HTTP/3.0\r\n" },
		{ 505, "PRI * HTTP/2.0\r\n" },
	};
	struct head_parser p;

	for (size_t i = 0; i < COUNT(cases); i++) {
		ok(parse(&p, cases[i].text) == HEAD_BAD,
		    "refused as soon as it is seen: case %zu", i + 1);
		is_int(p.status, cases[i].status, "with this status");
		ok(p.why != NULL, "and a message");
	}
}

static void
keeps_limits(void)
{
	char text[2000];
	struct head_parser p;
	size_t n;

	memset(text, 'a', sizeof(text));
	text[201] = '\0';
	ok(parse(&p, text) == HEAD_BAD, "a line without an end is too long");
	is_int(p.status, 501, "of which nothing but a method is known");
	memcpy(text, "GET /", 5);
	ok(parse(&p, text) == HEAD_BAD, "or with a target");
	is_int(p.status, 414, "that is too long");
	memset(text, 'a', sizeof(text));
	n = strlen(strcpy(text, "GET / HTTP/1.1\r\nA:"));
	text[n] = 'a';
	text[n + 398] = '\0';
	ok(parse(&p, text) == HEAD_MORE, "400 bytes of fields may come");
	text[n + 398] = 'a';
	text[n + 399] = '\0';
	ok(parse(&p, text) == HEAD_BAD, "401 may not");
	is_int(p.status, 431, "which has its own status");
	n = strlen(strcpy(text, "GET / HTTP/1.1\r\n"));
	for (int i = 0; i < 11; i++)
		n += strlen(strcpy(text + n, "A: b\r\n"));
	ok(parse(&p, text) == HEAD_BAD, "nor eleven fields");
	is_int(p.status, 431, "with the same");
}

int
main(void)
{
	reads_a_head();
	in_any_pieces();
	refuses();
	keeps_limits();
	return done_testing();
}
