/* A member's page: who it is, the blogs, the posts. */
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "queries.h"
#include "text/name.h"
#include "web/keyset.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"
#include "web/shown.h"

static struct reply
member_show(struct req *r)
{
	struct member_page v = { 0 };
	struct str key = login_key(r->arena, req_param(r, "member"));
	struct keyset from = keyset_of(r);
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_member_by_login(b, key, viewer_key(r), &v.member);
	q_blogs_by_member(b, key, &v.blogs, &v.n_blogs);
	q_posts_by_member(b, key, from.at, from.id, &v.posts, &v.n_posts);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (v.member == NULL)
		return reply_not_found(r);
	if (!str_eq(req_param(r, "member"), v.member->login))
		return reply_redirect(
		    r, 301, path_of(r->arena, "/m/", v.member->login, ""));
	KEYSET_PAGE(r, &v.page, v.posts, v.n_posts);
	shown_posts(r, v.posts, v.n_posts);
	return reply_page(r, VIEW_MEMBER_PAGE, &v);
}

const struct route member_routes[] = {
	{ METHOD_GET, "/m/{member}", member_show, .cache = CACHE_ANONYMOUS,
	    .query = keyset_query },
	{ 0 },
};
