/*
 * Error pages: what happened, why, what to do, in the reader's language. An
 * error that answers a form gives back what was written, to be sent again.
 */
#include <inttypes.h>

#include "base/compiler.h"
#include "base/log.h"
#include "db/db.h"
#include "http/request.h"
#include "web/carry.h"
#include "web/page.h"
#include "web/visit.h"

static const struct {
	int status;
	const char *heading;
	const char *advice;
} errors[] = {
	{ 400, N_("This request cannot be understood"),
	    N_("Go back, check what was sent and try again.") },
	{ 403, N_("You may not do this"),
	    N_("If you should be able to, ask the owner of the blog or a "
	       "moderator of the community.") },
	{ 404, N_("This page does not exist"),
	    N_("Check the address, or start from the home page.") },
	{ 405, N_("This address cannot be used in this way"),
	    N_("Start from the home page.") },
	{ 408, N_("The request took too long to arrive"),
	    N_("Check your connection and try again.") },
	{ 409, N_("Something changed in the meantime"),
	    N_("Go back, load the page again and look.") },
	{ 410, N_("This page was removed"),
	    N_("What stood here was deleted and will not come back.") },
	{ 413, N_("This is too much at once"),
	    N_("Make the text shorter, or write it in two parts.") },
	{ 414, N_("This address is too long"),
	    N_("Check the address, or start from the home page.") },
	{ 422, N_("This could not be accepted"),
	    N_("Change it as described and send it again.") },
	{ 429, N_("Too many attempts"), N_("Wait a little and try again.") },
	{ 500, N_("Something went wrong here"),
	    N_("It is not your fault. Try again in a few minutes; if it stays "
	       "so, tell the administrator.") },
	{ 503, N_("Sala cannot answer just now"),
	    N_("Try again in a minute.") },
};

static void
set_texts(struct error_page *v, int status, struct msg why)
{
	size_t row = COUNT(errors) - 1;

	for (size_t i = 0; i < COUNT(errors); i++)
		if (errors[i].status == status)
			row = i;
	v->status = status;
	v->heading = msg(errors[row].heading);
	v->advice = msg(errors[row].advice);
	v->why = why;
}

struct reply
reply_error(struct req *r, int status, struct msg why)
{
	struct visit *visit = visit_of(r);
	struct error_page v = { 0 };

	if (visit->page != NULL)
		v.page.viewer = visit->page->viewer;
	visit->page = &v.page;
	v.page.noindex = true;
	set_texts(&v, status, why);
	if (r->method == METHOD_POST)
		v.n_fields = carry_fields(r, STR(""), STR(""), &v.fields);
	if (v.n_fields > 0)
		v.action = r->path;
	struct reply reply = reply_page_status(r, status, VIEW_ERROR_PAGE, &v);
	visit->page = NULL;
	return reply;
}

struct reply
reply_not_found(struct req *r)
{
	return reply_error(r, 404, (struct msg){ 0 });
}

struct reply
reply_gone(struct req *r, struct msg why)
{
	return reply_error(r, 410, why);
}

struct reply
reply_forbidden(struct req *r, struct msg why)
{
	return reply_error(r, 403, why);
}

static struct msg
why_unavailable(enum db_failure failure)
{
	if (failure == DB_UNKNOWN)
		return msg(N_("It is not known whether this was saved. Send "
			      "it again: it will not be saved twice."));
	return msg(N_("The database cannot be reached. Nothing was saved."));
}

static struct reply
reply_refused(struct req *r, struct str sqlstate, struct str constraint)
{
	log_error("request %" PRIu64 ": the database refused: " STR_FMT
		  " " STR_FMT,
	    r->id, STR_ARG(sqlstate), STR_ARG(constraint));
	return reply_error(r, 500, (struct msg){ 0 });
}

static struct reply
reply_away(struct req *r, enum db_failure failure)
{
	struct reply reply = reply_error(r, 503, why_unavailable(failure));
	reply_header(&reply, "Retry-After", STR("10"));
	return reply;
}

struct reply
reply_unavailable(struct req *r, struct db_batch *b)
{
	if (db_batch_failure(b) == DB_REFUSED)
		return reply_refused(
		    r, db_batch_sqlstate(b), db_batch_constraint(b));
	return reply_away(r, db_batch_failure(b));
}

struct reply
reply_undone(struct req *r, const struct db_outcome *o)
{
	if (o->failure == DB_REFUSED)
		return reply_refused(r, str_from(o->sqlstate), o->constraint);
	return reply_away(r, o->failure);
}
