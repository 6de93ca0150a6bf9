/*
 * The router: patterns become a tree of segments when the server starts.
 * Under each node children are tried in order: text first, then patterns,
 * the more particular before the more general.
 */
#include "http/router_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define MAX_PARTS (2 * ROUTE_MAX_PARAMS + 1)

/* In the order in which they are tried. */
enum part_kind {
	PART_TEXT,
	PART_INT,
	PART_ANY,
	PART_END,
};

struct part {
	enum part_kind kind;
	struct str text; /* of PART_TEXT */
};

/* Each list of children is sorted; the segment leads to `node`. */
struct child {
	struct part parts[MAX_PARTS + 1]; /* ends with PART_END */
	struct node *node;
};

struct leaf {
	const struct route *route;
	unsigned number;
	struct route_names names;
};

struct node {
	struct child *children;
	size_t n_children;
	struct leaf get, post;
};

struct router {
	struct arena *arena;
	struct node root;
	const struct route *routes[ROUTE_MAX]; /* by number */
	unsigned n_routes; /* numbers in use, 0 among them */
};

static int
compare_parts(const struct part *a, const struct part *b)
{
	for (;; a++, b++) {
		if (a->kind != b->kind)
			return a->kind < b->kind ? -1 : 1;
		if (a->kind == PART_END)
			return 0;
		if (a->kind != PART_TEXT)
			continue;
		if (a->text.len != b->text.len)
			return a->text.len > b->text.len ? -1 : 1;
		const int order = str_compare(a->text, b->text);

		if (order != 0)
			return order;
	}
}

/* "{name}" or "{name:int}" at the front of *rest. */
static const char *
read_param(struct str *rest, struct part *part, struct route_names *names)
{
	struct str inside, name, type;

	if (!str_cut(str_slice(*rest, 1, rest->len), '}', &inside, rest))
		return "a parameter lacks its }";
	const bool typed = str_cut(inside, ':', &name, &type);

	if (name.len == 0)
		return "a parameter has no name";
	if (typed && !str_is(type, "int"))
		return "a parameter's type is not int";
	if (names->n == ROUTE_MAX_PARAMS)
		return "there are too many parameters";
	for (size_t i = 0; i < names->n; i++)
		if (str_eq(names->names[i], name))
			return "a parameter's name comes twice";
	part->kind = typed ? PART_INT : PART_ANY;
	names->names[names->n] = name;
	names->is_int[names->n++] = typed;
	return NULL;
}

static const char *
read_segment(struct str segment, struct child *out, struct route_names *names)
{
	size_t n = 0;

	if (segment.len == 0)
		return "a segment is empty";
	while (segment.len > 0) {
		struct part *part = &out->parts[n++];

		if (segment.ptr[0] != '{') {
			struct str text, rest;
			size_t at = segment.len;

			if (str_find(segment, STR("{"), &at))
				rest = str_slice(segment, at, segment.len);
			else
				rest = STR("");
			text = str_slice(segment, 0, at);
			*part = (struct part){ PART_TEXT, text };
			segment = rest;
			continue;
		}
		if (n > 1 && part[-1].kind != PART_TEXT)
			return "two parameters stand side by side";
		const char *wrong = read_param(&segment, part, names);

		if (wrong != NULL)
			return wrong;
	}
	out->parts[n].kind = PART_END;
	return NULL;
}

/* The child with the same shape, made where it is missing. */
static struct node *
find_or_add(struct router *router, struct node *node, const struct child *want)
{
	size_t at = 0;

	while (at < node->n_children) {
		const int order =
		    compare_parts(node->children[at].parts, want->parts);

		if (order == 0)
			return node->children[at].node;
		if (order > 0)
			break;
		at++;
	}
	struct child *grown =
	    ARENA_ARRAY(router->arena, struct child, node->n_children + 1);

	for (size_t i = 0; i < at; i++)
		grown[i] = node->children[i];
	grown[at] = *want;
	grown[at].node = ARENA_NEW(router->arena, struct node);
	for (size_t i = at; i < node->n_children; i++)
		grown[i + 1] = node->children[i];
	node->children = grown;
	node->n_children++;
	return grown[at].node;
}

static const char *
add_route(struct router *router, const struct route *route)
{
	struct node *node = &router->root;
	struct route_names names = { .n = 0 };
	struct str rest = str_from(route->path), segment;
	size_t n_segments = 0;

	if (rest.len == 0 || rest.ptr[0] != '/')
		return "it does not begin with a slash";
	if (route->handler == NULL)
		return "it has no handler";
	if (route->method != METHOD_GET && route->method != METHOD_POST)
		return "its method is neither GET nor POST";
	rest = str_slice(rest, 1, rest.len);
	while (rest.ptr != NULL && (rest.len > 0 || n_segments > 0)) {
		struct child child = { .node = NULL };

		if (n_segments++ == ROUTE_MAX_SEGMENTS)
			return "it has too many segments";
		str_cut(rest, '/', &segment, &rest);
		const char *wrong = read_segment(segment, &child, &names);

		if (wrong != NULL)
			return wrong;
		node = find_or_add(router, node, &child);
	}
	struct leaf *leaf =
	    route->method == METHOD_GET ? &node->get : &node->post;

	if (leaf->route != NULL)
		return "another route has the same paths and method";
	if (router->n_routes == ROUTE_MAX)
		return "there are too many routes";
	leaf->route = route;
	leaf->number = router->n_routes++;
	router->routes[leaf->number] = route;
	leaf->names = names;
	return NULL;
}

struct router *
router_new(const struct route *const *tables, struct buf *error)
{
	struct router *router = MEM_NEW(struct router);

	router->arena = arena_new();
	router->n_routes = 1;
	for (; *tables != NULL; tables++)
		for (const struct route *r = *tables; r->path != NULL; r++) {
			const char *wrong = add_route(router, r);

			if (wrong == NULL)
				continue;
			buf_fmt(error, "route %s %s: %s",
			    method_name(r->method), r->path, wrong);
			router_free(router);
			return NULL;
		}
	return router;
}

void
router_free(struct router *router)
{
	if (router == NULL)
		return;
	arena_release(router->arena);
	free(router);
}

static bool
match_int(struct str *rest, struct route_match *m)
{
	struct route_param *param = &m->params[m->n_params++];
	size_t n = 0;

	while (n < rest->len && rest->ptr[n] >= '0' && rest->ptr[n] <= '9')
		n++;
	param->value = str_slice(*rest, 0, n);
	*rest = str_slice(*rest, n, rest->len);
	return str_to_int64(param->value, &param->number) && param->number > 0;
}

/* Up to the text that follows: its first place, or the segment's end. */
static bool
match_any(struct str *rest, const struct part *next, struct route_match *m)
{
	struct route_param *param = &m->params[m->n_params++];
	size_t n = rest->len;

	if (next->kind == PART_TEXT && next[1].kind == PART_END) {
		if (!str_ends(*rest, next->text))
			return false;
		n -= next->text.len;
	} else if (next->kind == PART_TEXT) {
		if (!str_find(str_slice(*rest, 1, rest->len), next->text, &n))
			return false;
		n++;
	}
	param->value = str_slice(*rest, 0, n);
	*rest = str_slice(*rest, n, rest->len);
	return n > 0;
}

static bool
match_segment(const struct part *part, struct str rest, struct route_match *m)
{
	for (; part->kind != PART_END; part++) {
		switch (part->kind) {
		case PART_TEXT:
			if (!str_starts(rest, part->text))
				return false;
			rest = str_slice(rest, part->text.len, rest.len);
			break;
		case PART_INT:
			if (!match_int(&rest, m))
				return false;
			break;
		default:
			if (!match_any(&rest, part + 1, m))
				return false;
			break;
		}
	}
	return rest.len == 0;
}

/* Not deeper than ROUTE_MAX_SEGMENTS. */
static const struct node *
walk(const struct node *node, const struct path *path, size_t depth,
    struct route_match *m)
{
	if (depth == path->n_segments)
		return node->get.route != NULL || node->post.route != NULL
			   ? node
			   : NULL;
	const size_t n_params = m->n_params;

	for (size_t i = 0; i < node->n_children; i++) {
		const struct child *child = &node->children[i];

		m->n_params = n_params;
		if (!match_segment(child->parts, path->segments[depth], m))
			continue;
		const struct node *found =
		    walk(child->node, path, depth + 1, m);

		if (found != NULL)
			return found;
	}
	return NULL;
}

bool
router_find(const struct router *router, enum method method,
    const struct path *path, struct route_match *out)
{
	memset(out, 0, sizeof(*out));
	if (path->odd)
		return false;
	const struct node *node = walk(&router->root, path, 0, out);

	if (node == NULL)
		return false;
	const struct leaf *leaf =
	    method == METHOD_POST ? &node->post : &node->get;

	out->allows_get = node->get.route != NULL;
	out->allows_post = node->post.route != NULL;
	out->route = leaf->route;
	out->number = leaf->number;
	out->names = &leaf->names;
	return true;
}

const struct route *
router_route(const struct router *router, unsigned number)
{
	return number < router->n_routes ? router->routes[number] : NULL;
}
