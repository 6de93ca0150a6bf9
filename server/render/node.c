/* Small questions about nodes. */
#include "render/node_impl.h"

struct str
node_attr(const struct node *element, const char *name)
{
	for (const struct attr *a = element->attrs; a != NULL; a = a->next) {
		if (!str_eq_nocase(a->name, str_from(name)))
			continue;
		if (a->value == NULL)
			return STR("");
		if (a->value->kind == NODE_TEXT && a->value->next == NULL)
			return a->value->name;
	}
	return (struct str){ NULL, 0 };
}

bool
node_is_blank(const struct node *n)
{
	if (n->kind != NODE_TEXT)
		return false;
	for (size_t i = 0; i < n->name.len; i++) {
		if (!is_space(n->name.ptr[i]))
			return false;
	}
	return true;
}
