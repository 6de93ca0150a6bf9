/*
 * Feeds (.xml) and mail (.txt). Whatever the text, a feed stays well-formed
 * XML 1.0 with the text in its place; mail is the text itself.
 */
#include <libxml/parser.h>
#include <string.h>

#include "../tap.h"
#include "sample.h"

static const struct {
	const char *what, *file, *template, *page;
} cases[] = {
	{ "a declaration, namespaces, empty elements", "t.xml",
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<rss version=\"2.0\" xmlns=\"urn:x\" "
	    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
	    " <channel>\n  <dc:creator>{{text}}</dc:creator>\n"
	    "  <a dc:b=\"{{text}}\"/>\n </channel>\n</rss>\n",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<rss xmlns=\"urn:x\" "
	    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" version=\"2.0\">"
	    "<channel><dc:creator>a&lt;b&gt;&amp;&quot;c&#39;d</dc:creator>"
	    "<a dc:b=\"a&lt;b&gt;&amp;&quot;c&#39;d\"/></channel></rss>" },
	{ "html is text", "t.xml", "<a>{{body}}</a>",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<a>&lt;p&gt;Hi&lt;/p&gt;</a>" },
	{ "addresses in elements", "t.xml",
	    "<a><link>{{url}}</link><link>/p/{{text}}</link>"
	    "<slash:comments xmlns:slash=\"urn:s\">{{text}}</slash:comments>"
	    "<wfw:commentRss xmlns:wfw=\"urn:w\">{{url}}</wfw:commentRss>"
	    "<b href=\"{{url}}\" domain=\"/{{text}}\"/></a>",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<a><link>/x?a&amp;b%E0%B8%81</link>"
	    "<link>/p/a%3Cb%3E%26%22c%27d</link>"
	    "<slash:comments xmlns:slash=\"urn:s\">"
	    "a&lt;b&gt;&amp;&quot;c&#39;d</slash:comments>"
	    "<wfw:commentRss xmlns:wfw=\"urn:w\">/x?a&amp;b%E0%B8%81"
	    "</wfw:commentRss>"
	    "<b href=\"/x?a&amp;b%E0%B8%81\" "
	    "domain=\"/a%3Cb%3E%26%22c%27d\"/></a>" },
	{ "literals", "t.xml", "<a b=\"&quot;&lt;&#9;\">]]&gt; &amp; \"</a>",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<a b=\"&quot;&lt;&#9;\">]]&gt; &amp; \"</a>" },
	{ "times and numbers", "t.xml",
	    "<a>{{time|rfc822}} {{time|iso}} {{n}} {{never|iso}}</a>",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<a>Wed, 08 Jun 2005 07:05:00 +0000 "
	    "2005-06-08T07:05:00+00:00 1234 </a>" },
	{ "partials use the prefixes of the file", "t.xml",
	    "<a xmlns:dc=\"urn:d\">{{> item}}</a>",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<a xmlns:dc=\"urn:d\"><dc:x>1234</dc:x></a>" },
	{ "html in an attribute is refused", "t.xml", "<a b=\"{{body}}\"/>",
	    "templates/t.xml:1: body: html cannot stand here, only in the "
	    "content of an element" },
	{ "a prefix that is not declared is refused", "t.xml", "<dc:a/>",
	    "templates/t.xml:1: Namespace prefix dc on a is not defined" },
	{ "a tag in a namespace is refused", "t.xml",
	    "<a xmlns:dc=\"{{text}}\"/>",
	    "templates/t.xml:1: xmlns:dc: '{{text}}' is not a valid URI" },
	{ "an entity is refused", "t.xml", "<a>&nbsp;</a>",
	    "templates/t.xml:1: &nbsp; is written &#160; here" },

	{ "mail is plain", "t.txt",
	    "Dear {{text}},\n\n{{#items}}* {{title}} <{{url}}>\n{{/items}}"
	    "{{> item}}\nNote: {{note}}, {{time|date}}\n",
	    "Dear a<b>&\"c'd,\n\n* First </x?a&b\xE0\xB8\x81>\n"
	    "* Second </x?a&b\xE0\xB8\x81>\nn=1234\n"
	    "Note: Over 1,000 <a&b>, 8 Jun 2005\n" },
	{ "html in mail is refused", "t.txt", "a\n{{body}}",
	    "templates/t.txt:2: body: html cannot stand here, only in the "
	    "content of an element" },
	{ "an open section in mail is refused", "t.txt", "a\n\n{{#yes}}\nb",
	    "templates/t.txt:3: {{#yes}} is not closed in the element in "
	    "which it was opened" },
};

static void
test_cases(struct arena *a)
{
	struct sample *data = sample_new(a);

	data->url = STR("/x?a&b\xE0\xB8\x81");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sample_set set = { .file = cases[i].file,
			.cats = catalogues_new() };

		sample_file(&set, arena_fmt(a, "templates/%s", set.file).ptr,
		    cases[i].template);
		sample_file(&set, "templates/partials/item.xml",
		    "<dc:x>{{n}}</dc:x>\n");
		sample_file(&set, "templates/partials/item.txt", "n={{n}}");
		is_str(sample_render(&set, a, "en", data), cases[i].page, "%s",
		    cases[i].what);
		catalogues_free(set.cats);
	}
}

/* What stands in a feed, and what a feed reader gets. */
static const struct {
	struct str text;
	const char *read;
} attacks[] = {
	{ STR_INIT("]]>"), "]]>" },
	{ STR_INIT("<![CDATA[x]]>"), "<![CDATA[x]]>" },
	{ STR_INIT("</a><script/>"), "</a><script/>" },
	{ STR_INIT("\" x=\"y"), "\" x=\"y" },
	{ STR_INIT("&nbsp; & &#0;"), "&nbsp; & &#0;" },
	{ STR_INIT("a\0b\1c\x08"
		   "d\x0B\x0C\x1F"
		   "e"),
	    "abcde" },
	{ STR_INIT("a\xEF\xBF\xBE"
		   "b\xEF\xBF\xBF"
		   "c"),
	    "abc" },
	{ STR_INIT("a\xED\xA0\x80"
		   "b"),
	    "a\xEF\xBF\xBD\xEF\xBF\xBD"
	    "\xEF\xBF\xBD"
	    "b" },
	{ STR_INIT("cut \xE0\xB8"), "cut \xEF\xBF\xBD\xEF\xBF\xBD" },
	{ STR_INIT("\xF4\x90\x80\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD"
					"\xEF\xBF\xBD\xEF\xBF\xBD" },
	{ STR_INIT("tab\tline\nreturn\r"), "tab\tline\nreturn\r" },
	{ STR_INIT("\x7F\xC2\x85\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80" },
};

static bool
is_read_as(struct str page, const char *expected)
{
	xmlDoc *doc = xmlReadMemory(page.ptr, (int)page.len, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	bool same = root != NULL && xmlChildElementCount(root) == 2;

	for (xmlNode *n = same ? root->children : NULL; n; n = n->next) {
		xmlChar *text = xmlNodeGetContent(n);
		xmlChar *attr = xmlGetProp(n, (const xmlChar *)"b");

		if (attr == NULL || strcmp((char *)text, expected) != 0 ||
		    strcmp((char *)attr, expected) != 0) {
			note("got %s and %s", (char *)text, (char *)attr);
			same = false;
		}
		xmlFree(text);
		xmlFree(attr);
	}
	xmlFreeDoc(doc);
	return same;
}

static void
test_attacks(struct arena *a)
{
	struct sample_set set = { .file = "t.xml", .cats = catalogues_new() };
	struct sample *data = sample_new(a);

	sample_file(&set, "templates/t.xml",
	    "<feed><a b=\"{{text}}\">{{text}}</a>"
	    "<a b=\"{{note}}\">{{body}}</a></feed>");
	for (size_t i = 0; i < COUNT(attacks); i++) {
		data->text = attacks[i].text;
		data->body = html_trusted(attacks[i].text);
		data->note = msg_arg("{arg}", attacks[i].text);
		ok(is_read_as(
		       sample_render(&set, a, "en", data), attacks[i].read),
		    "a feed survives attack %zu", i + 1);
	}
	catalogues_free(set.cats);
}

int
main(void)
{
	struct arena *a = arena_new();

	test_cases(a);
	test_attacks(a);
	arena_release(a);
	xmlCleanupParser();
	return done_testing();
}
