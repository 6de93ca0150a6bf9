/* Bombs that are known are refused before a parser sees them. */
#include "markup/limits.h"

#include <string.h>

#include "base/buf.h"

#include "rendered.h"

/* `before`, `n` times `part`, `after`. */
struct bomb {
	const char *name;
	enum markup_kind kind;
	const char *before, *part, *after;
	int n;
	enum markup_fault fault;
};

static const struct bomb bombs[] = {
	{ "32 list marks", 0, "", "- ", "a", 32, MARKUP_OK },
	{ "33 list marks", 0, "", "- ", "a", 33, MARKUP_TOO_MANY_MARKS },
	{ "33 quote marks", 0, "a\n\n", ">", "a", 33, MARKUP_TOO_MANY_MARKS },
	{ "33 numbers", 0, "", "1. ", "a", 33, MARKUP_TOO_MANY_MARKS },
	{ "33 numbers (b)", 0, "  ", "9) ", "a", 33, MARKUP_TOO_MANY_MARKS },
	{ "a mixture", 0, "\t", "+ > 1. * ", "a", 9, MARKUP_TOO_MANY_MARKS },
	{ "a long rule", 0, "", "- ", "", 500, MARKUP_OK },
	{ "a long rule of stars", 0, "", "* ", "*", 500, MARKUP_OK },
	{ "a dashed line in a list", 0, "- ", "- ", "-", 100, MARKUP_OK },
	{ "60 KB of list marks", 0, "", "- ", "a", 30000,
	    MARKUP_TOO_MANY_MARKS },
	{ "64 attributes", 1, "<p", " a=b", ">x", 64, MARKUP_OK },
	{ "65 attributes", 1, "<p", " a=b", ">x", 65,
	    MARKUP_TOO_MANY_ATTRIBUTES },
	{ "65 in quotes", 1, "<p", " a=\">\"", ">x", 65,
	    MARKUP_TOO_MANY_ATTRIBUTES },
	{ "65 without blanks", 1, "<p", " a=\"\"b=''", ">x", 33,
	    MARKUP_TOO_MANY_ATTRIBUTES },
	{ "65 by slashes", 1, "<p", "/a", ">x", 65,
	    MARKUP_TOO_MANY_ATTRIBUTES },
	{ "65 by lines", 1, "<p", "\na", ">x", 65, MARKUP_TOO_MANY_ATTRIBUTES },
	{ "60,000 attributes", 1, "<p", " a", ">x", 60000,
	    MARKUP_TOO_MANY_ATTRIBUTES },
	{ "65 attributes in Markdown", 0, "a <b", " a=b", ">x", 65,
	    MARKUP_TOO_MANY_ATTRIBUTES },
	{ "words that look like them", 0, "a <b", " word", ".", 5000,
	    MARKUP_OK },
	{ "many tags", 1, "", "<b a=b>x</b>", "", 5000, MARKUP_OK },
	{ "a tag of 16 KB", 1, "<p title=\"", "aaaa", "\">x", 4050, MARKUP_OK },
	{ "a longer one", 1, "<p title=\"", "aaaa", "\">x", 4200,
	    MARKUP_TAG_TOO_LONG },
	{ "a pasted picture", 1, "<p>a<img src=\"data:image/png;base64,",
	    "AAAA", "\">b", 20000, MARKUP_OK },
	{ "a picture in Markdown", 0, "![a](data:image/png;base64,", "AAAA",
	    ")", 20000, MARKUP_OK },
	{ "a picture that is markup", 1, "<img src='data:image/svg+xml,",
	    "<a b>", "'>", 5000, MARKUP_OK },
	{ "190 deep", 1, "", "<div>", "x", 190, MARKUP_OK },
	{ "210 deep", 1, "", "<div>", "x", 210, MARKUP_TOO_DEEP },
	{ "300 deep", 1, "", "<div>", "x", 300, MARKUP_TOO_DEEP },
	{ "10,000 deep", 1, "", "<div>", "x", 10000, MARKUP_TOO_DEEP },
	{ "300 deep, and closed", 1, "<p>a", "<span>", "b", 300,
	    MARKUP_TOO_DEEP },
	{ "too long", 0, "", "aaaaaaaa", "a", 32 << 10, MARKUP_TOO_LONG },
	{ "just long enough", 0, "", "aaaaaaaa", "", 32 << 10, MARKUP_OK },
	{ "a table of 65,000 rows", 0, "|a|b|\n|-|-|\n", "a\n", "", 65000,
	    MARKUP_TOO_MUCH },
	{ "a table of 101 columns", 0, "", "|a", "|\n|-|", 101, MARKUP_OK },
	{ "formatting around each of 20,000 blocks", 1,
	    "<em><strong><code><span lang=th title='long long long long long "
	    "long long long long long long long long long long long long long "
	    "long long long long long long long long long long long long'>",
	    "<div>a</div>", "", 20000, MARKUP_TOO_MUCH },
};

static void
test_bomb(const struct bomb *bomb)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };

	buf_str(&b, str_from(bomb->before));
	for (int i = 0; i < bomb->n; i++)
		buf_str(&b, str_from(bomb->part));
	buf_str(&b, str_from(bomb->after));
	const struct markup m =
	    render(a, bomb->kind, arena_cstr(a, buf_take(&b, a)));

	is_int(m.fault, bomb->fault, "%s", bomb->name);
	if (m.fault != MARKUP_OK)
		ok(markup_fault_msg(m.fault, m.n).id != NULL, "it says why");
	else
		ok(markup_is_canonical(m.html.text), "it is rendered");
	arena_release(a);
}

static void
tells_the_line(void)
{
	struct arena *a = arena_new();
	const struct markup m = render(a, MARKUP_MARKDOWN,
	    "a\n\n- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - "
	    "- - - - - - a");

	is_int(m.fault, MARKUP_TOO_MANY_MARKS, "too many marks");
	is_int(m.n, 3, "in line 3");
	arena_release(a);
}

static void
refuses_what_is_no_text(void)
{
	static const struct str texts[] = {
		STR_INIT("a\0b"),
		STR_INIT("\xFF"),
		STR_INIT("a\xC3"),
		STR_INIT("\xC0\xAF"),
		STR_INIT("\xED\xA0\x80"),
		STR_INIT("\xF4\x90\x80\x80"),
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct arena *a = arena_new();

		is_int(markup_render(
			   a, &(struct markup_source){ .text = texts[i] })
			   .fault,
		    MARKUP_NOT_TEXT, "no text: %zu", i);
		arena_release(a);
	}
}

/* A comment's limit is lower. */
static void
limits_comments(void)
{
	struct arena *a = arena_new();
	char *text = arena_alloc(a, MARKUP_MAX_COMMENT_BYTES + 1);
	struct markup_source source = {
		.text = { text, MARKUP_MAX_COMMENT_BYTES + 1 },
		.comment = true,
	};

	memset(text, 'a', source.text.len);
	const struct markup m = markup_render(a, &source);

	is_int(m.fault, MARKUP_TOO_LONG, "a comment is too long");
	is_int(m.n, 32, "32 KB are possible");
	source.text.len--;
	is_int(markup_render(a, &source).fault, MARKUP_OK, "a shorter is not");
	arena_release(a);
}

int
main(void)
{
	markup_init();
	for (size_t i = 0; i < COUNT(bombs); i++)
		test_bomb(&bombs[i]);
	tells_the_line();
	refuses_what_is_no_text();
	limits_comments();
	return done_testing();
}
