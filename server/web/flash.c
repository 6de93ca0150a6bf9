/* Messages that are shown once. */
#include "web/flash.h"

#include <assert.h>

#include "base/compiler.h"
#include "http/reply.h"
#include "http/request.h"
#include "web/visit.h"

#define FLASH_MAX_AGE_S 60

static const struct {
	const char *name;
	const char *text;
} flashes[] = {
	{ "applied", N_("The application was sent. The community's moderators "
			"will answer it.") },
	{ "approved", N_("The blog is now in the community.") },
	{ "asked", N_("Your request for changes was sent.") },
	{ "blog-closed", N_("The blog is closed.") },
	{ "blog-opened", N_("Your blog is open. Write the first post.") },
	{ "comment-added", N_("Your comment was added.") },
	{ "comment-deleted", N_("The comment was deleted.") },
	{ "comment-held", N_("Thank you. Your comment will appear once the "
			     "author or a moderator has let it through.") },
	{ "comment-hidden", N_("The comment is hidden.") },
	{ "comment-shown", N_("The comment can be seen now.") },
	{ "community-closed", N_("The community is closed.") },
	{ "community-made", N_("The community is open.") },
	{ "declined", N_("The invitation was declined.") },
	{ "draft-saved", N_("The draft is saved. Only you can see it.") },
	{ "handed-over", N_("The community was handed over.") },
	{ "invited", N_("The invitation was sent.") },
	{ "left", N_("The blog has left the community.") },
	{ "password-changed", N_("Your password was changed. You were logged "
				 "out everywhere else.") },
	{ "post-deleted", N_("The post was deleted. You can take that back "
			     "here.") },
	{ "post-restored", N_("The post is back.") },
	{ "published", N_("The post is published.") },
	{ "refused", N_("The application was refused. The blog's owner can "
			"read your reason.") },
	{ "removed", N_("The blog was removed from the community.") },
	{ "saved", N_("Your changes are saved.") },
	{ "session-ended", N_("That device was logged out.") },
	{ "signed-up", N_("Welcome. Three steps are left: open a blog, write, "
			  "join a community.") },
	{ "withdrawn", N_("The application was withdrawn.") },
};

static const char *
text_of(struct str name)
{
	for (size_t i = 0; i < COUNT(flashes); i++)
		if (str_is(name, flashes[i].name))
			return flashes[i].text;
	return NULL;
}

void
flash_set(struct req *r, struct reply *reply, const char *name)
{
	assert(text_of(str_from(name)) != NULL);
	visit_set_cookie(r, reply, "flash", str_from(name), FLASH_MAX_AGE_S);
}

struct msg
flash_of(struct req *r)
{
	return msg(text_of(req_cookie(r, "flash")));
}

void
flash_finish(struct req *r, struct reply *reply)
{
	if (flash_of(r).id != NULL)
		visit_set_cookie(r, reply, "flash", STR(""), COOKIE_DELETE);
}
