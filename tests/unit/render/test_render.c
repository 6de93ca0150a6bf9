/*
 * What templates say and what comes out: fields, sections, lists, partials,
 * formats, white space, HTML5.
 */
#include <string.h>

#include "../tap.h"
#include "sample.h"

static const struct {
	const char *what, *template, *page;
} cases[] = {
	{ "text", "<p>{{text}}</p>", "<p>a&lt;b&gt;&amp;&quot;c&#39;d</p>" },
	{ "html as it is", "<div>{{body}}</div>", "<div><p>Hi</p></div>" },
	{ "a number", "<p>{{n}} {{n|number}} {{ n | number }}</p>",
	    "<p>1234 1,234 1,234</p>" },
	{ "a time",
	    "<p>{{time|date}}; {{time|datetime}}; {{time|iso}}; "
	    "{{time|rfc822}}</p>",
	    "<p>8 Jun 2005; 8 Jun 2005 07:05; 2005-06-08T07:05:00+00:00; "
	    "Wed, 08 Jun 2005 07:05:00 +0000</p>" },
	{ "what is not there is nothing",
	    "<p>[{{absent}}{{empty}}{{maybe}}{{never|date}}{{silence}}"
	    "{{nobody.name}}{{nobody.boss.name}}]</p>",
	    "<p>[]</p>" },
	{ "nor in an attribute or an address",
	    "<a class=\"{{absent}}\" href=\"{{absent}}\">1</a>"
	    "<a href=\"/{{absent}}\">2</a>",
	    "<a class=\"\" href=\"\">1</a><a href=\"/\">2</a>" },
	{ "a message", "<p>{{note}}</p>", "<p>Over 1,000 &lt;a&amp;b&gt;</p>" },
	{ "names with dots",
	    "<p>{{author.name}} {{author.boss.name}} "
	    "{{viewer.login}}</p>",
	    "<p>Somchai Boss somchai</p>" },
	{ "the page's fields are the outermost scope",
	    "<p>{{site_title}}, {{title}}, {{page.title}}, "
	    "{{page.viewer.name}}</p>",
	    "<p>Sala &amp; friends, page&#39;s title, page&#39;s title, "
	    "Somchai</p>" },

	{ "a section when so", "<p>{{#yes}}a{{/yes}}{{#no}}b{{/no}}</p>",
	    "<p>a</p>" },
	{ "a section when not so", "<p>{{^yes}}a{{/yes}}{{^no}}b{{/no}}</p>",
	    "<p>b</p>" },
	{ "sections of texts",
	    "<p>{{#text}}a{{/text}}{{#empty}}b{{/empty}}"
	    "{{#absent}}c{{/absent}}{{^empty}}d{{/empty}}</p>",
	    "<p>ad</p>" },
	{ "sections of numbers and times",
	    "<p>{{#n}}a{{/n}}{{#zero}}b"
	    "{{/zero}}{{#maybe}}c{{/maybe}}{{#time}}d{{/time}}{{#never}}e"
	    "{{/never}}{{^zero}}f{{/zero}}{{^never}}g{{/never}}</p>",
	    "<p>adfg</p>" },
	{ "sections of messages and html",
	    "<p>{{#note}}a{{/note}}"
	    "{{#silence}}b{{/silence}}{{^silence}}c{{/silence}}{{#body}}d"
	    "{{/body}}</p>",
	    "<p>acd</p>" },
	{ "a section goes into a record",
	    "<p>{{#author}}{{name}} {{#boss}}"
	    "{{name}}{{/boss}}{{/author}}{{#nobody}}x{{/nobody}}{{^nobody}}"
	    " none{{/nobody}}</p>",
	    "<p>Somchai Boss none</p>" },
	{ "sections with dots",
	    "<p>{{#author.is_admin}}a"
	    "{{/author.is_admin}}{{#nobody.is_admin}}b{{/nobody.is_admin}}"
	    "{{^nobody.is_admin}}c{{/nobody.is_admin}}{{#author.boss}}{{name}}"
	    "{{/author.boss}}{{^nobody.boss}}d{{/nobody.boss}}</p>",
	    "<p>acBossd</p>" },
	{ "a list", "<ul>{{#items}}<li>{{title}} {{n}}</li>{{/items}}</ul>",
	    "<ul><li>First 1</li><li>Second 2</li></ul>" },
	{ "names inside a list and around it",
	    "<p>{{#items}}{{title}} "
	    "{{login}} {{page.title}};{{/items}}</p>",
	    "<p>First somchai page&#39;s title;Second somchai "
	    "page&#39;s title;</p>" },
	{ "an empty list",
	    "<p>{{#none}}x{{/none}}{{^none}}nothing{{/none}}"
	    "{{^items}}y{{/items}}</p>",
	    "<p>nothing</p>" },
	{ "a list in a list",
	    "<p>{{#items}}{{title}}:{{#tags}}{{.}},{{/tags}}"
	    "{{^tags}}-{{/tags}} {{/items}}</p>",
	    "<p>First:x,y&amp;z, Second:- </p>" },
	{ "a record in a list",
	    "<p>{{#items}}{{#author}}{{name}}{{/author}}"
	    "{{^author}}nobody{{/author}}{{author.login}} {{/items}}</p>",
	    "<p>Somchaisomchai nobody </p>" },
	{ "texts", "<p>{{#tags}}<b>{{.}}</b>{{/tags}}</p>",
	    "<p><b>x</b><b>y&amp;z</b><b>\xE0\xB8\x81</b></p>" },
	{ "partials see the scope that they stand in",
	    "<ul>{{#items}}{{> item}}{{/items}}</ul>{{> item}}",
	    "<ul><li>First</li><li>Second</li></ul>"
	    "<li>page&#39;s title</li>" },
	{ "plurals",
	    "<p>{{#plural n}}{{n}} note|{{n}} notes{{/plural}}, "
	    "{{#plural one}}one|many{{/plural}}</p>",
	    "<p>1234 notes, one</p>" },
	{ "plurals with elements and attributes",
	    "<p title=\"{{#plural n}}a note|{{n}} notes{{/plural}}\">"
	    "{{#items}}{{#plural n}}<b>{{n}}</b> cat|<b>{{n}}</b> cats"
	    "{{/plural}} {{/items}}</p>",
	    "<p title=\"1234 notes\"><b>1</b> cat <b>2</b> cats </p>" },
	{ "plurals with dots and of nothing",
	    "<p>{{#plural zero}}a|b{{/plural}}</p>", "<p>b</p>" },

	{ "a whole page has a doctype",
	    "<!DOCTYPE html>\n<html lang="
	    "\"{{lang}}\"><head><title>T</title></head><body/></html>",
	    "<!DOCTYPE html><html lang=\"en\"><head><title>T</title></head>"
	    "<body></body></html>" },
	{ "void elements", "<p>a<br/>b<img src=\"/i\" alt=\"\"/></p>",
	    "<p>a<br>b<img src=\"/i\" alt></p>" },
	{ "other elements have an end tag",
	    "<script src=\"/a.js\" defer=\"defer\"/><svg><use href=\"/s#a\"/>"
	    "</svg>",
	    "<script src=\"/a.js\" defer></script><svg>"
	    "<use href=\"/s#a\"></use></svg>" },
	{ "references",
	    "<p title=\"&quot;&lt;&amp;\">&lt;&amp;&gt;\"'&#160;"
	    "&#x2026;</p>",
	    "<p title=\"&quot;&lt;&amp;\">&lt;&amp;>\"'\xC2\xA0"
	    "\xE2\x80\xA6</p>" },
	{ "comments go", "<p>a<!-- not this -->b</p>", "<p>ab</p>" },
	{ "boolean attributes",
	    "<input checked=\"{{yes}}\" disabled=\""
	    "{{no}}\" required=\"required\"/><input checked=\"{{author."
	    "is_admin}}\" hidden=\"{{nobody.is_admin}}\"/>",
	    "<input checked required><input checked>" },
	{ "an attribute that is one section is left out with it",
	    "<a class=\"{{#no}}x{{/no}}\" id=\"{{#yes}}y{{/yes}}\" rel=\""
	    "{{^no}}z{{/no}}\" lang=\"{{#absent}}{{absent}}{{/absent}}\">"
	    "{{n}}</a><img alt=\"{{#no}}x{{/no}}\"/>",
	    "<a id=\"y\" rel=\"z\">1234</a><img alt=\"\">" },
	{ "or several, of which none is shown",
	    "<a class=\"{{#no}}a{{/no}}{{#empty}}b{{/empty}}\">1</a>"
	    "<a class=\"{{#no}}a{{/no}}{{#yes}}b{{/yes}}\">1</a>"
	    "<a class=\"{{#yes}}a{{/yes}}{{#no}}b{{/no}}\">1</a>"
	    "<a class=\"{{#nobody.name}}a{{/nobody.name}}{{#tags}}{{.}} "
	    "{{/tags}}\">1</a>",
	    "<a>1</a><a class=\"b\">1</a><a class=\"a\">1</a>"
	    "<a class=\"x y&amp;z \xE0\xB8\x81 \">1</a>" },
	{ "other attributes stay",
	    "<a class=\"a{{#no}} b{{/no}}{{#yes}} c"
	    "{{/yes}}\" data-n=\"{{n}}\">{{n}}</a>",
	    "<a class=\"a c\" data-n=\"1234\">1234</a>" },

	{ "white space collapses", "<p>\n\ta  {{n}}\n\tb <b> c </b>\n</p>",
	    "<p>a 1234 b <b> c </b></p>" },
	{ "and goes between blocks", "<div>\n <p>a</p>\n\n <p>b</p> </div>\n",
	    "<div><p>a</p><p>b</p></div>" },
	{ "and around sections of blocks",
	    "<ul>\n {{#items}}\n <li>{{title}}"
	    "</li>\n {{/items}}\n {{^items}}\n<li>none</li>\n{{/items}}\n"
	    "</ul>",
	    "<ul><li>First</li><li>Second</li></ul>" },
	{ "but stays in inline lists",
	    "<p>{{#tags}} <b>{{.}}</b>\n{{/tags}}</p>",
	    "<p> <b>x</b>  <b>y&amp;z</b>  <b>\xE0\xB8\x81</b> </p>" },
	{ "and where it counts",
	    "<pre>a\n  b <b> c</b></pre><p><code>a  b"
	    "</code></p>",
	    "<pre>a\n  b <b> c</b></pre><p><code>a  b</code>"
	    "</p>" },
	{ "line breaks are blocks", "<p>a <br/> b</p>", "<p>a<br>b</p>" },
	{ "a textarea keeps its first newline",
	    "<textarea name=\"a\">{{text}}</textarea><textarea/>",
	    "<textarea name=\"a\">\na&lt;b&gt;&amp;&quot;c&#39;d</textarea>"
	    "<textarea></textarea>" },
};

static void
test_cases(struct arena *a)
{
	const struct sample *data = sample_new(a);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sample_set set = { .file = "t.html",
			.cats = catalogues_new() };

		sample_file(&set, "templates/t.html", cases[i].template);
		sample_file(&set, "templates/partials/item.html",
		    "<li>{{title}}</li>\n");
		is_str(sample_render(&set, a, "en", data), cases[i].page, "%s",
		    cases[i].what);
		catalogues_free(set.cats);
	}
}

int
main(void)
{
	struct arena *a = arena_new();

	test_cases(a);
	arena_release(a);
	return done_testing();
}
