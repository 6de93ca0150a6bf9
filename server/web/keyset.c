/* Lists in pages. */
#include "web/keyset.h"

#include "base/arena.h"
#include "http/request.h"
#include "records.h"
#include "web/path.h"

const char *const keyset_query[] = { "before", NULL };

struct keyset
keyset_of(struct req *r)
{
	struct str before = req_query(r, "before"), at, id;
	int64_t *values = ARENA_ARRAY(r->arena, int64_t, 2);

	if (!str_cut(before, '-', &at, &id) || !str_to_int64(at, &values[0]) ||
	    !str_to_int64(id, &values[1]))
		return (struct keyset){ NULL, NULL };
	return (struct keyset){ &values[0], &values[1] };
}

const int64_t *
keyset_id(struct req *r, const char *name)
{
	int64_t *id = ARENA_NEW(r->arena, int64_t);

	return str_to_int64(req_query(r, name), id) ? id : NULL;
}

size_t
keyset_links(
    struct req *r, struct page *page, size_t n_rows, int64_t at, int64_t id)
{
	struct str path = path_encode(r->arena, r->path);

	if (req_query(r, "before").len > 0)
		page->newer_href = path;
	if (n_rows <= PAGE_ROWS)
		return n_rows;
	page->next_href = arena_fmt(r->arena, STR_FMT "?before=%lld-%lld",
	    STR_ARG(path), (long long)at, (long long)id);
	return PAGE_ROWS;
}
