/* What goes between a worker and its scribe, and what must not. */
#include "scribe/wire.h"

#include <string.h>

#include "../tap.h"

static const struct wire_answer good = {
	.markup = {
		.html = { STR_INIT("<p>a</p>\n") },
		.excerpt = STR_INIT("a"),
	},
	.version = 7,
	.last = true,
};

static void
jobs_arrive(void)
{
	const struct wire_job job = {
		.source = { MARKUP_HTML, STR("<b>a"), true },
	};
	struct wire_job got;
	struct buf b = { 0 };

	wire_put_job(&b, &job);
	for (size_t n = 0; n < b.len; n++)
		if (wire_get_job(str_slice(buf_view(&b), 0, n), &got) !=
		    WIRE_MORE)
			ok(false, "%zu bytes are not all", n);
	is_int(wire_get_job(buf_view(&b), &got), WIRE_READY, "a job is there");
	is_int(got.source.kind, MARKUP_HTML, "its kind");
	is_str(got.source.text, "<b>a", "its text");
	ok(got.source.comment, "it is a comment");
	buf_char(&b, 'x');
	is_int(wire_get_job(buf_view(&b), &got), WIRE_BROKEN,
	    "nothing comes behind it");
	b.ptr[0] ^= 1;
	is_int(wire_get_job(buf_view(&b), &got), WIRE_BROKEN, "no job");
	buf_release(&b);
}

static void
answers_arrive(void)
{
	struct wire_answer got;
	struct buf b = { 0 };

	wire_put_answer(&b, &good);
	for (size_t n = 0; n < b.len; n++)
		if (wire_get_answer(str_slice(buf_view(&b), 0, n), &got) !=
		    WIRE_MORE)
			ok(false, "%zu bytes are not all", n);
	is_int(wire_get_answer(buf_view(&b), &got), WIRE_READY, "an answer");
	is_str(got.markup.html.text, "<p>a</p>\n", "its markup");
	is_str(got.markup.excerpt, "a", "its excerpt");
	is_int(got.version, 7, "its version");
	ok(got.last, "it is the last");
	buf_reset(&b);
	wire_put_answer(
	    &b, &(struct wire_answer){
		    .markup = { .fault = MARKUP_TOO_MANY_MARKS, .n = 9 } });
	is_int(wire_get_answer(buf_view(&b), &got), WIRE_READY, "a refusal");
	is_int(got.markup.fault, MARKUP_TOO_MANY_MARKS, "why");
	is_int(got.markup.n, 9, "where");
	buf_release(&b);
}

static void
is_broken(const char *what, struct wire_answer answer)
{
	struct wire_answer got;
	struct buf b = { 0 };

	wire_put_answer(&b, &answer);
	is_int(wire_get_answer(buf_view(&b), &got), WIRE_BROKEN, "%s", what);
	buf_release(&b);
}

static void
lies_are_seen(void)
{
	static char spaces[4 * MARKUP_EXCERPT_CHARS + 2];
	struct wire_answer a = good;

	a.markup.html = html_trusted(STR("<script>alert(1)</script>"));
	is_broken("a script", a);
	a.markup.html = html_trusted(STR("<p>a"));
	is_broken("an element left open", a);
	a.markup.html = html_trusted(STR("<p>\xFF</p>"));
	is_broken("no UTF-8", a);
	a = good;
	a.markup.excerpt = STR("\xC3");
	is_broken("an excerpt cut in a character", a);
	a.markup.excerpt = STR("a\nb");
	is_broken("two lines of excerpt", a);
	memset(spaces, 'a', sizeof(spaces));
	a.markup.excerpt = (struct str){ spaces, MARKUP_EXCERPT_CHARS + 1 };
	is_broken("a long excerpt", a);
	a.markup.excerpt = (struct str){ spaces, sizeof(spaces) };
	is_broken("a longer one", a);
	a = good;
	a.markup.fault = N_MARKUP_FAULTS;
	is_broken("a fault that is none", a);
	a.markup.fault = MARKUP_TOO_LONG;
	a.markup.n = -1;
	is_broken("a number below zero", a);
	a = good;
	a.version = -1;
	is_broken("a version below zero", a);
}

/* Each byte of a head, changed in each bit, is refused, waits for more than
 * there is, or gives no more than what the length says. */
static void
heads_are_checked(void)
{
	struct wire_answer got;
	struct buf b = { 0 };
	int ready = 0;

	wire_put_answer(&b, &good);
	for (size_t i = 0; i < b.len * 8; i++) {
		b.ptr[i / 8] ^= (char)(1 << i % 8);
		if (wire_get_answer(buf_view(&b), &got) == WIRE_READY) {
			ready++;
			if (got.markup.html.text.len + got.markup.excerpt.len >
			    b.len)
				ok(false, "bit %zu gives too much", i);
		}
		b.ptr[i / 8] ^= (char)(1 << i % 8);
	}
	ok(ready > 0, "%d changes are not seen: version, words", ready);
	is_int(wire_get_answer(STR("sala"), &got), WIRE_MORE, "four bytes");
	buf_release(&b);
}

int
main(void)
{
	jobs_arrive();
	answers_arrive();
	lies_are_seen();
	heads_are_checked();
	return done_testing();
}
