/*
 * Lists in pages. A page begins behind the last row of the one before, named
 * by that row's time and id: ?before=TIME-ID (microseconds since 1970). So a
 * page costs the same wherever it is, and rows that come meanwhile neither
 * repeat nor hide others.
 *
 * A query gives one row more than a page has; that row only says that there
 * is more.
 */
#ifndef WEB_KEYSET_H
#define WEB_KEYSET_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct page;
struct req;

#define PAGE_ROWS 20

/* Where this page begins; both NULL for the first one. */
struct keyset {
	const int64_t *at, *id;
};

/* The query parameters that such a page depends on, for its route. */
extern const char *const keyset_query[];

/* From ?before=; anything else than our own text is the first page. */
struct keyset keyset_of(struct req *);

/* From ?after= or ?before=, a mere id; NULL when there is none. */
const int64_t *keyset_id(struct req *, const char *name);

/*
 * Sets the page's links to the older and to the first part of the list, when
 * there were more rows than a page has; `at` and `id` are those of row
 * PAGE_ROWS - 1. Returns how many rows to show.
 */
size_t keyset_links(
    struct req *, struct page *, size_t n_rows, int64_t at, int64_t id);

/* KEYSET_PAGE(r, &v.page, v.posts, v.n_posts): for rows with `at` and `id`. */
#define KEYSET_PAGE(r, page, rows, n)                                          \
	((n) = keyset_links((r), (page), (n),                                  \
	     (n) > PAGE_ROWS ? (rows)[PAGE_ROWS - 1].at : 0,                   \
	     (n) > PAGE_ROWS ? (rows)[PAGE_ROWS - 1].id : 0))

#endif
