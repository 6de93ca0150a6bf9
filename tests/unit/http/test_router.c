/* Routes: which pattern a path falls to, and what is refused at start. */
#include "http/router_impl.h"

#include "base/buf.h"

#include "../tap.h"

static struct reply
handler(struct req *r)
{
	return reply_make(r, 200, NULL, STR(""));
}

#define GET(path)                                                              \
	{                                                                      \
		METHOD_GET, path, handler                                      \
	}
#define POST(path)                                                             \
	{                                                                      \
		METHOD_POST, path, handler                                     \
	}

static const struct route first[] = {
	GET("/"),
	GET("/p/{id:int}"),
	GET("/p/{id:int}-{slug}"),
	GET("/p/new"),
	POST("/p/new"),
	POST("/p/{id:int}"),
	GET("/p/{id:int}/edit"),
	{ 0 },
};
static const struct route second[] = {
	GET("/b/{blog}"),
	GET("/b/{blog}/feed.rss"),
	GET("/b/{blog}/{page:int}"),
	GET("/b/{blog}/{other}"),
	GET("/b/new"),
	GET("/{name}.rss"),
	GET("/{name}"),
	GET("/a-{x}-b-{y}"),
	GET("/t/{tag}/p"),
	{ 0 },
};
static const struct route *const tables[] = { first, second, NULL };

static void
leads_to(const struct router *router, enum method method, const char *path,
    const char *pattern)
{
	struct arena *a = arena_new();
	struct route_match match;
	struct path parsed;
	const struct refusal refusal = path_read(a, str_from(path), &parsed);
	const bool found =
	    refusal.status == 0 && router_find(router, method, &parsed, &match);

	if (pattern == NULL)
		ok(!found, "%s leads nowhere", path);
	else
		is_str(str_from(found && match.route != NULL ? match.route->path
							     : NULL),
		    pattern, "%s leads to %s", path, pattern);
	arena_release(a);
}

static void
finds(const struct router *r)
{
	const enum method get = METHOD_GET;

	leads_to(r, get, "/", "/");
	leads_to(r, METHOD_HEAD, "/p/1", "/p/{id:int}");
	leads_to(r, get, "/p/1", "/p/{id:int}");
	leads_to(r, get, "/p/1-x", "/p/{id:int}-{slug}");
	leads_to(r, get, "/p/1-2-3", "/p/{id:int}-{slug}");
	leads_to(r, get, "/p/new", "/p/new");
	leads_to(r, METHOD_POST, "/p/new", "/p/new");
	leads_to(r, METHOD_POST, "/p/5", "/p/{id:int}");
	leads_to(r, get, "/p/5/edit", "/p/{id:int}/edit");
	leads_to(r, get, "/p/x", NULL);
	leads_to(r, get, "/p/1x", NULL);
	leads_to(r, get, "/p/1-", NULL);
	leads_to(r, get, "/p/5/delete", NULL);
	leads_to(r, get, "/b/new", "/b/new");
	leads_to(r, get, "/b/old", "/b/{blog}");
	leads_to(r, get, "/b/old/feed.rss", "/b/{blog}/feed.rss");
	leads_to(r, get, "/b/new/feed.rss", "/b/{blog}/feed.rss");
	leads_to(r, get, "/b/new/7", "/b/{blog}/{page:int}");
	leads_to(r, get, "/b/new/7x", "/b/{blog}/{other}");
	leads_to(r, get, "/x.rss", "/{name}.rss");
	leads_to(r, get, "/x.y.rss", "/{name}.rss");
	leads_to(r, get, "/.rss", "/{name}");
	leads_to(r, get, "/x", "/{name}");
	leads_to(r, get, "/a-1-b-2", "/a-{x}-b-{y}");
	leads_to(r, get, "/a--b-2", "/{name}");
	leads_to(r, get, "/a-1-b-", "/{name}");
	leads_to(r, get, "/t/x", NULL);
	leads_to(r, get, "/t/x/p", "/t/{tag}/p");
	leads_to(r, get, "/t/x/p/", "/t/{tag}/p");
	leads_to(r, get, "/t//p", NULL);
	leads_to(r, get, "/t/x/q", NULL);
}

static void
parameters(const struct router *r)
{
	struct arena *a = arena_new();
	struct route_match m;
	struct path path;

	ok(path_read(a, STR("/p/12-%E0%B8%84-x"), &path).status == 0 &&
		router_find(r, METHOD_GET, &path, &m),
	    "a path with two parameters");
	is_int((long long)m.n_params, 2, "it has two");
	is_str(m.names->names[0], "id", "the first's name");
	is_int(m.params[0].number, 12, "and number");
	is_str(m.names->names[1], "slug", "the second's name");
	is_str(m.params[1].value, "ค-x", "and text, decoded");
	ok(m.allows_get && !m.allows_post, "it may be read only");
	ok(path_read(a, STR("/a-1-b-2-b-3"), &path).status == 0 &&
		router_find(r, METHOD_GET, &path, &m),
	    "text between parameters that comes twice");
	is_str(m.params[0].value, "1", "ends the first at its first place");
	is_str(m.params[1].value, "2-b-3", "the second has the rest");
	ok(path_read(a, STR("/p/1-x"), &path).status == 0 &&
		router_find(r, METHOD_POST, &path, &m),
	    "a path under another method is known");
	ok(m.route == NULL && m.allows_get && !m.allows_post,
	    "but has no route for it");
	arena_release(a);
}

static void
refused(const char *one, const char *other, const char *why)
{
	const struct route rows[] = { GET(one), { METHOD_GET, other, handler },
		{ 0 } };
	const struct route *const list[] = { rows, NULL };
	struct buf error = { 0 };
	size_t at;

	ok(router_new(list, &error) == NULL, "refused: %s %s", one,
	    other != NULL ? other : "");
	ok(str_find(buf_view(&error), str_from(why), &at), "because %s", why);
	buf_release(&error);
}

int
main(void)
{
	struct buf error = { 0 };
	struct router *router = router_new(tables, &error);

	if (!ok(router != NULL, "the routes go together"))
		return done_testing();
	finds(router);
	parameters(router);
	router_free(router);
	refused("/a", "/a", "another route has the same paths");
	refused("/{a}", "/{b}", "another route has the same paths");
	refused("/{a:int}-{b}", "/{c:int}-{d}", "another route has the same");
	refused("a", NULL, "begin with a slash");
	refused("/a/", NULL, "a segment is empty");
	refused("/a//b", NULL, "a segment is empty");
	refused("/{a", NULL, "lacks its }");
	refused("/{}", NULL, "has no name");
	refused("/{a:text}", NULL, "is not int");
	refused("/{a}{b}", NULL, "side by side");
	refused("/{a}/{a}", NULL, "comes twice");
	refused("/{a}/{b}/{c}/{d}/{e}", NULL, "too many parameters");
	refused("/1/2/3/4/5/6/7/8/9", NULL, "too many segments");
	return done_testing();
}
