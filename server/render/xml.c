/*
 * XML templates to nodes. libxml2 parses the text inside a root element of
 * our own, so that fragments are documents and no DOCTYPE can be in them;
 * its tree is copied into nodes and freed.
 */
#include <libxml/parser.h>
#include <libxml/HTMLparser.h>
#include <libxml/tree.h>
#include <string.h>

#include "base/buf.h"
#include "render/weave_impl.h"

#define ROOT	  "template"
#define MAX_DEPTH 200

static struct str
xml_str(const xmlChar *s)
{
	return str_from((const char *)s);
}

/* HTML's names are not XML's; the number says the same. */
static void
fault_entity(struct parse *p, struct place at, const char *name)
{
	const htmlEntityDesc *known = htmlEntityLookup((const xmlChar *)name);

	if (known != NULL)
		fault(p->faults, at, "&%s; is written &#%u; here", name,
		    known->value);
	else
		fault(p->faults, at, "there is no &%s;", name);
}

static void
on_xml_error(void *data, xmlErrorPtr e)
{
	struct parse *p = ((xmlParserCtxtPtr)data)->_private;
	const struct place at = { p->file,
		p->fixed_line ? p->first_line : p->first_line + e->line - 1 };
	const struct str what = str_trim(str_from(e->message));

	/* Prefixes of fragments are declared by what includes them. */
	if (e->code == XML_NS_ERR_UNDEFINED_NAMESPACE &&
	    (p->is_fragment || p->format == FORMAT_HTML))
		return;
	if (e->code == XML_ERR_UNDECLARED_ENTITY && e->str1 != NULL)
		fault_entity(p, at, e->str1);
	else
		fault(p->faults, at, STR_FMT, STR_ARG(what));
}

static xmlDoc *
read_document(struct parse *p, struct str text)
{
	struct buf wrapped = { 0 };
	xmlParserCtxtPtr ctxt = xmlNewParserCtxt();

	buf_lit(&wrapped, "<" ROOT ">");
	buf_str(&wrapped, text);
	buf_lit(&wrapped, "</" ROOT ">");
	ctxt->_private = p;
	ctxt->sax->serror = on_xml_error;
	xmlDoc *doc = xmlCtxtReadMemory(ctxt, wrapped.ptr, (int)wrapped.len,
	    NULL, "UTF-8", XML_PARSE_NONET);
	if (doc != NULL && !ctxt->wellFormed) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	xmlFreeParserCtxt(ctxt);
	buf_release(&wrapped);
	return doc;
}

static struct str
full_name(struct arena *arena, const xmlNs *ns, const xmlChar *name)
{
	if (ns == NULL || ns->prefix == NULL)
		return arena_str(arena, xml_str(name));
	return arena_fmt(arena, "%s:%s", ns->prefix, name);
}

struct walk {
	struct parse *parse;
	int depth;
	bool in_svg;
};

static struct place
place_of(const struct parse *p, const xmlNode *dom)
{
	return (struct place){ p->file,
		p->fixed_line ? p->first_line
			      : p->first_line + (int)xmlGetLineNo(dom) - 1 };
}

static struct attr **
add_attr(struct parse *p, struct attr **tail, struct str name,
    const xmlChar *value, struct place at)
{
	struct attr *a = ARENA_NEW(p->arena, struct attr);
	struct weave w;

	a->name = name;
	a->at = at;
	weave_init(&w, p, at);
	weave_text(&w, xml_str(value));
	a->value = weave_end(&w);
	*tail = a;
	return &a->next;
}

static void
copy_attrs(struct parse *p, struct node *n, xmlNode *dom)
{
	struct attr **tail = &n->attrs;

	for (const xmlNs *ns = dom->nsDef; ns != NULL; ns = ns->next)
		tail = add_attr(p, tail,
		    ns->prefix == NULL
			? STR("xmlns")
			: arena_fmt(p->arena, "xmlns:%s", ns->prefix),
		    ns->href, n->at);
	for (const xmlAttr *a = dom->properties; a != NULL; a = a->next) {
		xmlChar *value = xmlNodeListGetString(dom->doc, a->children, 1);

		tail = add_attr(
		    p, tail, full_name(p->arena, a->ns, a->name), value, n->at);
		xmlFree(value);
	}
}

/* What a meta's content is depends on its other attributes. */
static void
classify_attrs(const struct parse *p, struct node *n)
{
	for (struct attr *a = n->attrs; a != NULL; a = a->next)
		a->kind = p->format == FORMAT_XML
			      ? attr_kind_of_xml(a->name)
			      : attr_kind_of_html(n, a->name);
}

static void
name_element(struct walk *walk, struct node *n)
{
	if (walk->parse->format == FORMAT_XML)
		n->element = element_of_xml(n->name);
	else if (walk->in_svg)
		n->element = element_of_svg(n->name);
	else
		n->element = element_of_html(n->name);
	if (n->element == NULL) {
		fault(walk->parse->faults, n->at,
		    "there is no element <" STR_FMT "> in HTML%s",
		    STR_ARG(n->name),
		    walk->in_svg ? "'s svg, or not here" : "");
		n->element = element_of_html(STR("div"));
	}
}

static void walk_list(struct walk *, struct weave *, xmlNode *first);

static void
walk_element(struct walk *walk, struct weave *w, xmlNode *dom)
{
	struct parse *p = walk->parse;
	struct node *n = ARENA_NEW(p->arena, struct node);
	struct walk inner = *walk;
	struct weave children;

	n->kind = NODE_ELEMENT;
	n->at = place_of(p, dom);
	n->name = full_name(p->arena, dom->ns, dom->name);
	name_element(walk, n);
	copy_attrs(p, n, dom);
	classify_attrs(p, n);
	weave_node(w, n);
	if (++inner.depth > MAX_DEPTH) {
		fault(p->faults, n->at, "elements nested too deeply");
		return;
	}
	inner.in_svg = walk->in_svg ||
		       (p->format == FORMAT_HTML && str_is(n->name, "svg"));
	weave_init(&children, p, n->at);
	walk_list(&inner, &children, dom->children);
	n->first = weave_end(&children);
	if ((n->element->flags & (ELEMENT_VOID | ELEMENT_EMPTY)) != 0 &&
	    n->first != NULL)
		fault(p->faults, n->at, "<" STR_FMT "> must be empty%s",
		    STR_ARG(n->name),
		    (n->element->flags & ELEMENT_EMPTY) != 0
			? "; scripts and styles are files in assets"
			: "");
}

static void
walk_comment(struct parse *p, struct weave *w, xmlNode *dom)
{
	if (dom->content != NULL &&
	    strstr((const char *)dom->content, "{{") != NULL) {
		p->next_tag = p->n_tags; /* they are no longer in step */
		fault(p->faults, w->at, "a tag in a comment");
	}
}

static void
walk_list(struct walk *walk, struct weave *w, xmlNode *first)
{
	for (xmlNode *dom = first; dom != NULL; dom = dom->next) {
		switch (dom->type) {
		case XML_TEXT_NODE:
			weave_text(w, xml_str(dom->content));
			break;
		case XML_ELEMENT_NODE:
			walk_element(walk, w, dom);
			break;
		case XML_COMMENT_NODE:
			walk_comment(walk->parse, w, dom);
			break;
		default:
			fault(walk->parse->faults, w->at,
			    "only elements, text and comments, please");
			break;
		}
	}
}

struct node *
xml_parse(struct parse *p, struct str text)
{
	struct walk walk = { .parse = p };
	xmlDoc *doc = read_document(p, text);
	struct weave w;

	if (doc == NULL) {
		if (p->faults->n == 0)
			fault(p->faults, (struct place){ p->file, 0 },
			    "this is no XML");
		return NULL;
	}
	weave_init(&w, p, (struct place){ p->file, p->first_line });
	walk_list(&walk, &w, xmlDocGetRootElement(doc)->children);
	xmlFreeDoc(doc);
	return weave_end(&w);
}
