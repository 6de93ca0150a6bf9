/* Addresses of this site. */
#include "web/path.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "cache/cache.h"
#include "http/request.h"
#include "http/route.h"

/* What the forms that lead back take; longer queries are left out. */
#define HERE_MAX_BYTES 2000

struct str
path_encode(struct arena *arena, struct str path)
{
	struct str segment, rest = path;
	struct buf out;

	buf_init(&out, 0);
	while (str_cut(rest, '/', &segment, &rest)) {
		buf_url(&out, segment);
		buf_lit(&out, "/");
	}
	buf_url(&out, segment);
	return buf_take(&out, arena);
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

struct str
path_decode(struct arena *arena, struct str path)
{
	char *out = arena_alloc(arena, path.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < path.len; i++) {
		int high = -1, low = -1;

		if (path.ptr[i] == '%' && i + 2 < path.len) {
			high = hex_value(path.ptr[i + 1]);
			low = hex_value(path.ptr[i + 2]);
		}
		if (high < 0 || low < 0) {
			out[n++] = path.ptr[i];
			continue;
		}
		out[n++] = (char)(high << 4 | low);
		i += 2;
	}
	struct str decoded = { out, n };
	return utf8_valid(decoded) ? decoded : path;
}

struct str
path_here(const struct req *r)
{
	struct str path = path_encode(r->arena, r->path), here = path;

	if (r->route != NULL && r->route->cache != CACHE_NEVER)
		here = cache_address(r);
	else if (r->query.len > 0)
		here = arena_fmt(r->arena, STR_FMT "?" STR_FMT, STR_ARG(path),
		    STR_ARG(r->query));
	return here.len <= HERE_MAX_BYTES ? here : path;
}

struct str
path_post(struct arena *arena, int64_t id, struct str slug)
{
	if (slug.len == 0)
		return arena_fmt(arena, "/p/%lld", (long long)id);
	return arena_fmt(
	    arena, "/p/%lld-" STR_FMT, (long long)id, STR_ARG(slug));
}

struct str
path_of(struct arena *arena, const char *before, struct str slug,
    const char *behind)
{
	return arena_fmt(
	    arena, "%s" STR_FMT "%s", before, STR_ARG(slug), behind);
}
