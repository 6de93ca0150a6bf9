/*
 * A view: what one page's template may see. Views are declared in .view
 * files; the generator makes their structs, the table `views` and the
 * numbers VIEW_NAME (gen-out/records.h).
 *
 * Every view's struct begins with `struct page page`. Its fields are not
 * repeated in `record`: they are the outermost scope, found through `page`
 * at offset 0 of the same struct. `page` may be NULL in tests.
 */
#ifndef BASE_VIEW_H
#define BASE_VIEW_H

struct record;

struct view {
	const char *name;
	const char *template; /* a file's name, "post.html" */
	const struct record *record; /* the view's own fields */
	const struct record *page; /* the fields of every page */
};

#endif
