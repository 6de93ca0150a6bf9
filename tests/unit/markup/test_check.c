/* The proof that markup is canonical: each rule, broken once. */
#include "markup/check.h"

#include "base/buf.h"

#include "../tap.h"

#define LINK(href)                                                             \
	"<p><a href=\"" href "\" rel=\"nofollow ugc noopener\">a</a></p>\n"

static const char *const canonical[] = {
	"",
	"<p>a</p>\n",
	"<p>a</p>\n<hr>\n",
	"<p>a &amp; &lt;b&gt; &quot;c&quot; &#39;d&#39;\te\nf<br>g</p>\n",
	LINK("http://x.org"),
	LINK("#user-content-a"),
	"<h2 id=\"user-content-a\" title=\"&#9;&#10;&quot;\">a</h2>\n",
	("<table><caption>a</caption><thead><tr><th scope=\"col\">a</th></tr>"
	 "</thead><tr><td></td></tr></table>\n"),
	"<ul><li>a<ul><li>b</li></ul></li></ul>\n",
	"<p><img src=\"/f/1.png\" alt=\"\"></p>\n",
	"<ol reversed=\"\"></ol>\n",
};

static const char *const others[] = {
	/* Characters. */
	"<p>a",
	"<p>a & b</p>",
	"<p>&copy;</p>",
	"<p>&#60;</p>",
	"<p>\"</p>",
	"<p>'</p>",
	"<p>></p>",
	"<p>\x01</p>",
	"<p>\xC2\x85</p>",
	"<p>\xEF\xBF\xBE</p>",
	"<p>\xFF</p>",
	"<p>\r</p>",
	/* Tags. */
	"<P>a</P>",
	"<p >a</p>",
	"<p>a</p >",
	"<p/>",
	"</p>",
	"<p></p></p>",
	"<p><b></p></b>",
	"<p><b></p>",
	"<br></br>",
	"<!-- a -->",
	"<?a?>",
	"<p><tt>a</tt></p>",
	"<script></script>",
	"<font>a</font>",
	"<section></section>",
	"<foo></foo>",
	"<h1>a</h1>",
	"<",
	"<>",
	"</>",
	/* Places. */
	"a",
	"<b>a</b>",
	" <p>a</p>",
	"<p><p>a</p></p>",
	"<p><div>a</div></p>",
	"<b><p>a</p></b>",
	"<li>a</li>",
	"<ul>a</ul>",
	"<ul><p>a</p></ul>",
	"<tr></tr>",
	"<table><td></td></table>",
	"<table>a</table>",
	"<table><tr>a</tr></table>",
	"<table><tbody><td></td></tbody></table>",
	"<div><li>a</li></div>",
	"<div><dt>a</dt></div>",
	"<p><hr></p>",
	/* Attributes. */
	"<p onclick=\"a\">a</p>",
	"<p style=\"a\">a</p>",
	"<p class=\"a\">a</p>",
	"<p align=left>a</p>",
	"<p align='left'>a</p>",
	"<p align=\"LEFT\">a</p>",
	"<p ALIGN=\"left\">a</p>",
	"<p align=\"x\">a</p>",
	"<p align=\"left\" align=\"left\">a</p>",
	"<p align=\"left\"  lang=\"th\">a</p>",
	"<p align>a</p>",
	"<p id=\"a\">a</p>",
	"<p name=\"user-content-a\">a</p>",
	"<p title=\"<\">a</p>",
	"<p title=\"\n\">a</p>",
	"<p href=\"/\">a</p>",
	"<p title=\"a>b</p>",
	"<p><a href=\"http://x.org\">a</a></p>",
	"<p><a href=\"/\" rel=\"x\">a</a></p>",
	LINK("javascript:a"),
	LINK("JaVaScRiPt:a"),
	LINK("data:text/html,a"),
	LINK("x.html"),
	LINK("//x.org"),
	LINK("#a"),
	LINK(" /a"),
	LINK("/a b"),
	LINK("HTTP://x.org"),
	LINK(""),
	("<p><a href=\"/a\" rel=\"nofollow ugc noopener\"><b>"
	 "<a href=\"/b\" rel=\"nofollow ugc noopener\">a</a></b></a></p>"),
	"<p><img src=\"http://x.org/\"></p>",
	"<p><img src=\"/x\"></p>",
	"<p><img src=\"/f/../x\"></p>",
	"<table><tr><td colspan=\"0\"></td></tr></table>",
	"<table><tr><td colspan=\"101\"></td></tr></table>",
	"<table><tr><td colspan=\"02\"></td></tr></table>",
};

static void
is_deep(size_t depth, bool fine)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < depth; i++)
		buf_lit(&b, "<div>");
	for (size_t i = 0; i < depth; i++)
		buf_lit(&b, "</div>");
	buf_lit(&b, "\n");
	is_int(markup_is_canonical(buf_view(&b)), fine, "%zu deep", depth);
	buf_release(&b);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(canonical); i++)
		ok(markup_is_canonical(str_from(canonical[i])), "canonical: %s",
		    canonical[i]);
	for (size_t i = 0; i < COUNT(others); i++)
		ok(!markup_is_canonical(str_from(others[i])), "not: %s",
		    others[i]);
	is_deep(400, true);
	is_deep(100000, false);
	return done_testing();
}
