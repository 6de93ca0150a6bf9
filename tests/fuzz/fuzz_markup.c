/*
 * The whole way from a source to markup. The first byte says what it is:
 * Markdown or HTML, post or comment. Whatever comes in, what goes out is
 * canonical, and sanitising it again changes nothing.
 */
#include "markup/check.h"
#include "markup/markup.h"
#include "markup/sanitise.h"

#include "base/utf8.h"

#include "check.h"

static bool ready;

static void
check_again(struct arena *a, const struct markup *m, bool comment)
{
	struct markup again = { 0 };
	const enum markup_fault fault =
	    sanitise(a, m->html.text, comment, &again);

	/* What we write may be deeper than what we take. */
	if (fault == MARKUP_TOO_DEEP)
		return;
	CHECK(fault == MARKUP_OK);
	CHECK(str_eq(again.html.text, m->html.text));
	CHECK(str_eq(again.excerpt, m->excerpt));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!ready)
		markup_init();
	ready = true;
	if (size == 0)
		return 0;
	struct arena *a = arena_new();
	const struct markup_source source = {
		.kind = data[0] & 1 ? MARKUP_HTML : MARKUP_MARKDOWN,
		.text = { (const char *)data + 1, size - 1 },
		.comment = (data[0] & 2) != 0,
	};
	const struct markup m = markup_render(a, &source);

	if (m.fault == MARKUP_OK) {
		CHECK(markup_is_canonical(m.html.text));
		CHECK(utf8_is_clean(m.excerpt, false));
		CHECK(utf8_count(m.excerpt) <= MARKUP_EXCERPT_CHARS);
		check_again(a, &m, source.comment);
	} else {
		CHECK(markup_fault_msg(m.fault, m.n).id != NULL);
	}
	arena_release(a);
	return 0;
}
