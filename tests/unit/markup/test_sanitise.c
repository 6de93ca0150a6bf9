/* HTML from anywhere: what is kept, what is moved, what goes. */
#include "markup/markup.h"

#include <string.h>

#include "base/buf.h"

#include "rendered.h"

#define REL " rel=\"nofollow ugc noopener\""

static const struct rendering elements[] = {
	{ "<p>a</p>", "<p>a</p>\n" },
	{ "a", "<p>a</p>\n" },
	{ "<P>a<BR>b</P>", "<p>a<br>b</p>\n" },
	{ "<section>a</section><section>b</section>", "<p>a</p>\n<p>b</p>\n" },
	{ "<font color=red>a</font>", "<p>a</p>\n" },
	{ "<foo>a</foo>", "<p>a</p>\n" },
	{ "<o:p>a</o:p>", "<p>a</p>\n" },
	{ "<strike>a</strike><tt>b</tt>", "<p><s>a</s><code>b</code></p>\n" },
	{ "<xmp><b>a</b></xmp>", "<pre><b>a</b></pre>\n" },
	{ "<h1>a</h1><h3>b</h3>", "<h2>a</h2>\n<h3>b</h3>\n" },
	{ "<h2>a</h2><h3>b</h3><h2>c</h2>",
	    "<h2>a</h2>\n<h3>b</h3>\n<h2>c</h2>\n" },
	{ "<hr>a", "<hr>\n<p>a</p>\n" },
	{ "<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd>b</dd></dl>\n" },
	{ "<figure>a<figcaption>b</figcaption></figure>",
	    "<figure>a<figcaption>b</figcaption></figure>\n" },
	{ "<pre>\n a\n  b\n</pre>", "<pre> a\n  b\n</pre>\n" },
	{ "<span>a</span><span lang=en>b</span>",
	    "<p>a<span lang=\"en\">b</span></p>\n" },
	{ "<details><summary>a</summary>b</details>", "<p>a</p>\n<p>b</p>\n" },
};

static const struct rendering dropped[] = {
	{ "a<script>b</script>c", "<p>ac</p>\n" },
	{ "a<style>b</style>c", "<p>ac</p>\n" },
	{ "a<svg><text>b</text></svg>c", "<p>ac</p>\n" },
	{ "a<math><mi>b</mi></math>c", "<p>ac</p>\n" },
	{ "a<noscript>b</noscript>c", "<p>ac</p>\n" },
	{ "a<template>b</template>c", "<p>ac</p>\n" },
	{ "a<textarea>b</textarea>c", "<p>ac</p>\n" },
	{ "a<title>b</title>c", "<p>ac</p>\n" },
	{ "a<iframe>b</iframe>c", "<p>ac</p>\n" },
	{ "a<select><option>b</select>c", "<p>ac</p>\n" },
	{ "a<!-- b -->c", "<p>ac</p>\n" },
	{ "a<?b ?>c", "<p>ac</p>\n" },
	{ "<!DOCTYPE html><html><head><title>a</title></head><body>b</html>",
	    "<p>b</p>\n" },
	{ "<meta charset=tis-620><base href=http://x.org/>\xE0\xB8\x81",
	    "<p>ก</p>\n" },
	{ "<form action=/x><input value=a><button>b</button></form>",
	    "<p>b</p>\n" },
	{ "<p></p><b></b><h2> </h2><p><i></i></p>", "" },
};

/* The content model, whatever the nesting. */
static const struct rendering nesting[] = {
	{ "<em>a<p>b</p>c</em>",
	    "<p><em>a</em></p>\n<p><em>b</em></p>\n<p><em>c</em></p>\n" },
	{ "<b>a<div>b</div>c</b>",
	    "<p><b>a</b></p>\n<div><b>b</b></div>\n<p><b>c</b></p>\n" },
	{ "<p>a<b>b<table><tr><td>c</table>d</b>e",
	    "<p>a<b>b</b></p>\n<table><tr><td>c</td></tr></table>\n"
	    "<p><b>d</b>e</p>\n" },
	{ "<a href=/x><div>a</div></a>",
	    "<div><a href=\"/x\"" REL ">a</a></div>\n" },
	{ "<a href=/x>a<a href=/y>b</a></a>",
	    "<p><a href=\"/x\"" REL ">a</a><a href=\"/y\"" REL ">b</a></p>\n" },
	{ "<a href=/x>a<b><a href=/y>b</a></b></a>",
	    "<p><a href=\"/x\"" REL ">a<b>b</b></a></p>\n" },
	{ "<b><b>a</b></b>", "<p><b>a</b></p>\n" },
	{ "<i>a<b>b</i>c</b>", "<p><i>a<b>b</b></i>c</p>\n" },
	{ "<li>a</li><li>b", "<p>a</p>\n<p>b</p>\n" },
	{ "<div><li>a</div>", "<div>a</div>\n" },
	{ "<td>x", "<p>x</p>\n" },
	{ "<table><tr><td>a<section>b</section>c<p></p>d",
	    "<table><tr><td>a<br>b<br>c<br>d</td></tr></table>\n" },
	{ "<div>a<section><br>b</section><hr>c<section></section></div>",
	    "<div>a<br>b<hr>c</div>\n" },
	{ "<div><em>a<center>b</center></em></div>",
	    "<div><em>a</em><br><em>b</em></div>\n" },
	{ "<ul>a<li>b</li><p>c</p></ul>",
	    "<ul><li>a</li><li>b</li><li><p>c</p></li></ul>\n" },
	{ "<ul><li>a<ul><li>b</ul><li>c</ul>",
	    "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>\n" },
	{ "<ul><ul><li>a</ul></ul>",
	    "<ul><li><ul><li>a</li></ul></li></ul>\n" },
	{ "<td>a</td><tr>b", "<p>a</p>\n<p>b</p>\n" },
	{ "<table>a<tr><td>b<tr>c</table>",
	    "<table><tr><td>a</td></tr><tr><td>b</td></tr><tr><td>c</td></tr>"
	    "</table>\n" },
	{ "<table><td>a<th>b</table>",
	    "<table><tr><td>a</td><th>b</th></tr></table>\n" },
	{ "<table><caption>a</caption><thead><tr><td>b</thead><tbody><p>c",
	    "<table><caption>a</caption><thead><tr><td>b</td></tr></thead>"
	    "<tbody><tr><td><p>c</p></td></tr></tbody></table>\n" },
	{ "<table><colgroup><col><tr><td>a</table>",
	    "<table><tr><td>a</td></tr></table>\n" },
	{ "<b><table><tr><td>a</table></b>",
	    "<table><tr><td>a</td></tr></table>\n" },
	{ "<h2>a<ul><li>b</ul>c</h2>",
	    "<h2>a</h2>\n<ul><li>b</li></ul>\n<h2>c</h2>\n" },
	{ "<h2>a<h3>b</h3></h2>", "<h2>ab</h2>\n" },
	{ "<p>a<p>b", "<p>a</p>\n<p>b</p>\n" },
	{ "<p>a</div></td></body>b", "<p>a</p>\n<p>b</p>\n" },
	{ "</div></main></body></html>a", "<p>a</p>\n" },
	{ "<dl>a<dt>b<div>c</div></dl>",
	    "<dl><dd>a</dd><dt>b</dt><dd><div>c</div></dd></dl>\n" },
};

static const struct rendering words[] = {
	{ "<p>\n a \n b </p>\n", "<p>a \n b</p>\n" },
	{ "<b>a</b> <i>b</i>", "<p><b>a</b> <i>b</i></p>\n" },
	{ "<b>a</b>\n<mark>b</mark>", "<p><b>a</b> <mark>b</mark></p>\n" },
	{ "<b>a </b>b", "<p><b>a</b> b</p>\n" },
	{ "a <br> b", "<p>a<br>b</p>\n" },
	{ "<p>a</p> \n <p>b</p>", "<p>a</p>\n<p>b</p>\n" },
	{ "a\xC2\xA0\xC2\xA0"
	  "b",
	    "<p>a\xC2\xA0\xC2\xA0"
	    "b</p>\n" },
	{ "&lt;b&gt; &amp;amp; &nbsp;&eacute;&#x0E01;&bogus;",
	    "<p>&lt;b&gt; &amp;amp; \xC2\xA0\xC3\xA9ก&amp;bogus;</p>\n" },
	{ "a < b <ชื่อ> 1<2", "<p>a &lt; b &lt;ชื่อ&gt; 1&lt;2</p>\n" },
	{ "a\x01\x7F\xC2\x85\xEF\xBF\xBE\xEF\xB7\x90"
	  "b&#1;&#xFFFE;&#x85;c",
	    "<p>abc</p>\n" },
	{ "\"a\" 'b'", "<p>&quot;a&quot; &#39;b&#39;</p>\n" },
};

static const struct rendering attributes[] = {
	{ "<p id=a class=x style=x onclick=x data-x=y align=CENTER>a</p>",
	    "<p id=\"user-content-a\" align=\"center\">a</p>\n" },
	{ "<p id=user-content-a>a<p id=a>b<p id='a b'>c",
	    "<p id=\"user-content-a\">a</p>\n<p>b</p>\n<p>c</p>\n" },
	{ "<a name=x></a>a", "<p><a id=\"user-content-x\"></a>a</p>\n" },
	{ "<a>a</a>", "<p>a</p>\n" },
	{ "<code class='x language-c y'>a</code>",
	    "<p><code class=\"language-c\">a</code></p>\n" },
	{ "<code class='language-'>a</code>", "<p><code>a</code></p>\n" },
	{ "<td>", "" },
	{ "<table><tr><td colspan=2 rowspan=999999999999 scope=row>a"
	  "<th colspan=-1 rowspan=3 scope=ROW>b<td colspan=1e3>c",
	    "<table><tr><td colspan=\"2\">a</td>"
	    "<th rowspan=\"3\" scope=\"row\">b</th><td>c</td></tr></table>"
	    "\n" },
	{ "<ol start=5 type=A reversed=x><li value=-3>a",
	    "<ol start=\"5\" type=\"A\" reversed=\"\">"
	    "<li value=\"-3\">a</li></ol>\n" },
	{ "<ol start=x type=z><li value=''>a", "<ol><li>a</li></ol>\n" },
	{ "<p lang=th dir=RTL title='a\"b<c\n'>a",
	    "<p lang=\"th\" dir=\"rtl\" title=\"a&quot;b&lt;c&#10;\">a</p>\n" },
	{ "<p lang='a\"b' dir=x>a", "<p>a</p>\n" },
	{ "<time datetime=2005-06-08>a</time>",
	    "<p><time datetime=\"2005-06-08\">a</time></p>\n" },
	{ "<img src=/f/a.png alt='a' width=10 height=99999 onload=x>",
	    "<p><img src=\"/f/a.png\" alt=\"a\" width=\"10\"></p>\n" },
	{ "<img src=' /f/a.png '>", "<p><img src=\"/f/a.png\"></p>\n" },
};

/* What a typed address becomes; NULL: no link. */
static const struct rendering addresses[] = {
	{ "http://x.org", "http://x.org" },
	{ " HTTPS://x.org/ ", "https://x.org/" },
	{ "ht\ttp\n://x.org", "http://x.org" },
	{ "mailto:a@x.org", "mailto:a@x.org" },
	{ "//x.org/a", "https://x.org/a" },
	{ "www.x.org", "http://www.x.org" },
	{ "/p/1?a=b#c", "/p/1?a=b#c" },
	{ "/\\x.org", "/%5Cx.org" },
	{ "/\t/x.org", "https://x.org" },
	{ "#ก", "#user-content-%E0%B8%81" },
	{ "#user-content-a", "#user-content-a" },
	{ "http://x.org/ก ข\"<>`", "http://x.org/%E0%B8%81%20%E0%B8%82%22%3C%3E"
				   "%60" },
	{ "http://x.org/%BA%D1", "http://x.org/%BA%D1" },
	{ "", NULL },
	{ "#", NULL },
	{ "x.html", NULL },
	{ "?a", NULL },
	{ "../x", NULL },
	{ "http:x.org", NULL },
	{ "http:///x.org", NULL },
	{ "http://", NULL },
	{ "https:\\\\x.org", NULL },
	{ "//", NULL },
	{ "///x.org", NULL },
	{ "\\\\x.org", NULL },
	{ "javascript:alert(1)", NULL },
	{ "java\nscript:alert(1)", NULL },
	{ "\x01javascript:alert(1)", NULL },
	{ "data:text/html,x", NULL },
	{ "vbscript:x", NULL },
	{ "file:///etc/passwd", NULL },
	{ "ftp://x.org", NULL },
	{ "C:\\x", NULL },
	{ "blob:http://x.org/1", NULL },
	{ "view-source:http://x.org", NULL },
};

static void
test_addresses(void)
{
	for (size_t i = 0; i < COUNT(addresses); i++) {
		struct arena *a = arena_new();
		struct buf markup = { 0 };

		buf_lit(&markup, "<a href=\"");
		buf_attr(&markup, str_from(addresses[i].source));
		buf_lit(&markup, "\">a</a>");
		const struct markup m =
		    render(a, MARKUP_HTML, arena_cstr(a, buf_take(&markup, a)));
		const char *to = addresses[i].html;
		const struct str wanted =
		    to == NULL ? STR("<p>a</p>\n")
			       : arena_fmt(a, "<p><a href=\"%s\"%s>a</a></p>\n",
				     to, REL);

		is_str(m.html.text, wanted.ptr, "%s", addresses[i].source);
		ok(is_settled(a, m, false), "settled");
		arena_release(a);
	}
}

static void
test_long_ones(void)
{
	struct arena *a = arena_new();
	char *url = arena_alloc(a, 6000);

	memset(url, 'x', 5999);
	memcpy(url, "<a href=http://", 15);
	memcpy(url + 5990, ">a</a>", 7);
	is_str(render(a, MARKUP_HTML, url).html.text, "<p>a</p>\n",
	    "an address of 6,000 bytes is none");
	arena_release(a);
}

int
main(void)
{
	markup_init();
	renders_to(MARKUP_HTML, elements, COUNT(elements));
	renders_to(MARKUP_HTML, dropped, COUNT(dropped));
	renders_to(MARKUP_HTML, nesting, COUNT(nesting));
	renders_to(MARKUP_HTML, words, COUNT(words));
	renders_to(MARKUP_HTML, attributes, COUNT(attributes));
	test_addresses();
	test_long_ones();
	return done_testing();
}
