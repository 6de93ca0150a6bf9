/* libxml2's tree → what the allow-list lets through. */
#include "markup/sanitise.h"

#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include "base/utf8.h"
#include "markup/writer.h"

#define MAX_IDS 256

struct walk {
	struct writer writer;
	struct arena *arena;
	bool comment;
	bool too_deep;
	bool in_heading;
	struct outline {
		int levels[6]; /* the source's, of the headings above */
		int n;
	} outline;
	struct str ids[MAX_IDS];
	size_t n_ids;
};

static void walk_siblings(struct walk *w, const xmlNode *node, int depth);

/* ---- the parser ---- */

static xmlParserInputPtr
refuse_entity(const char *url, const char *id, xmlParserCtxtPtr parser)
{
	return NULL;
}

static void
ignore_error(void *arg, xmlErrorPtr error)
{
}

void
sanitise_init(void)
{
	xmlInitParser();
	xmlSetExternalEntityLoader(refuse_entity);
	xmlSetStructuredErrorFunc(NULL, ignore_error);
}

/*
 * NULL when memory is short. *halted: the parser gave up inside, which it
 * does for depth and for nothing else that can be read here.
 */
static xmlDoc *
parse(struct arena *a, struct str html, bool *halted)
{
	const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
			    HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
			    HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC;
	htmlParserCtxt *parser = htmlNewParserCtxt();
	/* Inside a body at once: what stands before one is guessed about. */
	struct buf page = { 0 };

	if (parser == NULL)
		return NULL;
	buf_lit(&page, "<body>");
	buf_bytes(&page, html.ptr, html.len);
	const struct str text = buf_take(&page, a);
	xmlDoc *doc = htmlCtxtReadMemory(
	    parser, text.ptr, (int)text.len, NULL, "UTF-8", options);

	*halted = parser->disableSAX != 0;
	htmlFreeParserCtxt(parser);
	return doc;
}

enum markup_fault
sanitise(struct arena *a, struct str html, bool comment, struct markup *out)
{
	struct walk *w = ARENA_NEW(a, struct walk);
	bool halted = false;
	/* Once more: cmark has resolved references since. libxml2 takes a
	 * text with U+FFFE for some other encoding. */
	xmlDoc *doc = parse(a, text_clean(a, html), &halted);

	if (doc == NULL)
		return MARKUP_TOO_MUCH;
	writer_init(&w->writer, a, MARKUP_MAX_HTML_BYTES);
	w->arena = a;
	w->comment = comment;
	walk_siblings(w, doc->children, 0);
	xmlFreeDoc(doc);
	const bool whole = writer_finish(&w->writer, &out->html.text);

	if (halted || w->too_deep)
		return MARKUP_TOO_DEEP;
	if (!whole)
		return MARKUP_TOO_MUCH;
	if (!utf8_valid(out->html.text))
		return MARKUP_NOT_TEXT;
	out->excerpt =
	    excerpt_take(&w->writer.excerpt, a, MARKUP_EXCERPT_CHARS);
	return MARKUP_OK;
}

/* ---- attributes ---- */

static struct str
attribute_value(struct walk *w, const xmlAttr *attribute)
{
	const xmlNode *text = attribute->children;

	if (text == NULL)
		return STR("");
	if (text->next == NULL && text->type == XML_TEXT_NODE)
		return text_clean(
		    w->arena, str_from((const char *)text->content));
	xmlChar *joined =
	    xmlNodeListGetString(attribute->doc, attribute->children, 1);
	const struct str value = text_clean(
	    w->arena, arena_str(w->arena, str_from((const char *)joined)));

	xmlFree(joined);
	return value;
}

/* The value of one attribute, absent if the element has none. */
static struct str
find_attribute(struct walk *w, const xmlNode *node, const char *name)
{
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		if (strcmp((const char *)at->name, name) == 0)
			return attribute_value(w, at);
	}
	return (struct str){ NULL, 0 };
}

static void
put_attribute(struct buf *to, const char *name, struct str value)
{
	buf_lit(to, " ");
	buf_html(to, str_from(name));
	buf_lit(to, "=\"");
	buf_attr(to, value);
	buf_lit(to, "\"");
}

/* An id may stand once; in comments, of which a page has many, not at all. */
static bool
new_id(struct walk *w, struct str id)
{
	if (w->comment || w->n_ids == MAX_IDS)
		return false;
	for (size_t i = 0; i < w->n_ids; i++) {
		if (str_eq(w->ids[i], id))
			return false;
	}
	w->ids[w->n_ids++] = arena_str(w->arena, id);
	return true;
}

/* Fills in what the element may keep of the node's attributes. */
static void
clean_attributes(struct walk *w, const xmlNode *node, struct tag *tag)
{
	unsigned left = tag->element->attributes;
	struct buf attributes = { 0 }, id = { 0 }, value = { 0 };

	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		enum attribute which;

		if (!attribute_find(str_from((const char *)at->name), &which) ||
		    (left & (1u << which)) == 0)
			continue;
		buf_reset(&value);
		if (!attribute_clean(which, attribute_value(w, at), &value))
			continue;
		left &= ~(1u << which);
		if (which != ATTRIBUTE_ID)
			put_attribute(&attributes, attribute_name(which),
			    buf_view(&value));
		else if (new_id(w, buf_view(&value)))
			put_attribute(&id, "id", buf_view(&value));
		if (which == ATTRIBUTE_HREF)
			put_attribute(&attributes, "rel", STR(LINK_REL));
	}
	tag->attributes = buf_take(&attributes, w->arena);
	tag->id = buf_take(&id, w->arena);
	buf_release(&value);
}

/* ---- elements ---- */

static void
children(struct walk *w, const xmlNode *node, int depth)
{
	walk_siblings(w, node->children, depth + 1);
}

static bool
is_heading(const struct element *e)
{
	return e->name[0] == 'h' && e->name[1] >= '1' && e->name[1] <= '6';
}

/*
 * Headings nest below the page's title without gaps, whatever levels the
 * author used: the outline is what counts. Its own output stays as it is.
 */
static const struct element *
heading_element(struct outline *o, const char *name)
{
	const int level = name[1] - '0';
	char own[3] = "h2";

	while (o->n > 0 && o->levels[o->n - 1] >= level)
		o->n--;
	own[1] = (char)('2' + (o->n < 4 ? o->n : 4));
	o->levels[o->n++] = level;
	return element_find(str_from(own));
}

/* In a comment, a heading is a paragraph in bold letters. */
static void
walk_bold(struct walk *w, const xmlNode *node, int depth)
{
	const struct tag p = { .element = element_find(STR("p")) };
	const struct tag strong = { .element = element_find(STR("strong")) };

	writer_start(&w->writer, &p);
	writer_start(&w->writer, &strong);
	children(w, node, depth);
	writer_end(&w->writer);
	writer_end(&w->writer);
}

static void
walk_heading(struct walk *w, const xmlNode *node, struct tag *tag, int depth)
{
	const struct outline before = w->outline;

	if (w->comment) {
		walk_bold(w, node, depth);
		return;
	}
	if (w->in_heading) {
		children(w, node, depth);
		return;
	}
	w->in_heading = true;
	tag->element = heading_element(&w->outline, tag->element->name);
	writer_start(&w->writer, tag);
	children(w, node, depth);
	/* One without words is not written and counts for nothing. */
	if (writer_is_empty(&w->writer))
		w->outline = before;
	writer_end(&w->writer);
	w->in_heading = false;
}

/* The address again, from the attribute text that was made of it. */
static struct str
link_text(struct walk *w, const xmlNode *node, const char *attribute)
{
	struct buf url = { 0 };

	if (!url_clean(find_attribute(w, node, attribute), &url) ||
	    !str_starts(buf_view(&url), STR("http"))) {
		buf_release(&url);
		return STR("");
	}
	return buf_take(&url, w->arena);
}

/* A link without words shows where it goes, rather than nothing. */
static void
walk_link(struct walk *w, const xmlNode *node, struct tag *tag, int depth)
{
	writer_start(&w->writer, tag);
	children(w, node, depth);
	if (writer_is_empty(&w->writer))
		writer_text(&w->writer, link_text(w, node, "href"));
	writer_end(&w->writer);
}

static void
walk_image(struct walk *w, const xmlNode *node, struct tag *tag)
{
	const struct str src = find_attribute(w, node, "src");
	const struct str alt = find_attribute(w, node, "alt");
	const struct str url = link_text(w, node, "src");
	struct tag link = { .element = element_find(STR("a")) };
	struct buf attributes = { 0 };

	if (src.ptr != NULL && url_is_image(str_trim(src))) {
		writer_single(&w->writer, tag);
		return;
	}
	if (url.len == 0) {
		writer_text(&w->writer, alt);
		return;
	}
	put_attribute(&attributes, "href", url);
	put_attribute(&attributes, "rel", STR(LINK_REL));
	link.attributes = buf_take(&attributes, w->arena);
	writer_start(&w->writer, &link);
	writer_text(&w->writer, text_is_blank(alt) ? url : alt);
	writer_end(&w->writer);
}

static void
walk_plain(struct walk *w, const xmlNode *node, struct tag *tag, int depth)
{
	writer_start(&w->writer, tag);
	children(w, node, depth);
	writer_end(&w->writer);
}

static void
walk_element(struct walk *w, const xmlNode *node, int depth)
{
	const struct element *e =
	    element_find(str_from((const char *)node->name));
	struct tag tag = { .element = e };

	if (e == NULL || e->fate == ELEMENT_UNWRAPPED) {
		children(w, node, depth);
		return;
	}
	if (e->fate == ELEMENT_DROPPED)
		return;
	if (e->fate == ELEMENT_KEPT)
		clean_attributes(w, node, &tag);
	if (element_is_mute(e) && tag.attributes.len == 0 && tag.id.len == 0) {
		children(w, node, depth);
		return;
	}
	if (is_heading(e))
		walk_heading(w, node, &tag, depth);
	else if (strcmp(e->name, "a") == 0)
		walk_link(w, node, &tag, depth);
	else if (strcmp(e->name, "img") == 0)
		walk_image(w, node, &tag);
	else if (e->fate == ELEMENT_KEPT && e->holds == CONTENT_NONE)
		writer_single(&w->writer, &tag);
	else
		walk_plain(w, node, &tag, depth);
}

static void
walk_siblings(struct walk *w, const xmlNode *node, int depth)
{
	if (depth > SANITISE_MAX_DEPTH) {
		w->too_deep = w->too_deep || node != NULL;
		return;
	}
	for (; node != NULL; node = node->next) {
		if (node->type == XML_TEXT_NODE)
			writer_text(
			    &w->writer, str_from((const char *)node->content));
		else if (node->type == XML_ELEMENT_NODE)
			walk_element(w, node, depth);
	}
}
