/* Tables of elements and attributes. */
#include "render/element_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "render/node_impl.h"

#define BLOCK	 ELEMENT_BLOCK
#define BOX	 ELEMENT_BOX
#define VOID	 ELEMENT_VOID
#define VERBATIM ELEMENT_VERBATIM
#define CODE	 ELEMENT_CODE
#define EMPTY	 ELEMENT_EMPTY
#define LEAD	 ELEMENT_LEAD

/* Sorted by name. */
static const struct element html_elements[] = {
	{ "a", 0 },
	{ "abbr", 0 },
	{ "address", BLOCK },
	{ "area", BLOCK | VOID },
	{ "article", BLOCK },
	{ "aside", BLOCK },
	{ "audio", BOX },
	{ "b", 0 },
	{ "base", BLOCK | VOID },
	{ "bdi", 0 },
	{ "bdo", 0 },
	{ "blockquote", BLOCK },
	{ "body", BLOCK },
	{ "br", VOID | ELEMENT_BREAK },
	{ "button", BOX },
	{ "canvas", BOX },
	{ "caption", BLOCK },
	{ "cite", 0 },
	{ "code", VERBATIM | CODE },
	{ "col", BLOCK | VOID },
	{ "colgroup", BLOCK },
	{ "data", 0 },
	{ "datalist", BLOCK },
	{ "dd", BLOCK },
	{ "del", 0 },
	{ "details", BLOCK },
	{ "dfn", 0 },
	{ "dialog", BLOCK },
	{ "div", BLOCK },
	{ "dl", BLOCK },
	{ "dt", BLOCK },
	{ "em", 0 },
	{ "embed", BOX | VOID },
	{ "fieldset", BLOCK },
	{ "figcaption", BLOCK },
	{ "figure", BLOCK },
	{ "footer", BLOCK },
	{ "form", BLOCK },
	{ "h1", BLOCK },
	{ "h2", BLOCK },
	{ "h3", BLOCK },
	{ "h4", BLOCK },
	{ "h5", BLOCK },
	{ "h6", BLOCK },
	{ "head", BLOCK },
	{ "header", BLOCK },
	{ "hgroup", BLOCK },
	{ "hr", BLOCK | VOID },
	{ "html", BLOCK },
	{ "i", 0 },
	{ "iframe", BOX | EMPTY },
	{ "img", VOID },
	{ "input", BOX | VOID },
	{ "ins", 0 },
	{ "kbd", CODE },
	{ "label", BOX },
	{ "legend", BLOCK },
	{ "li", BLOCK },
	{ "link", BLOCK | VOID },
	{ "main", BLOCK },
	{ "map", BOX },
	{ "mark", 0 },
	{ "menu", BLOCK },
	{ "meta", BLOCK | VOID },
	{ "meter", BOX },
	{ "nav", BLOCK },
	{ "noscript", BLOCK },
	{ "object", BOX },
	{ "ol", BLOCK },
	{ "optgroup", BLOCK },
	{ "option", BLOCK },
	{ "output", BOX },
	{ "p", BLOCK },
	{ "picture", BOX },
	{ "pre", BLOCK | VERBATIM | CODE | LEAD },
	{ "progress", BOX },
	{ "q", 0 },
	{ "rp", 0 },
	{ "rt", 0 },
	{ "ruby", 0 },
	{ "s", 0 },
	{ "samp", CODE },
	{ "script", BLOCK | EMPTY },
	{ "search", BLOCK },
	{ "section", BLOCK },
	{ "select", BOX },
	{ "small", 0 },
	{ "source", BLOCK | VOID },
	{ "span", 0 },
	{ "strong", 0 },
	{ "style", BLOCK | EMPTY },
	{ "sub", 0 },
	{ "summary", BLOCK },
	{ "sup", 0 },
	{ "svg", BOX | CODE },
	{ "table", BLOCK },
	{ "tbody", BLOCK },
	{ "td", BLOCK },
	{ "template", BLOCK },
	{ "textarea", BOX | VERBATIM | CODE | LEAD },
	{ "tfoot", BLOCK },
	{ "th", BLOCK },
	{ "thead", BLOCK },
	{ "time", 0 },
	{ "title", BLOCK },
	{ "tr", BLOCK },
	{ "track", BLOCK | VOID },
	{ "u", 0 },
	{ "ul", BLOCK },
	{ "var", 0 },
	{ "video", BOX },
	{ "wbr", VOID },
};

static const struct element custom_element = { "", 0 };
static const struct element svg_element = { "", BLOCK | CODE };
/* Pictures only: no script, no animation, no way back to HTML. */
static const char *const svg_elements[] = { "circle", "clipPath", "defs",
	"desc", "ellipse", "g", "line", "linearGradient", "mask", "path",
	"polygon", "polyline", "radialGradient", "rect", "stop", "symbol",
	"text", "title", "tspan", "use" };
static const struct element xml_element = { "", BLOCK };

/* Of RSS, Atom, OPML and sitemaps. */
static const struct element xml_elements[] = {
	{ "comments", BLOCK | ELEMENT_URL },
	{ "copyright", BLOCK | ELEMENT_WORDS },
	{ "description", BLOCK | ELEMENT_WORDS },
	{ "docs", BLOCK | ELEMENT_URL },
	{ "icon", BLOCK | ELEMENT_URL },
	{ "link", BLOCK | ELEMENT_URL },
	{ "loc", BLOCK | ELEMENT_URL },
	{ "logo", BLOCK | ELEMENT_URL },
	{ "name", BLOCK | ELEMENT_WORDS },
	{ "rights", BLOCK | ELEMENT_WORDS },
	{ "subtitle", BLOCK | ELEMENT_WORDS },
	{ "summary", BLOCK | ELEMENT_WORDS },
	{ "title", BLOCK | ELEMENT_WORDS },
	{ "uri", BLOCK | ELEMENT_URL },
	{ "url", BLOCK | ELEMENT_URL },
	{ "wfw:commentRss", BLOCK | ELEMENT_URL },
};

static const char *const url_attrs[] = { "action", "background", "cite", "data",
	"formaction", "href", "icon", "longdesc", "manifest", "ping", "poster",
	"src", "xlink:href" };
static const char *const boolean_attrs[] = { "allowfullscreen", "async",
	"autofocus", "autoplay", "checked", "controls", "default", "defer",
	"disabled", "formnovalidate", "hidden", "inert", "ismap", "loop",
	"multiple", "muted", "nomodule", "novalidate", "open", "playsinline",
	"readonly", "required", "reversed", "selected" };
static const char *const word_attrs[] = { "alt", "aria-description",
	"aria-label", "aria-roledescription", "label", "placeholder", "title" };
static const char *const closed_attrs[] = { "http-equiv", "imagesrcset",
	"srcdoc", "srcset", "style" };
static const char *const whole_attrs[] = { "action", "alt", "content", "name",
	"src", "value" };
static const char *const worded_metas[] = { "description", "og:description",
	"og:site_name", "og:title" };
static const char *const xml_url_attrs[] = { "domain", "href", "htmlUrl",
	"rdf:resource", "src", "url", "xmlUrl" };
static const char *const xml_word_attrs[] = { "label", "text", "title" };

/* Browsers read names without regard to case. */
static bool
is_one_of(struct str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq_nocase(name, str_from(names[i])))
			return true;
	}
	return false;
}

#define IS_ONE_OF(name, names) is_one_of((name), (names), COUNT(names))

static int
compare_name(const void *key, const void *element)
{
	return str_compare(*(const struct str *)key,
	    str_from(((const struct element *)element)->name));
}

const struct element *
element_of_html(struct str name)
{
	if (memchr(name.ptr, '-', name.len) != NULL)
		return &custom_element;
	return bsearch(&name, html_elements, COUNT(html_elements),
	    sizeof(html_elements[0]), compare_name);
}

const struct element *
element_of_svg(struct str name)
{
	for (size_t i = 0; i < COUNT(svg_elements); i++) {
		if (str_is(name, svg_elements[i]))
			return &svg_element;
	}
	return NULL;
}

const struct element *
element_of_xml(struct str name)
{
	const struct element *e = bsearch(&name, xml_elements,
	    COUNT(xml_elements), sizeof(xml_elements[0]), compare_name);

	return e != NULL ? e : &xml_element;
}

/* Only these metas speak to people. */
static bool
is_worded_meta(const struct node *element)
{
	struct str about = node_attr(element, "name");

	if (about.ptr == NULL)
		about = node_attr(element, "property");
	return IS_ONE_OF(about, worded_metas);
}

enum attr_kind
attr_kind_of_html(const struct node *element, struct str name)
{
	if (str_eq_nocase(str_slice(name, 0, 2), STR("on")) ||
	    str_eq_nocase(str_slice(name, 0, 5), STR("xmlns")) ||
	    IS_ONE_OF(name, closed_attrs))
		return ATTR_CLOSED;
	if (IS_ONE_OF(name, url_attrs))
		return ATTR_URL;
	if (IS_ONE_OF(name, boolean_attrs))
		return ATTR_BOOLEAN;
	if (IS_ONE_OF(name, word_attrs))
		return ATTR_WORDS;
	if (!str_eq_nocase(name, STR("content")))
		return ATTR_PLAIN;
	if (node_attr(element, "http-equiv").ptr != NULL)
		return ATTR_CLOSED;
	return is_worded_meta(element) ? ATTR_WORDS : ATTR_PLAIN;
}

enum attr_kind
attr_kind_of_xml(struct str name)
{
	if (str_starts(name, STR("xmlns")))
		return ATTR_CLOSED;
	if (IS_ONE_OF(name, xml_url_attrs))
		return ATTR_URL;
	return IS_ONE_OF(name, xml_word_attrs) ? ATTR_WORDS : ATTR_PLAIN;
}

bool
attr_is_optional(struct str name)
{
	return !IS_ONE_OF(name, whole_attrs);
}
