/*
 * Text from outside in every place where a template may put it. Each attack
 * goes into each place; the page is parsed as a browser would (libxml2's HTML
 * parser), and must have the elements and attributes of the template, no
 * more, with the text unchanged where text is expected. Addresses are held
 * against a table.
 */
#include <libxml/HTMLparser.h>
#include <string.h>

#include "../tap.h"
#include "render/program_impl.h"
#include "sample.h"

static const char *const attacks[] = {
	"<script>alert(1)</script>",
	"</title><script>alert(1)</script>",
	"</textarea><img src=x onerror=alert(1)>",
	"</option></select><svg onload=alert(1)>",
	"\"><img src=x onerror=alert(1)>",
	"\" onmouseover=\"alert(1)",
	"' onmouseover='alert(1)",
	"` onmouseover=`alert(1)",
	" onmouseover=alert(1) x=",
	"/><b>",
	"<!--",
	"--><script>alert(1)</script>",
	"<![CDATA[<b>]]>",
	"]]>",
	"&lt;script&gt;",
	"&#60;script&#62;",
	"&quot;onclick=",
	"&",
	"&amp",
	"{{yes}}",
	"{{#items}}",
	"<\xE0\xB8\x81",
	"\\\"><b>",
	"\n\n<b>",
	"\"\t\n=",
	"javascript:alert(1)",
	"<a href=\"javascript:alert(1)\">",
	"+ADw-script+AD4-",
	"\xC2\xA0\xE2\x80\xA8<b>",
};

/* The text stands alone in its place: %s is what a browser reads there. */
static const struct {
	const char *what, *template, *element, *attr;
} places[] = {
	{ "text", "<p>{{text}}</p>", "p", NULL },
	{ "text beside text", "<p>{{empty}}{{text}}{{empty}}</p>", "p", NULL },
	{ "text in an inline element", "<p>a<b>{{text}}</b>c</p>", "b", NULL },
	{ "text in a list",
	    "<p><i>{{#items}}{{#yes}}{{/yes}}{{/items}}"
	    "{{text}}</i></p>",
	    "i", NULL },
	{ "text in a section", "<p>{{#text}}{{text}}{{/text}}</p>", "p", NULL },
	{ "the argument of a message", "<p>{{note}}</p>", "p", NULL },
	{ "an attribute", "<p class=\"{{text}}\">x</p>", "p", "class" },
	{ "a translated attribute", "<p title=\"{{text}}\">x</p>", "p",
	    "title" },
	{ "an optional attribute",
	    "<p lang=\"{{#text}}{{text}}{{/text}}\">x</p>", "p", "lang" },
	{ "an attribute with a message", "<p title=\"{{note}}\">x</p>", "p",
	    "title" },
	{ "a value", "<input value=\"{{text}}\"/>", "input", "value" },
	{ "data", "<p data-x=\"{{text}}\">x</p>", "p", "data-x" },
	{ "a title", "<title>{{text}}</title>", "title", NULL },
	{ "a textarea", "<textarea>{{text}}</textarea>", "textarea", NULL },
	{ "an option", "<select><option>{{text}}</option></select>", "option",
	    NULL },
	{ "preformatted text", "<pre>{{text}}</pre>", "pre", NULL },
	{ "code", "<p><code>{{text}}</code></p>", "code", NULL },
};

static xmlDoc *
parse_html(struct str page)
{
	return htmlReadMemory(page.ptr, (int)page.len, NULL, "UTF-8",
	    HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
}

static xmlNode *
find(xmlNode *n, const char *name)
{
	for (; n != NULL; n = n->next) {
		if (n->type == XML_ELEMENT_NODE &&
		    strcmp((const char *)n->name, name) == 0)
			return n;
		xmlNode *inside = find(n->children, name);
		if (inside != NULL)
			return inside;
	}
	return NULL;
}

static size_t
count(const xmlNode *n, size_t *n_attrs)
{
	size_t n_elements = 0;

	for (; n != NULL; n = n->next) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		n_elements += 1 + count(n->children, n_attrs);
		for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
			++*n_attrs;
	}
	return n_elements;
}

/* The parser drops a first newline of these, as browsers do; ours is one. */
static const char *
without_lead(const char *element, const char *got)
{
	const bool leads =
	    strcmp(element, "pre") == 0 || strcmp(element, "textarea") == 0;

	return leads && got[0] == '\n' ? got + 1 : got;
}

static bool
is_read_as(
    xmlDoc *doc, const char *element, const char *attr, const char *expected)
{
	xmlNode *n = find(xmlDocGetRootElement(doc), element);
	xmlChar *got = n == NULL      ? NULL
		       : attr != NULL ? xmlGetProp(n, (const xmlChar *)attr)
				      : xmlNodeGetContent(n);
	const bool same =
	    got != NULL &&
	    strcmp(without_lead(element, (const char *)got), expected) == 0;

	if (!same)
		note("got %s, expected %s", got ? (char *)got : "(none)",
		    expected);
	xmlFree(got);
	return same;
}

/* One template, all attacks: the page keeps its shape and the text. */
static void
test_place(struct arena *a, size_t place)
{
	struct sample_set set = { .file = "t.html", .cats = catalogues_new() };
	struct sample *data = sample_new(a);
	size_t elements, attrs = 0;

	sample_file(&set, "templates/t.html", places[place].template);
	data->text = STR("harmless");
	data->note = msg_arg("{arg}", STR("harmless"));
	xmlDoc *doc = parse_html(sample_render(&set, a, "en", data));
	elements = count(xmlDocGetRootElement(doc), &attrs);
	xmlFreeDoc(doc);
	for (size_t i = 0; i < COUNT(attacks); i++) {
		size_t attrs_now = 0;

		data->text = str_from(attacks[i]);
		data->note = msg_arg("{arg}", str_from(attacks[i]));
		doc = parse_html(sample_render(&set, a, "en", data));
		ok(count(xmlDocGetRootElement(doc), &attrs_now) == elements &&
			attrs_now == attrs &&
			is_read_as(doc, places[place].element,
			    places[place].attr, attacks[i]),
		    "in %s, attack %zu is text", places[place].what, i + 1);
		xmlFreeDoc(doc);
	}
	catalogues_free(set.cats);
}

/* In an address, whole and as a part. */
static const struct {
	const char *url, *whole;
} urls[] = {
	{ "", "" },
	{ "/", "/" },
	{ "/p/1-x?a=b#c", "/p/1-x?a=b#c" },
	{ "http://a.example/", "http://a.example/" },
	{ "HTTPS://a.example", "HTTPS://a.example" },
	{ "mailto:a@b.example", "mailto:a@b.example" },
	{ "#part", "#part" },
	{ "?after=1&x=2", "?after=1&amp;x=2" },
	{ "a/b:c", "a/b:c" },
	{ "/\xE0\xB8\x81", "/%E0%B8%81" },
	{ "/a%20b%zz%4", "/a%20b%25zz%254" },
	{ "/a b\"c'd<e>`", "/a%20b%22c&#39;d%3Ce%3E%60" },
	{ "/a\nb\tc", "/a%0Ab%09c" },
	{ "javascript:alert(1)", "#" },
	{ "JavaScript:alert(1)", "#" },
	{ " javascript:alert(1)", "#" },
	{ "\tjavascript:alert(1)", "#" },
	{ "\001javascript:alert(1)", "#" },
	{ "java\nscript:alert(1)", "#" },
	{ "javascript&colon;alert(1)", "javascript&amp;colon;alert(1)" },
	{ "javascript%3Aalert(1)", "javascript%3Aalert(1)" },
	{ "data:text/html,x", "#" },
	{ "vbscript:x", "#" },
	{ "file:///etc/passwd", "#" },
	{ "ftp://a.example", "#" },
	{ "http:a", "#" },
	{ "//evil.example/", "#" },
	{ "/\\evil.example/", "/%5Cevil.example/" },
	{ "\\\\evil.example/", "%5C%5Cevil.example/" },
	{ "/\t/evil.example/", "/%09/evil.example/" },
};

static void
test_urls(struct arena *a)
{
	struct sample_set set = { .file = "t.html", .cats = catalogues_new() };
	struct sample *data = sample_new(a);

	sample_file(&set, "templates/t.html",
	    "<a href=\"{{url}}\"></a><a href=\"{{#yes}}{{url}}{{/yes}}\"></a>");
	for (size_t i = 0; i < COUNT(urls); i++) {
		const char *u = urls[i].whole;

		data->url = str_from(urls[i].url);
		is_str(sample_render(&set, a, "en", data),
		    arena_fmt(a, "<a href=\"%s\"></a><a href=\"%s\"></a>", u, u)
			.ptr,
		    "the address %s", urls[i].url);
	}
	catalogues_free(set.cats);
}

static const struct {
	const char *what, *template, *page;
} parts[] = {
	{ "a part", "<a href=\"/{{text}}\"/>",
	    "<a href=\"/x%2F%3Fy%3D%26%22%3A\"></a>" },
	{ "a part of a query", "<a href=\"/s?q={{text}}&amp;n={{n}}\"/>",
	    "<a href=\"/s?q=x%2F%3Fy%3D%26%22%3A&amp;n=1234\"></a>" },
	{ "a beginning and a part", "<a href=\"{{url}}/{{text}}\"/>",
	    "<a href=\"https://a.example/x%2F%3Fy%3D%26%22%3A\"></a>" },
	{ "two tags side by side", "<a href=\"{{url}}{{text}}\"/>",
	    "<a href=\"https://a.examplex%2F%3Fy%3D%26%22%3A\"></a>" },
	{ "either of two beginnings",
	    "<a href=\"{{#no}}{{text}}{{/no}}{{^no}}{{url}}{{/no}}/x\"/>",
	    "<a href=\"https://a.example/x\"></a>" },
	{ "what follows a section is a part",
	    "<a href=\"{{#no}}/{{/no}}{{url}}\"/>",
	    "<a href=\"https%3A%2F%2Fa.example\"></a>" },
	{ "loops are parts", "<a href=\"{{#items}}{{url}}{{/items}}\"/>",
	    "<a href=\"https%3A%2F%2Fa.examplehttps%3A%2F%2Fa.example\"></a>" },
	{ "literals are encoded, too", "<a href=\"/\xE0\xB8\x81 x\"/>",
	    "<a href=\"/%E0%B8%81%20x\"></a>" },
	{ "all attributes with addresses",
	    "<form action=\"{{login}}\"><button formaction=\"{{login}}\"/></form>"
	    "<img src=\"{{login}}\" alt=\"\"/><q cite=\"{{login}}\"/>"
	    "<video poster=\"{{login}}\"/><a HREF=\"{{login}}\"/>",
	    "<form action=\"#\"><button formaction=\"#\"></button></form>"
	    "<img src=\"#\" alt><q cite=\"#\"></q>"
	    "<video poster=\"#\"></video><a HREF=\"#\"></a>" },
};

static void
test_parts(struct arena *a)
{
	struct sample *data = sample_new(a);

	data->text = STR("x/?y=&\":");
	data->url = STR("https://a.example");
	data->login = STR("javascript:alert(1)");
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct sample_set set = { .file = "t.html",
			.cats = catalogues_new() };

		sample_file(&set, "templates/t.html", parts[i].template);
		is_str(sample_render(&set, a, "en", data), parts[i].page, "%s",
		    parts[i].what);
		catalogues_free(set.cats);
	}
}

int
main(void)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(places); i++)
		test_place(a, i);
	test_urls(a);
	test_parts(a);
	arena_release(a);
	xmlCleanupParser();
	return done_testing();
}
