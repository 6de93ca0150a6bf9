/*
 * Every mistake that a template can hold, and the words with which the set is
 * refused: file, line, what.
 */
#include <string.h>

#include "../tap.h"
#include "sample.h"

#define T "templates/t.html:"

static const struct {
	const char *what, *template, *error;
} cases[] = {
	/* names */
	{ "a field that is not there", "<p>\n{{texd}}</p>",
	    T "2: there is no field texd here (view sample); is text meant?" },
	{ "nor anything like it", "<p>{{qqqqqqqq}}</p>",
	    T "1: there is no field qqqqqqqq here (view sample)" },
	{ "a field of a record", "<p>{{author.nam}}</p>",
	    T "1: there is no field nam here (view sample); is name meant?" },
	{ "a field of the page", "<p>{{page.titel}}</p>",
	    T "1: there is no field titel here (view sample); is title "
	      "meant?" },
	{ "a dot behind what is no record", "<p>{{text.name}}</p>",
	    T "1: text is no record, so nothing follows its dot" },
	{ "a dot outside a list of texts", "<p>{{.}}</p>",
	    T "1: {{.}} stands only in a list of texts" },
	{ "a name that left its scope",
	    "<p>{{#author}}{{name}}{{/author}}{{is_admin}}</p>",
	    T "1: there is no field is_admin here (view sample)" },

	/* tags */
	{ "an open tag", "<p>{{text</p>", T "1: {{ and }} do not match" },
	{ "a closed tag", "<p>text}}</p>", T "1: {{ and }} do not match" },
	{ "a raw tag", "<p>{{{text}}}</p>",
	    T "1: {{{text}}: there is no raw tag: everything is escaped" },
	{ "another raw tag", "<p>{{&amp;text}}</p>",
	    T "1: {{&text}}: there is no raw tag: everything is escaped" },
	{ "no name", "<p>{{ }}</p>", T "1: {{ }}: this is not a field's name" },
	{ "a strange name", "<p>{{a-b}}</p>",
	    T "1: {{a-b}}: this is not a field's name" },
	{ "a strange section", "<p>{{#a b}}{{/a b}}</p>",
	    T "1: {{#a b}}: this is not a field's name" },
	{ "a name that ends with a dot", "<p>{{author.}}</p>",
	    T "1: {{author.}}: this is not a field's name" },
	{ "a strange partial", "{{> ../x}}",
	    T "1: {{> ../x}}: this is not a partial's name" },
	{ "no format's name", "<p>{{n|}}</p>",
	    T "1: {{n|}}: a format's name belongs behind the |" },

	/* sections */
	{ "a section that stays open", "<p>\n{{#yes}}</p>",
	    T "2: {{#yes}} is not closed in the element in which it was "
	      "opened" },
	{ "a section across elements", "<div>{{#yes}}<p>{{/yes}}</p></div>",
	    T "1: {{/yes}} closes nothing that was opened in this element; "
	      "sections do not cross elements" },
	{ "a section across attributes",
	    "<p class=\"{{#yes}}\" id=\"{{/yes}}\"/>",
	    T "1: {{#yes}} is not closed in the element in which it was "
	      "opened" },
	{ "sections across each other",
	    "<p>{{#yes}}\n{{#no}}{{/yes}}\n{{/no}}</p>",
	    T "2: {{/yes}} where {{/no}} is expected (opened on line 2)\n" T
	      "3: {{/no}} where {{/yes}} is expected (opened on line 1)" },
	{ "a plural with one form", "<p>{{#plural n}}x{{/plural}}</p>",
	    T "1: a plural has two forms in the source language: "
	      "{{#plural n}}one|more{{/plural}}" },
	{ "a plural with three", "<p>{{#plural n}}x|y|z{{/plural}}</p>",
	    T "1: a plural has two forms in the source language: "
	      "{{#plural n}}one|more{{/plural}}" },
	{ "a plural in a plural",
	    "<p>{{#plural n}}x|{{#plural n}}y|z"
	    "{{/plural}}{{/plural}}</p>",
	    T "1: a plural cannot stand inside a plural" },
	{ "a plural of a text", "<p>{{#plural text}}x|y{{/plural}}</p>",
	    T "1: a plural needs a number; text is none" },

	/* types */
	{ "a yes or no", "<p>{{yes}}</p>",
	    T "1: yes: yes or no is asked with {{#x}} or {{^x}}" },
	{ "a time without format", "<p>{{time}}</p>",
	    T "1: time: a time needs a format: date, datetime, iso or "
	      "rfc822" },
	{ "a list", "<p>{{items}}</p>",
	    T "1: items: a list is shown with {{#x}}...{{/x}}" },
	{ "a list of texts", "<p>{{tags}}</p>",
	    T "1: tags: a list is shown with {{#x}}...{{/x}}" },
	{ "a record", "<p>{{author}}</p>",
	    T "1: author: a record is not shown; name one of its fields" },
	{ "bytes", "<p>{{bytes}}</p>", T "1: bytes: bytes cannot be shown" },
	{ "an unknown format", "<p>{{time|when}}</p>",
	    T "1: time: there is no such format; there are date, datetime, "
	      "iso, number, rfc822" },
	{ "a date of a number", "<p>{{n|date}}</p>",
	    T "1: n: this format is for times" },
	{ "a number of a text", "<p>{{text|number}}</p>",
	    T "1: text: this format is for numbers" },

	/* places */
	{ "html in an attribute", "<p title=\"{{body}}\"/>",
	    T "1: body: html cannot stand here, only in the content of an "
	      "element" },
	{ "html in a title", "<title>{{body}}</title>",
	    T "1: body: html cannot stand here, only in the content of an "
	      "element" },
	{ "html in a textarea", "<textarea>{{body}}</textarea>",
	    T "1: body: html cannot stand here, only in the content of an "
	      "element" },
	{ "html in svg", "<svg><text>{{body}}</text></svg>",
	    T "1: body: html cannot stand here, only in the content of an "
	      "element" },
	{ "a tag in on*", "<p onclick=\"f({{n}})\"/>",
	    T "1: no tags in the attribute onclick" },
	{ "a tag in ON*", "<p ONCLICK=\"{{n}}\"/>",
	    T "1: no tags in the attribute ONCLICK" },
	{ "a section in on*", "<p onclick=\"{{#yes}}f(){{/yes}}\"/>",
	    T "1: no tags in the attribute onclick" },
	{ "a tag in style", "<p style=\"color:{{text}}\"/>",
	    T "1: no tags in the attribute style" },
	{ "a tag in srcdoc", "<iframe srcdoc=\"{{text}}\"/>",
	    T "1: no tags in the attribute srcdoc" },
	{ "a tag in srcset", "<img alt=\"\" srcset=\"{{url}}\"/>",
	    T "1: no tags in the attribute srcset" },
	{ "a tag in a refresh",
	    "<meta http-equiv=\"refresh\" "
	    "content=\"0;url={{url}}\"/>",
	    T "1: no tags in the attribute content" },
	{ "a tag in a REFRESH",
	    "<meta HTTP-EQUIV=\"refresh\" "
	    "CONTENT=\"0;url={{url}}\"/>",
	    T "1: no tags in the attribute CONTENT" },
	{ "a tag in a script", "<script>var a = '{{text}}';</script>",
	    T "1: <script> must be empty; scripts and styles are files in "
	      "assets" },
	{ "a script at all", "<script>f()</script>",
	    T "1: <script> must be empty; scripts and styles are files in "
	      "assets" },
	{ "a style", "<style>p { color: {{text}} }</style>",
	    T "1: <style> must be empty; scripts and styles are files in "
	      "assets" },
	{ "a script in svg", "<svg><script>f()</script></svg>",
	    T "1: there is no element <script> in HTML's svg, or not here" },
	{ "HTML in svg", "<svg><foreignObject/></svg>",
	    T "1: there is no element <foreignObject> in HTML's svg, or not "
	      "here" },
	{ "an animation",
	    "<svg><set attributeName=\"href\" to=\"{{url}}\"/>"
	    "</svg>",
	    T "1: there is no element <set> in HTML's svg, or not here" },
	{ "a tag in a comment", "<p><!-- {{text}} --></p>",
	    T "1: a tag in a comment" },
	{ "a literal script address", "<a href=\"javascript:f()\"/>",
	    T "1: an address begins with /, http://, https:// or mailto:" },
	{ "a literal data address", "<img alt=\"\" src=\"data:x\"/>",
	    T "1: an address begins with /, http://, https:// or mailto:" },
	{ "an address on another host", "<a href=\"//x/{{text}}\"/>",
	    T "1: an address begins with /, http://, https:// or mailto:" },
	{ "a format in an address", "<a href=\"/{{n|number}}\"/>",
	    T "1: n: a format cannot stand in a URL" },
	{ "a message in an address", "<a href=\"/{{note}}\"/>",
	    T "1: note: a message cannot stand in a URL" },
	{ "half a boolean attribute", "<input checked=\"a{{yes}}\"/>",
	    T "1: checked is there or not: its value is one {{flag}}" },
	{ "a boolean attribute of a tag and more",
	    "<input checked=\"{{yes}}{{no}}\"/>",
	    T "1: checked is there or not: its value is one {{flag}}" },
	{ "a boolean attribute of a text", "<input checked=\"{{text}}\"/>",
	    T "1: text is no yes or no" },

	/* XML and HTML */
	{ "no XML", "<p>\n<b></p>",
	    T "2: Opening and ending tag mismatch: b line 2 and p" },
	{ "an attribute without quotes", "<p class={{text}}/>",
	    T "1: AttValue: \" or ' expected" },
	{ "a tag as an element's name", "<{{text}}/>",
	    T "1: StartTag: invalid element name" },
	{ "a tag as an attribute's name", "<p {{text}}=\"\"/>",
	    T "1: error parsing attribute name" },
	{ "a named reference", "<p>\n&nbsp;</p>",
	    T "2: &nbsp; is written &#160; here" },
	{ "a reference that nobody knows", "<p>&foo;</p>",
	    T "1: there is no &foo;" },
	{ "an unknown element", "<p><bold>x</bold></p>",
	    T "1: there is no element <bold> in HTML" },
	{ "an element in capitals", "<P>x</P>",
	    T "1: there is no element <P> in HTML" },
	{ "content of a void element", "<br>x</br>",
	    T "1: <br> must be empty" },
	{ "an element in a title", "<title><b>x</b></title>",
	    T "1: <b> cannot stand here" },
	{ "CDATA", "<p><![CDATA[{{text}}]]></p>",
	    T "1: only elements, text and comments, please" },
	{ "a processing instruction", "<p><?php f() ?></p>",
	    T "1: only elements, text and comments, please" },
	{ "a document type of one's own",
	    "<!DOCTYPE html [<!ENTITY a \"b\">]><p>&a;</p>",
	    T "1: StartTag: invalid element name" },

	/* files */
	{ "a partial that is not there", "<p>\n{{> nothing}}</p>",
	    T "2: there is no template partials/nothing.html" },
	{ "a partial in a partial that includes the first", "{{> round}}",
	    "templates/partials/round2.html:1: "
	    "templates/partials/round.html includes itself" },
	{ "a mistake in a partial", "{{> wrong}}",
	    "templates/partials/wrong.html:2: there is no field nothing here "
	    "(view sample)" },
	{ "several mistakes", "<p>{{yes}}</p>\n<p>{{items}}</p>",
	    T "1: yes: yes or no is asked with {{#x}} or {{^x}}\n" T
	      "2: items: a list is shown with {{#x}}...{{/x}}" },
};

static void
add_partials(struct sample_set *set)
{
	sample_file(set, "templates/partials/round.html", "{{> round2}}");
	sample_file(set, "templates/partials/round2.html", "{{> round}}");
	sample_file(set, "templates/partials/wrong.html", "\n{{nothing}}");
}

static void
test_cases(struct arena *a)
{
	const struct sample *data = sample_new(a);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sample_set set = { .file = "t.html",
			.cats = catalogues_new() };

		sample_file(&set, "templates/t.html", cases[i].template);
		add_partials(&set);
		is_str(sample_render(&set, a, "en", data), cases[i].error,
		    "%s is refused", cases[i].what);
		catalogues_free(set.cats);
	}
}

/* Deep nesting is refused; it must not exhaust the stack. */
static void
test_depth(struct arena *a)
{
	static const struct {
		const char *open, *close;
	} kinds[] = { { "{{#yes}}", "{{/yes}}" }, { "<b>", "</b>" },
		{ "{{#author}}", "{{/author}}" } };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct sample_set set = { .file = "t.html",
			.cats = catalogues_new() };
		struct buf text = { 0 };
		struct str error = { NULL, 0 };

		for (int n = 0; n < 5000; n++)
			buf_str(&text, str_from(kinds[i].open));
		for (int n = 0; n < 5000; n++)
			buf_str(&text, str_from(kinds[i].close));
		sample_file(
		    &set, "templates/t.html", arena_cstr(a, buf_view(&text)));
		ok(sample_load(&set, a, &error) == NULL && error.len > 0,
		    "5,000 times %s is refused", kinds[i].open);
		buf_release(&text);
		catalogues_free(set.cats);
	}
}

static void
test_files(struct arena *a)
{
	struct sample_set set = { .file = "t.html", .cats = catalogues_new() };
	const struct sample *data = sample_new(a);

	is_str(sample_render(&set, a, "en", data),
	    "sample: there is no template t.html",
	    "a view whose template is not there is named");
	sample_file(&set, "templates/t.html", "<p>\xFF</p>");
	is_str(sample_render(&set, a, "en", data),
	    "templates/t.html: is not valid UTF-8",
	    "a template that is no UTF-8 is refused");
	catalogues_free(set.cats);
}

int
main(void)
{
	struct arena *a = arena_new();

	test_cases(a);
	test_depth(a);
	test_files(a);
	arena_release(a);
	return done_testing();
}
