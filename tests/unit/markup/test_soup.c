/*
 * Tag soup, made by a fixed sequence of random numbers: whatever comes in,
 * what goes out is canonical, and sanitising it again changes nothing.
 */
#include "markup/markup.h"

#include <stdlib.h>

#include "base/buf.h"

#include "rendered.h"

#ifdef SALA_SANITIZED
#define N_SOUPS 1500
#else
#define N_SOUPS 8000
#endif

static const char *const names[] = { "a", "abbr", "address", "b", "base", "bdo",
	"blockquote", "body", "br", "button", "caption", "center", "code",
	"col", "colgroup", "dd", "details", "dir", "div", "dl", "dt", "em",
	"figcaption", "figure", "font", "form", "frameset", "h1", "h2", "h3",
	"h4", "h6", "head", "hr", "html", "i", "iframe", "img", "input",
	"label", "li", "link", "marquee", "math", "menu", "meta", "name",
	"nobr", "noframes", "noscript", "o:p", "ol", "option", "p", "plaintext",
	"pre", "q", "rt", "ruby", "s", "script", "section", "select", "span",
	"strong", "style", "sub", "summary", "svg", "table", "tbody", "td",
	"template", "textarea", "tfoot", "th", "thead", "time", "title", "tr",
	"u", "ul", "xmp", "table", "tr", "td", "p", "p", "b", "a", "li", "ul",
	"pre" };

static const char *const attributes[] = { " href=\"http://x.org/\"",
	" href=javascript:alert(1)", " href='/p/1'", " href=#x", " id=a",
	" name=b", " id=\"user-content-c\"", " onclick=alert(1)",
	" style=\"x\"", " class=\"language-c x\"", " colspan=3",
	" rowspan=999999", " align=center", " scope=col", " lang=th",
	" dir=rtl", " title=\"a&quot;b<>\n'\"", " src=\"http://x.org/i.png\"",
	" src=/f/1.png", " alt=\"x < y\"", " width=5", " start=3", " type=a",
	" value=4", " reversed", " datetime=2005-06-08", " rel=x", " =x", " \"",
	" '" };

static const char *const texts[] = { "x", " ", "\n", "text ", " more", "&nbsp;",
	"&lt;", "&amp;", "&#60;script&#62;", "ไทย", "<!-- c -->",
	"<![CDATA[x]]>", "<?pi x?>", "<!DOCTYPE html>", "&", "<", "\"", "'",
	">", "&#0;", "&#1;", "\xC2\xA0", "\xEF\xBF\xBE", "\t", "]]>", "-->",
	"\n\nfoo", "&bogus;", "&#xFFFE;", "`", "*", "**", "|a|\n|-|\n", "- ",
	"> ", "# ", "\n\n    ", "[a](", ")", "www.x.org" };

/* A generator of our own, so that each machine makes the same soups. */
static unsigned
below(uint64_t *state, size_t n)
{
	*state = *state * UINT64_C(6364136223846793005) +
		 UINT64_C(1442695040888963407);
	return (unsigned)((*state >> 33) % n);
}

#define ANY(state, array) str_from((array)[below((state), COUNT(array))])

static void
add_tag(struct buf *b, uint64_t *state)
{
	buf_lit(b, "<");
	buf_str(b, ANY(state, names));
	while (below(state, 3) == 0)
		buf_str(b, ANY(state, attributes));
	if (below(state, 20) > 0)
		buf_lit(b, ">");
}

static void
make_soup(struct buf *b, uint64_t *state)
{
	const unsigned parts = 1 + below(state, below(state, 10) ? 30 : 200);

	for (unsigned i = 0; i < parts; i++) {
		const unsigned what = below(state, 10);

		if (what < 4) {
			add_tag(b, state);
		} else if (what < 7) {
			buf_lit(b, "</");
			buf_str(b, ANY(state, names));
			buf_lit(b, ">");
		} else {
			buf_str(b, ANY(state, texts));
		}
	}
}

int
main(void)
{
	uint64_t state = 2548;
	int refused = 0, bad = 0;

	markup_init();
	for (int i = 0; i < N_SOUPS; i++) {
		struct arena *a = arena_new();
		struct buf b = { 0 };

		make_soup(&b, &state);
		const struct markup_source source = {
			.kind =
			    below(&state, 2) ? MARKUP_HTML : MARKUP_MARKDOWN,
			.text = buf_take(&b, a),
			.comment = below(&state, 4) == 0,
		};
		const struct markup m = markup_render(a, &source);

		if (m.fault != MARKUP_OK)
			refused++;
		else if (!is_settled(a, m, source.comment) && bad++ < 3)
			note("soup %d:\n" STR_FMT "\nbecame\n" STR_FMT, i,
			    STR_ARG(source.text), STR_ARG(m.html.text));
		arena_release(a);
	}
	is_int(bad, 0, "%d soups give settled markup", N_SOUPS);
	ok(refused < N_SOUPS / 10, "%d were refused", refused);
	return done_testing();
}
