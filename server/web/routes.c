/* The tables of routes, and nothing else. */
#include "web/routes.h"

#include <stddef.h>

#include "web/app.h"

const struct route *const app_routes[] = {
	about_routes,
	account_routes,
	admin_routes,
	asset_routes,
	author_routes,
	blog_routes,
	closing_routes,
	comment_routes,
	community_routes,
	dashboard_routes,
	feed_routes,
	home_routes,
	language_routes,
	member_routes,
	membership_routes,
	moderation_routes,
	moderator_routes,
	post_routes,
	queue_routes,
	request_routes,
	session_routes,
	settings_routes,
	tag_routes,
	writing_routes,
	NULL,
};
