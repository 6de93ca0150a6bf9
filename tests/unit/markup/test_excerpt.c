/* Excerpts: the first words, as plain text. */
#include "markup/excerpt.h"

#include <string.h>

#include "base/utf8.h"

#include "rendered.h"

static void
reads_well(void)
{
	static const struct {
		enum markup_kind kind;
		const char *source, *excerpt;
	} cases[] = {
		{ MARKUP_MARKDOWN, "", "" },
		{ MARKUP_MARKDOWN, "# a\n\nb\nc *d*e\n\n- f\n- g",
		    "a b c de f g" },
		{ MARKUP_MARKDOWN, "a &amp; <b>b</b>&nbsp;&nbsp; \tc",
		    "a & b c" },
		{ MARKUP_MARKDOWN, "n   \xC2\xA0\xC2\xA0 วันนี้\n\nn\n\nn",
		    "n วันนี้ n n" },
		{ MARKUP_MARKDOWN, "a\n\n|b|c|\n|-|-|\n|d|e|\n\nf", "a f" },
		{ MARKUP_MARKDOWN, "|b|c|\n|-|-|\n|d|e|", "b c d e" },
		{ MARKUP_HTML, "<p>a</p><p>b</p>c<br>d<hr>e", "a b c d e" },
		{ MARKUP_HTML, "<b>a</b><i>b</i> <u>c</u>", "ab c" },
		{ MARKUP_HTML, "a<script>b</script><!-- c -->", "a" },
		{ MARKUP_HTML, "<img src=http://x.org/ alt=Picture> x",
		    "Picture x" },
		{ MARKUP_HTML,
		    "a\xE3\x80\x80\xEF\xBB\xBF"
		    "b\xE2\x80\xAF"
		    "c",
		    "a b c" },
		{ MARKUP_HTML, "<ul><li>a<li>b</ul>", "a b" },
		{ MARKUP_HTML, "&lt;b&gt;", "<b>" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();

		is_str(render(a, cases[i].kind, cases[i].source).excerpt,
		    cases[i].excerpt, "%s", cases[i].source);
		arena_release(a);
	}
}

static void
is_short(const char *word)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };

	for (int i = 0; i < 2000; i++)
		buf_str(&b, str_from(word));
	const struct markup m =
	    render(a, MARKUP_MARKDOWN, arena_cstr(a, buf_take(&b, a)));

	ok(utf8_valid(m.excerpt), "2,000 times %s: valid", word);
	ok(utf8_count(m.excerpt) <= MARKUP_EXCERPT_CHARS, "short");
	ok(utf8_count(m.excerpt) > MARKUP_EXCERPT_CHARS / 2, "not too short");
	ok(str_ends(m.excerpt, STR("…")), "shows that it goes on");
	arena_release(a);
}

int
main(void)
{
	markup_init();
	reads_well();
	is_short("a ");
	is_short("ก");
	is_short("ความรู้");
	is_short("😀");
	return done_testing();
}
