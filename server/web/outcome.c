/* What became of a write, and how that is said. */
#include "web/outcome.h"

#include <inttypes.h>

#include "base/log.h"
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "web/page.h"

/* Results that are said on a page of their own. */
static const struct {
	const char *result;
	int status;
	const char *why;
} answers[] = {
	{ "not_found", 404, NULL },
	{ "not_allowed", 403, NULL },
	{ "closed", 403,
	    N_("This community takes no applications now. Its "
	       "moderators can invite a blog.") },
	{ "wrong_state", 409,
	    N_("Somebody else was quicker: this was "
	       "decided already. Go back and look again.") },
	{ "too_many", 422, N_("There are too many of these already.") },
	{ "last_owner", 422,
	    N_("Somebody must stay the owner. Hand it over "
	       "first.") },
	{ "changed", 409,
	    N_("This was changed in the meantime, in another "
	       "window or by somebody else.") },
};

/* Results that are a mistake in a field. */
static const struct {
	const char *result;
	const char *field;
	const char *why;
} mistakes[] = {
	{ "slug_taken", "slug",
	    N_("This address is taken. Choose another "
	       "one.") },
	{ "login_taken", "login",
	    N_("This login name, or one that looks like "
	       "it, is taken. Choose another one.") },
	{ "unknown_login", "login", N_("Nobody here has this login name.") },
	{ "reason_required", "reason",
	    N_("Say why: the blog's owner will "
	       "read it.") },
	{ "title_required", "title",
	    N_("A post needs a title before it is "
	       "published.") },
};

struct reply
outcome_reply(struct req *r, const struct outcome *o)
{
	if (o == NULL || str_is(o->result, "log_in"))
		return reply_log_in(r);
	for (size_t i = 0; i < COUNT(answers); i++)
		if (str_is(o->result, answers[i].result))
			return reply_error(
			    r, answers[i].status, msg(answers[i].why));
	for (size_t i = 0; i < COUNT(mistakes); i++)
		if (str_is(o->result, mistakes[i].result))
			return reply_error(r, 422, msg(mistakes[i].why));
	log_error("request %" PRIu64 ": no answer for the outcome \"" STR_FMT
		  "\"",
	    r->id, STR_ARG(o->result));
	return reply_error(r, 500, msg(NULL));
}

bool
outcome_is_mistake(const struct outcome *o, struct form *form)
{
	if (o == NULL)
		return false;
	for (size_t i = 0; i < COUNT(mistakes); i++) {
		if (!str_is(o->result, mistakes[i].result))
			continue;
		form_error(form, mistakes[i].field, msg(mistakes[i].why));
		return true;
	}
	return false;
}

/* `form` is NULL for who has none. */
PARKS
static bool
run(struct req *r, struct db_batch *b, struct outcome *const *done,
    struct form *form, struct reply *out)
{
	if (!db_run(b)) {
		*out = reply_unavailable(r, b);
		return false;
	}
	if (*done != NULL && str_is((*done)->result, "ok"))
		return true;
	if (form == NULL || !outcome_is_mistake(*done, form))
		*out = outcome_reply(r, *done);
	return false;
}

bool
outcome_run(struct req *r, struct db_batch *b, struct outcome *const *done,
    struct reply *out)
{
	return run(r, b, done, NULL, out);
}

bool
outcome_run_form(struct req *r, struct db_batch *b, struct outcome *const *done,
    struct form *form, struct reply *out)
{
	return run(r, b, done, form, out);
}

static bool
work_step(struct db_tx *tx, void *arg)
{
	struct outcome_work *work = arg;
	struct db_batch *b = db_tx_batch(tx);

	work->done = NULL;
	work->queue(b, work->arg, &work->done);
	return db_run(b);
}

bool
outcome_work_run(struct req *r, struct outcome_work *work, struct reply *out)
{
	struct db_outcome o = db_tx(r->task, work_step, work);

	if (o.failure == DB_OK)
		return true;
	*out = reply_undone(r, &o);
	return false;
}
