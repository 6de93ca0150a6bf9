/*
 * The tables of routes, one of each resource's file. web/routes.c lists them
 * for the server and nothing else; a new resource is one line in both.
 */
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

#include "http/route.h"

extern const struct route about_routes[];
extern const struct route account_routes[];
extern const struct route admin_routes[];
extern const struct route asset_routes[];
extern const struct route author_routes[];
extern const struct route blog_routes[];
extern const struct route closing_routes[];
extern const struct route comment_routes[];
extern const struct route community_routes[];
extern const struct route dashboard_routes[];
extern const struct route feed_routes[];
extern const struct route home_routes[];
extern const struct route language_routes[];
extern const struct route member_routes[];
extern const struct route membership_routes[];
extern const struct route moderation_routes[];
extern const struct route moderator_routes[];
extern const struct route post_routes[];
extern const struct route queue_routes[];
extern const struct route request_routes[];
extern const struct route session_routes[];
extern const struct route settings_routes[];
extern const struct route tag_routes[];
extern const struct route writing_routes[];

#endif
