/*
 * The files of one load: each is read and parsed once, whichever views and
 * partials use it, then linked: partials point to their files, and every node
 * knows whether it is inline. A partial that includes itself is refused.
 */
#ifndef RENDER_SOURCE_IMPL_H
#define RENDER_SOURCE_IMPL_H

#include "base/arena.h"
#include "render/weave_impl.h"

struct embedded;

struct source {
	const char *name; /* "post.html", "partials/head.html" */
	const char *label; /* as messages name it: "templates/post.html" */
	enum format format;
	bool is_partial;
	bool is_broken; /* a fault was told: not there, not well-formed */
	struct node *first;
	enum { LINK_NEW, LINK_BUSY, LINK_DONE } link;
	struct source *next;
};

struct sources {
	struct arena *arena;
	struct faults *faults;
	const char *dir; /* or NULL */
	const struct embedded *files;
	size_t n_files;
	struct source *list;
};

/*
 * The file of that name, parsed and linked. Never NULL: a broken one is
 * empty, and its fault is told once. `from` is where it was asked for.
 */
struct source *source_find(
    struct sources *s, struct str name, struct place from);

/* The same for a list of its own: a translation. */
void source_link(struct sources *s, enum format format, struct node *first);

/*
 * Takes away white space that a reader never sees: runs become one blank,
 * and none stays where a block begins or ends. The list must be linked.
 */
void space_trim(struct arena *arena, struct node *first);

#endif
