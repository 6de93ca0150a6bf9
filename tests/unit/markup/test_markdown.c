/* Markdown, with what Sala adds to it. */
#include "markup/markup.h"

#include "rendered.h"

#define REL " rel=\"nofollow ugc noopener\""

static const struct rendering plain[] = {
	{ "", "" },
	{ "สวัสดี", "<p>สวัสดี</p>\n" },
	{ "a\n\nb", "<p>a</p>\n<p>b</p>\n" },
	{ "*a* **b** `c<d`",
	    "<p><em>a</em> <strong>b</strong> <code>c&lt;d</code></p>\n" },
	{ "- a\n- b", "<ul><li>a</li><li>b</li></ul>\n" },
	{ "3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>\n" },
	{ "> a\n> b", "<blockquote><p>a<br>b</p></blockquote>\n" },
	{ "---", "<hr>\n" },
	{ "a & b < c", "<p>a &amp; b &lt; c</p>\n" },
	{ "&copy; &#3585; &bogus;", "<p>© ก &amp;bogus;</p>\n" },
	{ "\\*a\\*", "<p>*a*</p>\n" },
	{ "\xEF\xBB\xBF# a", "<h2>a</h2>\n" },
	{ "a\r\nb\rc", "<p>a<br>b<br>c</p>\n" },
};

/* Who presses Enter means it. */
static const struct rendering lines[] = {
	{ "ผลการดำเนินการ\nเมื่อวันที่ 7 / 6 / 2548",
	    "<p>ผลการดำเนินการ<br>เมื่อวันที่ 7 / 6 / 2548</p>\n" },
	{ "a  \nb\\\nc", "<p>a<br>b<br>c</p>\n" },
	{ "n                  วันนี้", "<p>n                  วันนี้</p>\n" },
	/* A tab begins a paragraph, and makes no code. */
	{ "หัวข้อ\n\n\tย่อหน้า *เน้น*\n\tต่อ",
	    "<p>หัวข้อ</p>\n<p>ย่อหน้า <em>เน้น</em><br>ต่อ</p>\n" },
	{ "    # a\n\n    - b", "<p># a</p>\n<p>- b</p>\n" },
	{ "- a\n\n      b\n", "<ul><li><p>a</p><p>b</p></li></ul>\n" },
	{ "> a\n>\n>     b", "<blockquote><p>a</p><p>b</p></blockquote>\n" },
	{ "\ta\n\t===\n", "<p>a<br>===</p>\n" },
	{ "    ```\n    a", "<p>```<br>a</p>\n" },
	{ "```\n    a\n  b\n```", "<pre><code>    a\n  b\n</code></pre>\n" },
	{ "~~~ c\nint x;\n~~~",
	    "<pre><code class=\"language-c\">int x;\n</code></pre>\n" },
	{ "- a\n  ```\n  b\n  ```",
	    "<ul><li>a<pre><code>b\n</code></pre></li></ul>\n" },
	{ "- ```\n  a\n  ```\n- b",
	    "<ul><li><pre><code>a\n</code></pre></li><li>b</li></ul>\n" },
	{ "1. a\n\n   ~~~~\n   b\n   ~~~~",
	    "<ol><li><p>a</p><pre><code>b\n</code></pre></li></ol>\n" },
	{ "   ```\n   a\n   ```", "<pre><code>a\n</code></pre>\n" },
	{ "> - ```\n>   a\n>   ```",
	    "<blockquote><ul><li><pre><code>a\n</code></pre></li></ul>"
	    "</blockquote>\n" },
	{ "-\t```\n\ta\n\t```",
	    "<ul><li><pre><code>a\n</code></pre></li></ul>\n" },
	{ "```\n```", "" },
	{ "> ```\n> b\n> ```",
	    "<blockquote><pre><code>b\n</code></pre></blockquote>\n" },
};

static const struct rendering headings[] = {
	{ "# a\n## b\n### c", "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>\n" },
	{ "### a\n\nb\n\n### c\n# d",
	    "<h2>a</h2>\n<p>b</p>\n<h2>c</h2>\n<h2>d</h2>\n" },
	{ "# a\n#### b\n## c", "<h2>a</h2>\n<h3>b</h3>\n<h3>c</h3>\n" },
	{ "# a\n## b\n### c\n#### d\n##### e\n###### f",
	    "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>\n<h5>d</h5>\n<h6>e</h6>\n"
	    "<h6>f</h6>\n" },
	{ "#\n## b", "<h2>b</h2>\n" },
	{ "<h1>a</h1>\n\n# b", "<h2>a</h2>\n<h2>b</h2>\n" },
	{ "a\n===", "<h2>a</h2>\n" },
	{ "#KM ชุมพร", "<p>#KM ชุมพร</p>\n" },
};

#define HEAD(...) "<table><thead><tr>" __VA_ARGS__ "</tr></thead>"
#define BODY(...) "<tbody>" __VA_ARGS__ "</tbody></table>"
#define TH(text)  "<th scope=\"col\">" text "</th>"
#define TD(text)  "<td>" text "</td>"

static const struct rendering tables[] = {
	{ "| จังหวัด | จำนวน |\n|:---|---:|\n| ชุมพร | 60 |",
	    HEAD("<th scope=\"col\" align=\"left\">จังหวัด</th>"
		 "<th scope=\"col\" align=\"right\">จำนวน</th>")
		BODY("<tr><td align=\"left\">ชุมพร</td>"
		     "<td align=\"right\">60</td></tr>") "\n" },
	{ "a | b\n:-: | ---\n1 | 2",
	    HEAD("<th scope=\"col\" align=\"center\">a</th>" TH("b"))
		BODY("<tr><td align=\"center\">1</td>" TD("2") "</tr>") "\n" },
	/* The head alone. */
	{ "|a|\n|-|", HEAD(TH("a")) "</table>\n" },
	/* Lines before it stay; lines behind it are rows. */
	{ "ตาราง 1\n|a|b|\n|-|-|\n|1|2|\nx",
	    "<p>ตาราง 1</p>\n" HEAD(TH("a") TH("b")) BODY("<tr>" TD("1")
		    TD("2") "</tr><tr>" TD("x") TD("") "</tr>") "\n" },
	{ "|a|\n|-|\n\nx", HEAD(TH("a")) "</table>\n<p>x</p>\n" },
	{ "|a|\n|-|\n> x",
	    HEAD(TH("a")) "</table>\n<blockquote><p>x</p></blockquote>\n" },
	/* Too few cells are filled up, too many are kept. */
	{ "|a|b|\n|-|-|\n|1|\n|1|2|3|",
	    HEAD(TH("a") TH("b")) BODY("<tr>" TD("1") TD("") "</tr><tr>" TD("1")
		    TD("2") TD("3") "</tr>") "\n" },
	{ "|a||\n|-|-|\n||2|",
	    HEAD(TH("a") TH("")) BODY("<tr>" TD("") TD("2") "</tr>") "\n" },
	/* Words in cells are Markdown; "\|" is a bar. */
	{ "|*a*|`x\\|y`|\n|-|-|\n|# h|- l|",
	    HEAD(TH("<em>a</em>") TH("<code>x|y</code>"))
		BODY("<tr>" TD("# h") TD("- l") "</tr>") "\n" },
	{ "|[r]|<b>x</b>|\n|-|-|\n|\"**a**\"|www.a.org|\n\n[r]: /p/1",
	    HEAD(TH("<a href=\"/p/1\"" REL ">r</a>") TH("<b>x</b>"))
		BODY("<tr>" TD("&quot;<strong>a</strong>&quot;")
			TD("<a href=\"http://www.a.org\"" REL
			   ">www.a.org</a>") "</tr>") "\n" },
	/* Inside of quotes and lists. */
	{ "> |a|\n> |-|\n> |1|", "<blockquote>" HEAD(TH("a")) BODY("<tr>" TD(
				     "1") "</tr>") "</blockquote>\n" },
	{ "- |a|\n  |-|\n  |1|", "<ul><li>" HEAD(TH("a")) BODY(
				     "<tr>" TD("1") "</tr>") "</li></ul>\n" },
	{ "1. x\n\n   |a|\n   |-|",
	    "<ol><li><p>x</p>" HEAD(TH("a")) "</table></li></ol>\n" },
	{ "> - |a|\n>   |-|\n>   |1|",
	    "<blockquote><ul><li>" HEAD(TH("a"))
		BODY("<tr>" TD("1") "</tr>") "</li></ul></blockquote>\n" },
	{ "  |a|\n  |-|\n  |1|",
	    HEAD(TH("a")) BODY("<tr>" TD("1") "</tr>") "\n" },
	{ "[x]: /u\n|a|\n|-|", HEAD(TH("a")) "</table>\n" },
	/* No tables: another number of cells, no dashes, code, no bar. */
	{ "|a|b|\n|-|", "<p>|a|b|<br>|-|</p>\n" },
	{ "|a|\n|x|", "<p>|a|<br>|x|</p>\n" },
	{ "|-|", "<p>|-|</p>\n" },
	{ "|a|\n|:|", "<p>|a|<br>|:|</p>\n" },
	{ "a\n:-", "<p>a<br>:-</p>\n" },
	{ "```\n|a|\n|-|\n```", "<pre><code>|a|\n|-|\n</code></pre>\n" },
};

static const struct rendering tags[] = {
	/* HTML's tags work, others are words. */
	{ "<u>a</u> <name> <b>b", "<p><u>a</u> &lt;name&gt; <b>b</b></p>\n" },
	{ "ส่งถึง <ชื่อ> ครับ", "<p>ส่งถึง &lt;ชื่อ&gt; ครับ</p>\n" },
	{ "<name>\n*a*\n</name>",
	    "<p>&lt;name&gt;<br><em>a</em><br>&lt;/name&gt;</p>\n" },
	{ "<div align=\"center\">\n\n*a*\n\n</div>",
	    "<div align=\"center\"><p><em>a</em></p></div>\n" },
	{ "<table><tr><td>1<td>2</table>",
	    "<table><tr><td>1</td><td>2</td></tr></table>\n" },
	{ "a <!-- no --> b", "<p>a b</p>\n" },
	{ "<o:p>a", "<p>&lt;o:p&gt;a</p>\n" },
	{ "x < 3 & y > 4", "<p>x &lt; 3 &amp; y &gt; 4</p>\n" },
	{ "5<6>7", "<p>5&lt;6&gt;7</p>\n" },
	/* A note that defines itself stays in sight. */
	{ "a[^1]\n\n[^1]: Somchai", "<p>a[^1]</p>\n<p>[^1]: Somchai</p>\n" },
	{ "```\n[^1]: x\n```", "<pre><code>[^1]: x\n</code></pre>\n" },
	{ "[r]: /u\n\n[r]", "<p><a href=\"/u\"" REL ">r</a></p>\n" },
};

static const struct rendering links[] = {
	{ "[a](http://x.org/?a=1&b=2 \"t\")",
	    "<p><a href=\"http://x.org/?a=1&amp;b=2\"" REL
	    " title=\"t\">a</a></p>\n" },
	{ "<http://x.org>",
	    "<p><a href=\"http://x.org\"" REL ">http://x.org</a></p>\n" },
	{ "<a@x.org>",
	    "<p><a href=\"mailto:a@x.org\"" REL ">a@x.org</a></p>\n" },
	{ "[a](/p/1) [b](#x) [c](www.x.org)",
	    "<p><a href=\"/p/1\"" REL ">a</a> <a href=\"#user-content-x\"" REL
	    ">b</a> <a href=\"http://www.x.org\"" REL ">c</a></p>\n" },
	{ "[a](javascript:alert(1)) [b](x.html) [c]()", "<p>a b c</p>\n" },
	{ "[](http://x.org)",
	    "<p><a href=\"http://x.org\"" REL ">http://x.org</a></p>\n" },
	{ "[http://a.org](http://b.org)",
	    "<p><a href=\"http://b.org\"" REL ">http://a.org</a></p>\n" },
	{ "`http://x.org`", "<p><code>http://x.org</code></p>\n" },
	{ "**http://x.org**", "<p><strong><a href=\"http://x.org\"" REL
			      ">http://x.org</a></strong></p>\n" },
	{ "http://x.org/a_b_c", "<p><a href=\"http://x.org/a_b_c\"" REL
				">http://x.org/a_b_c</a></p>\n" },
	/* Pictures: this site's are shown, others are links. */
	{ "![a](/f/1.png)", "<p><img src=\"/f/1.png\" alt=\"a\"></p>\n" },
	{ "![a](http://x.org/1.png)",
	    "<p><a href=\"http://x.org/1.png\"" REL ">a</a></p>\n" },
	{ "![](http://x.org/1.png)", "<p><a href=\"http://x.org/1.png\"" REL
				     ">http://x.org/1.png</a></p>\n" },
	{ "[![a](http://x.org/1.png)](/p/1)",
	    "<p><a href=\"/p/1\"" REL ">a</a></p>\n" },
	{ "![a](data:image/png;base64,AAAA)", "<p>a</p>\n" },
	{ "![a](/f/../x)", "<p>a</p>\n" },
};

static void
comments(void)
{
	static const struct rendering cases[] = {
		{ "# a *b*\n\nc",
		    "<p><strong>a <em>b</em></strong></p>\n<p>c</p>\n" },
		{ "<p id=\"x\">a</p>", "<p>a</p>\n" },
		{ "# <strong>a</strong>", "<p><strong>a</strong></p>\n" },
		{ "a\nb", "<p>a<br>b</p>\n" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();
		const struct markup m = markup_render(a,
		    &(struct markup_source){
			.text = str_from(cases[i].source), .comment = true });

		is_str(m.html.text, cases[i].html, "a comment: %s",
		    cases[i].source);
		ok(is_settled(a, m, true), "settled");
		arena_release(a);
	}
}

int
main(void)
{
	markup_init();
	renders_to(MARKUP_MARKDOWN, plain, COUNT(plain));
	renders_to(MARKUP_MARKDOWN, lines, COUNT(lines));
	renders_to(MARKUP_MARKDOWN, headings, COUNT(headings));
	renders_to(MARKUP_MARKDOWN, tables, COUNT(tables));
	renders_to(MARKUP_MARKDOWN, tags, COUNT(tags));
	renders_to(MARKUP_MARKDOWN, links, COUNT(links));
	comments();
	return done_testing();
}
