/*
 * A template as a tree: what stands between two tags of the XML, or between
 * {{#x}} and {{/x}}, is a list of nodes. A section is a node like an element,
 * which is why sections cannot cross elements. Nodes live in the arena of one
 * load and are never changed once the set is linked.
 */
#ifndef RENDER_NODE_IMPL_H
#define RENDER_NODE_IMPL_H

#include "render/element_impl.h"
#include "render/fault_impl.h"

enum node_kind {
	NODE_TEXT, /* name: the characters, references resolved */
	NODE_FIELD, /* {{name}} or {{name|format}} */
	NODE_SECTION, /* {{#name}} or, inverted, {{^name}} */
	NODE_PLURAL, /* {{#plural name}}: its children are NODE_FORM */
	NODE_FORM,
	NODE_PARTIAL, /* {{> name}} */
	NODE_ELEMENT, /* name with prefix: "li", "dc:creator" */
};

struct source;

struct attr {
	struct str name; /* with prefix */
	enum attr_kind kind;
	struct place at;
	struct node *value;
	struct attr *next;
};

struct node {
	enum node_kind kind;
	struct place at;
	struct str name;
	struct str format;
	bool inverted;
	bool is_gap; /* TEXT: blank lines of a plain text */
	bool is_inline; /* may be part of a unit of translation */
	const struct element *element;
	struct attr *attrs;
	struct source *partial; /* once linked */
	struct node *first; /* child */
	struct node *next; /* sibling */
};

/* A literal attribute's value, absent when it is not there. Names are compared
 * as browsers do, without regard to case. */
struct str node_attr(const struct node *element, const char *name);

/* Nothing but white space. */
bool node_is_blank(const struct node *n);

static inline bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

#endif
