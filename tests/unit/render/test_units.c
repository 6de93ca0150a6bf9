/* What is translated, how, and when a translation is refused. */
#include <string.h>

#include "../tap.h"
#include "render/units.h"
#include "sample.h"

/*
 * Units of a template, in order: "id" or "one|more", joined by "; ". Those of
 * the partials come behind them.
 */
static const struct {
	const char *what, *template, *units;
} cases[] = {
	{ "a block's content", "<p>Hello</p>", "Hello" },
	{ "each block's", "<div><p>One</p><p>Two</p></div>", "One; Two" },
	{ "white space is collapsed", "<p>\n  One\n  two </p>", "One two" },
	{ "tags and inline elements belong to it",
	    "<p>By <a href=\"/m/{{login}}\" class=\"x\">{{text}}</a>!</p>",
	    "By <a href=\"/m/{{login}}\" class=\"x\">{{text}}</a>!" },
	{ "sections, partials and formats, too",
	    "<p>On {{time|date}}{{#yes}} in {{text}}{{/yes}}{{^no}}!{{/no}} "
	    "{{> inline}}<br/></p>",
	    "On {{time|date}}{{#yes}} in {{text}}{{/yes}}{{^no}}!{{/no}} "
	    "{{> inline}}<br/>" },
	{ "references are written plainly",
	    "<p>A &amp; B &lt; C &gt; D&#160;\"E\"</p>",
	    "A &amp; B &lt; C > D\xC2\xA0\"E\"" },
	{ "without words it is none",
	    "<p>{{text}} · 12 <b>({{n}})</b> https://example.org/x</p>", "" },
	{ "a run without words of its own is divided",
	    "<p><a href=\"/a\">One</a> · <a href=\"/b\"><b>Two</b></a></p>",
	    "One; Two" },
	{ "so are sections", "<p>{{#yes}}One{{/yes}}{{^yes}}Two{{/yes}}</p>",
	    "One; Two" },
	{ "blocks inside end a run",
	    "<div>One <b>two</b><p>Three</p>four</div>",
	    "One <b>two</b>; Three; four" },
	{ "so do controls, labels and pictures",
	    "<p>A<label>One <input name=\"x\"/> two</label>"
	    "<button>Three</button> <svg><text>no</text></svg> Four</p>",
	    "A; One; two; Three; Four" },
	{ "and partials with blocks", "<div>One {{> block}} two</div>",
	    "One; two" },
	{ "and whatever holds one", "<div>One <a>x<p>Two</p></a></div>",
	    "One; x; Two" },
	{ "a list's text",
	    "<ul>{{#items}}<li>See {{title}}</li>{{/items}}"
	    "</ul>",
	    "See {{title}}" },
	{ "plurals",
	    "<p>{{#plural n}}{{n}} <b>cat</b>|{{n}} <b>cats</b>"
	    "{{/plural}}</p>",
	    "{{n}} <b>cat</b>|{{n}} <b>cats</b>" },
	{ "plurals end a run",
	    "<p>With {{#plural n}}a cat|cats{{/plural}} "
	    "inside</p>",
	    "With; a cat|cats; inside" },
	{ "attributes for people",
	    "<p title=\"One\"><img alt=\"Two\" src=\"/x\"/>"
	    "<input placeholder=\"Three {{text}}\" value=\"no\"/>"
	    "<a aria-label=\"Four\" class=\"no\">{{n}}</a></p>",
	    "One; Two; Three {{text}}; Four" },
	{ "attributes inside a unit are part of it",
	    "<p>See <a title=\"Here\">this</a></p>",
	    "See <a title=\"Here\">this</a>" },
	{ "plurals in attributes",
	    "<p title=\"{{#plural n}}a cat|{{n}} cats{{/plural}}\"/>",
	    "a cat|{{n}} cats" },
	{ "descriptions, no other metas",
	    "<meta name=\"description\" content=\"One\"/>"
	    "<meta property=\"og:title\" content=\"Two\"/>"
	    "<meta name=\"viewport\" content=\"width=device-width\"/>",
	    "One; Two" },
	{ "code is no unit",
	    "<pre>One</pre><p><code>two</code></p><p>Type "
	    "<code>x</code></p><textarea>three</textarea>",
	    "Type <code>x</code>" },
	{ "nor what says so",
	    "<p translate=\"no\">One <b>two</b></p>"
	    "<p><b translate=\"no\">Sala</b> <i>Three</i></p>",
	    "Three" },
};

static void
add_unit(void *arg, const struct unit *unit)
{
	struct buf *out = arg;

	if (out->len > 0)
		buf_lit(out, "; ");
	buf_str(out, unit->id);
	if (unit->plural_id.ptr != NULL) {
		buf_lit(out, "|");
		buf_str(out, unit->plural_id);
	}
}

static void
add_partials(struct sample_set *set)
{
	sample_file(set, "templates/partials/inline.html", "<b>{{n}}</b>\n");
	sample_file(set, "templates/partials/block.html", "<p>Part</p>\n");
}

static struct str
units_of(struct arena *a, const char *file, const char *text)
{
	struct sample_set set = { .n_files = 0 };
	struct buf out = { 0 };
	struct str error;

	sample_file(&set, file, text);
	add_partials(&set);
	const struct units_options options = { .files = set.files,
		.n_files = set.n_files,
		.fn = add_unit,
		.arg = &out,
		.arena = a };
	if (!units_each(&options, &error))
		note(STR_FMT, STR_ARG(error));
	return buf_take(&out, a);
}

static void
test_cases(struct arena *a)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *expected =
		    cases[i].units[0] == '\0'
			? "Part"
			: arena_fmt(a, "%s; Part", cases[i].units).ptr;

		is_str(units_of(a, "templates/t.html", cases[i].template),
		    expected, "%s", cases[i].what);
	}
	is_str(units_of(a, "templates/t.txt",
		   "Dear {{text}},\n\nthere is\nnews & more.\n\n\n-- \n"
		   "{{url}}\n"),
	    "Dear {{text}},; there is\nnews & more.; Part",
	    "paragraphs of a plain text");
	is_str(units_of(a, "templates/t.xml",
		   "<?xml version=\"1.0\"?>\n<rss><channel><title>Notes of "
		   "{{text}}</title><ttl>sixty</ttl><link>/x</link>"
		   "<outline text=\"All\"/></channel></rss>"),
	    "Notes of {{text}}; All; Part", "titles and names of a feed");
}

#define PO_HEAD                                                                \
	"msgid \"\"\nmsgstr \"\"\n"                                            \
	"\"Content-Type: text/plain; charset=UTF-8\\n\"\n"                     \
	"\"Plural-Forms: nplurals=3; plural=n==1 ? 0 : n==2 ? 1 : 2;\\n\"\n\n"

/* A catalogue's entry, a template, and the page in that language. */
static const struct {
	const char *what, *po, *file, *template, *page;
} translations[] = {
	{ "a unit", "msgid \"Hello\"\nmsgstr \"Bonjour\"\n", "t.html",
	    "<p>\n Hello </p><p title=\"Hello\">{{n}}</p>",
	    "<p>Bonjour</p><p title=\"Bonjour\">1234</p>" },
	{ "in another order",
	    "msgid \"{{n}} by <b>{{text}}</b>\"\n"
	    "msgstr \"<b>{{text}}</b>: {{n}} & fin\"\n",
	    "t.html", "<p>{{n}} by <b>{{text}}</b></p>",
	    "templates/po/fr.po:6: xmlParseEntityRef: no name" },
	{ "in another order",
	    "msgid \"{{one}} by <b>{{login}}</b>\"\n"
	    "msgstr \"<b>{{login}}</b>: {{one}} &amp; fin\"\n",
	    "t.html", "<p>{{one}} by <b>{{login}}</b></p>",
	    "<p><b>somchai</b>: 1 &amp; fin</p>" },
	{ "in its scope",
	    "msgid \"See {{title}}\"\nmsgstr \"Voir {{title}}"
	    "\"\n",
	    "t.html",
	    "<ul>{{#items}}<li>See {{title}}</li>{{/items}}"
	    "</ul>",
	    "<ul><li>Voir First</li><li>Voir Second</li></ul>" },
	{ "white space around it stays", "msgid \"One\"\nmsgstr \"Un\"\n",
	    "t.html", "<p><a>{{n}}</a> One <b><i>{{n}}</i></b></p>",
	    "<p><a>1234</a> One <b><i>1234</i></b></p>" },
	{ "and between divided runs", "msgid \"One\"\nmsgstr \"Un\"\n",
	    "t.html", "<p><b>{{n}}</b> <a>One</a> <i>{{n}}</i></p>",
	    "<p><b>1234</b> <a>Un</a> <i>1234</i></p>" },
	{ "inside a partial", "msgid \"Part\"\nmsgstr \"Partie\"\n", "t.html",
	    "<div>{{> block}}</div>", "<div><p>Partie</p></div>" },
	{ "with a partial inside",
	    "msgid \"See {{> inline}}\"\n"
	    "msgstr \"{{> inline}} : voir\"\n",
	    "t.html", "<p>See {{> inline}}</p>", "<p><b>1234</b> : voir</p>" },
	{ "attributes inside a unit",
	    "msgid \"See <a href=\\\"/{{one}}\\\" title=\\\"Here\\\">it</a>"
	    "\"\nmsgstr \"Voir <a href=\\\"/{{one}}\\\" title=\\\"Ici\\\">ça"
	    "</a>\"\n",
	    "t.html", "<p>See <a href=\"/{{one}}\" title=\"Here\">it</a></p>",
	    "<p>Voir <a href=\"/1\" title=\"Ici\">ça</a></p>" },
	{ "what is not translated stays", "msgid \"Other\"\nmsgstr \"Autre\"\n",
	    "t.html", "<p>Hello</p>", "<p>Hello</p>" },
	{ "code stays", "msgid \"Hello\"\nmsgstr \"Bonjour\"\n", "t.html",
	    "<p><code>Hello</code></p>", "<p><code>Hello</code></p>" },
	{ "a message field",
	    "msgid \"Over {n} <{arg}>\"\n"
	    "msgstr \"<{arg}> > {n} {n\"\n",
	    "t.html", "<p>{{note}}</p>",
	    "<p>&lt;a&amp;b&gt; &gt; 1\xE2\x80\xAF"
	    "000 {n</p>" },
	{ "plurals by the catalogue's rule",
	    "msgid \"{{n}} cat\"\nmsgid_plural \"{{n}} cats\"\n"
	    "msgstr[0] \"un chat\"\nmsgstr[1] \"deux chats\"\n"
	    "msgstr[2] \"{{n}} chats\"\n",
	    "t.html",
	    "<p>{{n}}: {{#items}}{{#plural n}}{{n}} cat|{{n}} cats{{/plural}}"
	    ", {{/items}}{{#plural n}}{{n}} cat|{{n}} cats{{/plural}}</p>",
	    "templates/po/fr.po:6: the translation of \"{{n}} cat\" lacks "
	    "{{n}}" },
	{ "plurals by the catalogue's rule",
	    "msgid \"a cat\"\nmsgid_plural \"{{n}} cats\"\n"
	    "msgstr[0] \"un chat\"\nmsgstr[1] \"deux chats\"\n"
	    "msgstr[2] \"{{n}} chats\"\n",
	    "t.html",
	    "<p>{{#items}}{{#plural n}}a cat|{{n}} cats{{/plural}}, {{/items}}"
	    "{{#plural n}}a cat|{{n}} cats{{/plural}}</p>",
	    "<p>un chat, deux chats, 1234 chats</p>" },
	{ "plain text",
	    "msgid \"there is\\nnews & <x>\"\n"
	    "msgstr \"il y a\\ndu nouveau & <x>\"\n",
	    "t.txt", "Hi\n\nthere is\nnews & <x>\n",
	    "Hi\n\nil y a\ndu nouveau & <x>\n" },
	{ "a feed's title",
	    "msgid \"Notes of {{text}}\"\n"
	    "msgstr \"Notes de {{text}}\"\n",
	    "t.xml",
	    "<rss><title>Notes of {{text}}</title><ttl>Notes of {{n}}</ttl>"
	    "</rss>",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<rss><title>Notes de a&lt;b&gt;&amp;&quot;c&#39;d</title>"
	    "<ttl>Notes of 1234</ttl></rss>" },

	/* refused */
	{ "a lost tag", "msgid \"See {{text}}\"\nmsgstr \"Voir\"\n", "t.html",
	    "<p>See {{text}}</p>",
	    "templates/po/fr.po:6: the translation of \"See {{text}}\" lacks "
	    "{{text}}" },
	{ "a tag too many",
	    "msgid \"See {{text}}\"\n"
	    "msgstr \"Voir {{text}} {{text}}\"\n",
	    "t.html", "<p>See {{text}}</p>",
	    "templates/po/fr.po:6: the translation of \"See {{text}}\" has "
	    "{{text}}, which the original has not (so often)" },
	{ "another format",
	    "msgid \"On {{time|date}}\"\n"
	    "msgstr \"Le {{time|iso}}\"\n",
	    "t.html",
	    "<p>On {{time|date}}"
	    "</p>",
	    "templates/po/fr.po:6: the translation of \"On {{time|date}}\" "
	    "lacks {{time|date}}" },
	{ "an element too many",
	    "msgid \"Hello\"\n"
	    "msgstr \"<b>Bonjour</b>\"\n",
	    "t.html", "<p>Hello</p>",
	    "templates/po/fr.po:6: the translation of \"Hello\" has <b/>, "
	    "which the original has not (so often)" },
	{ "a script",
	    "msgid \"Hello\"\n"
	    "msgstr \"<script src='/x'/>Bonjour\"\n",
	    "t.html", "<p>Hello</p>",
	    "templates/po/fr.po:6: the translation of \"Hello\" has <script "
	    "src=\"/x\"/>, which the original has not (so often)" },
	{ "another address",
	    "msgid \"See <a href=\\\"/a\\\">it</a>\"\n"
	    "msgstr \"Voir <a href=\\\"/b\\\">ça</a>\"\n",
	    "t.html", "<p>See <a href=\"/a\">it</a></p>",
	    "templates/po/fr.po:6: the translation of \"See <a href=\"/a\">it"
	    "</a>\" lacks <a href=\"/a\"/>" },
	{ "an element that does not end",
	    "msgid \"See <b>it</b>\"\n"
	    "msgstr \"Voir <b>ça\"\n",
	    "t.html", "<p>See <b>it</b></p>",
	    "templates/po/fr.po:6: Opening and ending tag mismatch: b line 1 "
	    "and template" },
	{ "a section that does not end",
	    "msgid \"See {{#yes}}it{{/yes}}\"\nmsgstr \"Voir {{#yes}}ça\"\n",
	    "t.html", "<p>See {{#yes}}it{{/yes}}</p>",
	    "templates/po/fr.po:6: {{#yes}} is not closed in the element in "
	    "which it was opened" },
};

static void
test_translations(struct arena *a)
{
	const struct sample *data = sample_new(a);

	for (size_t i = 0; i < COUNT(translations); i++) {
		struct sample_set set = { .file = translations[i].file,
			.cats = catalogues_new() };
		const struct str po =
		    arena_fmt(a, PO_HEAD "%s", translations[i].po);
		struct buf error = { 0 };

		ok(catalogues_add(
		       set.cats, "templates/po/fr.po", STR("fr"), po, &error),
		    "the catalogue is read");
		sample_file(&set, arena_fmt(a, "templates/%s", set.file).ptr,
		    translations[i].template);
		add_partials(&set);
		is_str(sample_render(&set, a, "fr", data), translations[i].page,
		    "%s", translations[i].what);
		buf_release(&error);
		catalogues_free(set.cats);
	}
}

int
main(void)
{
	struct arena *a = arena_new();

	test_cases(a);
	test_translations(a);
	arena_release(a);
	return done_testing();
}
