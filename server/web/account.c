/*
 * Signing up, logging in, logging out.
 *
 * A password is hashed on a pool thread. Whoever guesses is slowed down per
 * account and per address; an unknown login name costs the same hashing as a
 * wrong password and gets the same answer.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/shared.h"
#include "base/token.h"
#include "base/utf8.h"
#include "db/db.h"
#include "http/request.h"
#include "http/route.h"
#include "model/password.h"
#include "queries.h"
#include "text/catalogue.h"
#include "text/name.h"
#include "web/app.h"
#include "web/carry.h"
#include "web/hashing.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/path.h"
#include "web/routes.h"
#include "web/throttle.h"
#include "web/visit.h"

/* A class of 60 people behind one address signs up within an hour. */
static const struct throttle_rate sign_up_rate = { 100, 100, 3600 };
/* Tries to log in: 10 for an account, then one a minute. */
static const struct throttle_rate account_rate = { 10, 1, 60 };
static const struct throttle_rate address_rate = { 200, 200, 3600 };

/*
 * Where to go next: a path of this site that came with the form, but not
 * back to where one has just been.
 */
static struct str
next_path(struct str next)
{
	struct str path;

	str_cut(next, '?', &path, &(struct str){ 0 });
	if (!redirect_is_safe(next) || str_is(path, "/login") ||
	    str_is(path, "/signup"))
		return STR("/dashboard");
	return next;
}

/* ---- Signing up ---- */

static struct reply
signup_show(struct req *r)
{
	struct signup_page v = { 0 };
	struct signup_form form;

	form_init(&signup_form_def, r->arena, &form);
	v.page.return_to = req_query(r, "next");
	v.form = &form;
	return reply_page(r, VIEW_SIGNUP_PAGE, &v);
}

/* Mistakes that the form's declaration does not know of. */
static void
signup_check(struct req *r, struct signup_form *form)
{
	struct msg why;

	if (form->login.len > 0 && !login_is_valid(form->login, &why))
		form_error(&form->base, "login", why);
	if (!name_clean(r->arena, form->name, &form->name))
		form_error(&form->base, "name",
		    msg(N_("Give a name that "
			   "others can read.")));
	why = password_refusal(form->password, form->login);
	if (form->password.len > 0 && why.id != NULL)
		form_error(&form->base, "password", why);
}

static struct reply
signup_form_again(struct req *r, struct signup_form *form)
{
	struct signup_page v = { .form = form };

	v.page.return_to = form->next;
	return reply_form(r, VIEW_SIGNUP_PAGE, &v);
}

static void
queue_account(struct req *r, struct db_batch *b, const struct signup_form *form,
    struct str password, struct outcome **done)
{
	q_account_create(b,
	    &(struct q_account_create_args){
		.login = form->login,
		.login_key = login_key(r->arena, form->login),
		.login_skeleton = name_key(r->arena, form->login),
		.pen_name = form->name,
		.email =
		    form->email.len > 0 ? form->email : (struct str){ NULL, 0 },
		.password = password,
		.language = str_from(lang_of(r)->code),
		.nonce = form->nonce,
		.token_hash = visit_new_session(r),
		.agent = visit_agent(r),
		.address = r->client,
	    },
	    done);
}

static struct reply
signup_do(struct req *r)
{
	struct signup_form form;
	struct outcome *done = NULL;
	struct str password;
	struct reply reply;

	form_read(r, &signup_form_def, &form);
	signup_check(r, &form);
	if (form.base.failed)
		return signup_form_again(r, &form);
	if (!throttle_allows(r, "sign-up", r->client, sign_up_rate, &reply))
		return reply;
	if (!hashing_hash(r, form.password, &password))
		return reply_busy(r);

	struct db_batch *b = db_batch(r->task);
	queue_account(r, b, &form, password, &done);
	if (!outcome_run_form(r, b, &done, &form.base, &reply))
		return form.base.failed ? signup_form_again(r, &form) : reply;
	visit_begin_session(r);
	reply = reply_done(r, next_path(form.next), "signed-up");
	visit_keep_session(r, &reply);
	return reply;
}

/* ---- Logging in ---- */

static struct reply
login_show(struct req *r)
{
	struct login_page v = { 0 };
	struct login_form form;

	form_init(&login_form_def, r->arena, &form);
	v.page.return_to = req_query(r, "next");
	v.form = &form;
	return reply_page(r, VIEW_LOGIN_PAGE, &v);
}

/* The same page whatever was wrong, with the form that it carries. */
static struct reply
login_form_again(struct req *r, struct login_form *form)
{
	struct login_page v = { .form = form, .action = form->carry_action };

	v.page.return_to = form->next;
	v.n_fields = carry_fields(r, CARRIED, CARRIED, &v.fields);
	return reply_form(r, VIEW_LOGIN_PAGE, &v);
}

/* The way to the log-in page, and from there back to here. */
static struct str
login_path(struct req *r)
{
	struct buf path;

	buf_init(&path, 0);
	buf_lit(&path, "/login?next=");
	buf_url(&path, path_here(r));
	return buf_take(&path, r->arena);
}

struct reply
reply_log_in(struct req *r)
{
	struct login_page v = { 0 };
	struct login_form form;

	if (r->method != METHOD_POST)
		return reply_redirect(r, 303, login_path(r));
	form_init(&login_form_def, r->arena, &form);
	v.form = &form;
	v.action = r->path;
	v.n_fields = carry_fields(r, STR(""), CARRIED, &v.fields);
	return reply_form(r, VIEW_LOGIN_PAGE, &v);
}

static bool
login_throttle(struct req *r, struct str key, struct reply *out)
{
	return throttle_allows(
		   r, "log-in-address", r->client, address_rate, out) &&
	       throttle_allows(r, "log-in", key, account_rate, out);
}

/* Who has this name and password: NULL when nobody, or *out is the answer. */
PARKS
static const struct account_secret *
find_account(struct req *r, const struct login_form *form, struct reply *out)
{
	struct str key = login_key(r->arena, form->login);
	struct account_secret *secret = NULL;
	struct db_batch *b = db_batch(r->task);
	bool matches;

	if (!login_throttle(r, key, out))
		return NULL;
	q_account_secret(b, key, &secret);
	if (!db_run(b)) {
		*out = reply_unavailable(r, b);
		return NULL;
	}
	struct str hash = { NULL, 0 };
	if (secret != NULL)
		hash = secret->password;
	if (!hashing_verify(r, hash, form->password, &matches)) {
		*out = reply_busy(r);
		return NULL;
	}
	return secret != NULL && secret->is_active && matches ? secret : NULL;
}

static struct reply
login_do(struct req *r)
{
	struct login_form form;
	struct outcome *done = NULL;
	struct reply reply = { 0 };

	if (!form_read(r, &login_form_def, &form))
		return login_form_again(r, &form);
	const struct account_secret *secret = find_account(r, &form, &reply);
	if (secret == NULL && reply.status != 0)
		return reply;
	if (secret == NULL) {
		form_error(&form.base, "login",
		    msg(N_("The login name or the "
			   "password is wrong.")));
		return login_form_again(r, &form);
	}

	struct db_batch *b = db_batch(r->task);
	q_session_end(b, viewer_key(r));
	q_session_create(b, visit_new_session(r), secret->id, visit_agent(r),
	    r->client, &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	visit_begin_session(r);
	reply = redirect_is_safe(form.carry_action)
		    ? reply_carried(r, form.carry_action)
		    : reply_redirect(r, 303, next_path(form.next));
	visit_keep_session(r, &reply);
	return reply;
}

static struct reply
logout_do(struct req *r)
{
	struct db_batch *b = db_batch(r->task);

	q_session_end(b, viewer_key(r));
	if (!db_run(b))
		return reply_unavailable(r, b);
	struct reply reply = reply_redirect(r, 303, STR("/"));
	visit_end_session(r, &reply);
	return reply;
}

const struct route account_routes[] = {
	{ METHOD_GET, "/signup", signup_show },
	{ METHOD_POST, "/signup", signup_do },
	{ METHOD_GET, "/login", login_show },
	{ METHOD_POST, "/login", login_do },
	{ METHOD_POST, "/logout", logout_do, .who = WHO_MEMBER },
	{ 0 },
};
