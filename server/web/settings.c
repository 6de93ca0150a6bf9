/* A member's own settings: the profile, the language, the password. */
#include "base/arena.h"
#include "db/db.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "model/password.h"
#include "queries.h"
#include "text/catalogue.h"
#include "text/name.h"
#include "web/app.h"
#include "web/hashing.h"
#include "web/outcome.h"
#include "web/page.h"
#include "web/prose.h"
#include "web/routes.h"
#include "web/throttle.h"
#include "web/visit.h"

/* Tries of the old password: the session may be a stolen one. */
static const struct throttle_rate old_password_rate = { 10, 1, 60 };

/* ---- The profile ---- */

static void
fill_languages(struct req *r, struct settings_page *v)
{
	struct catalogues *cats = app_of(r)->catalogues;
	size_t n = catalogues_count(cats);

	v->options = ARENA_ARRAY(r->arena, struct language_option, n);
	v->n_options = n;
	for (size_t i = 0; i < n; i++) {
		const struct lang *lang = catalogues_at(cats, i);

		v->options[i] = (struct language_option){
			.code = str_from(lang->code),
			.name = str_from(lang->name),
			.chosen = str_is(v->form->language, lang->code),
		};
	}
}

static void
fill_form(struct req *r, const struct profile *p, struct profile_form *form)
{
	form_init(&profile_form_def, r->arena, form);
	form->pen_name = p->pen_name;
	form->real_name = p->real_name;
	form->show_real_name = p->show_real_name;
	form->position = p->position;
	form->organisation = p->organisation;
	form->about = p->about;
	form->tags = prose_tags_line(r, p->tags, p->n_tags);
	form->email = p->email;
	form->language = p->language;
}

static struct reply
settings_show(struct req *r)
{
	struct settings_page v = { 0 };
	struct profile_form form;
	struct profile *profile = NULL;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	q_profile_mine(b, viewer_key(r), &profile);
	if (!db_run(b))
		return reply_unavailable(r, b);
	if (v.page.viewer == NULL || profile == NULL)
		return reply_log_in(r);
	fill_form(r, profile, &form);
	v.form = &form;
	fill_languages(r, &v);
	return reply_page(r, VIEW_SETTINGS_PAGE, &v);
}

static struct reply
settings_again(struct req *r, struct profile_form *form)
{
	struct settings_page v = { .form = form };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	if (!page_run_member(r, b, &reply))
		return reply;
	fill_languages(r, &v);
	return reply_form(r, VIEW_SETTINGS_PAGE, &v);
}

static struct str
optional(struct str s)
{
	return s.len > 0 ? s : (struct str){ NULL, 0 };
}

/* What is made of the form's texts. */
struct profile_text {
	struct prose about;
	struct tag_list tags;
};

static void
queue_profile(struct req *r, struct db_batch *b,
    const struct profile_form *form, const struct profile_text *text,
    struct outcome **done)
{
	q_profile_update(b,
	    &(struct q_profile_update_args){
		.session = viewer_key(r),
		.pen_name = form->pen_name,
		.real_name = form->real_name,
		.show_real_name = form->show_real_name,
		.position = form->position,
		.organisation = form->organisation,
		.about = form->about,
		.body = text->about.html,
		.about_text = text->about.excerpt,
		.renderer = text->about.version,
		.tags = text->tags.tags,
		.n_tags = text->tags.n,
		.language = optional(form->language),
		.email = optional(form->email),
	    },
	    done);
}

static struct reply
settings_save(struct req *r)
{
	struct profile_form form;
	struct profile_text text = { 0 };
	struct outcome *done = NULL;
	struct reply reply;

	form_read(r, &profile_form_def, &form);
	if (form.pen_name.len > 0 &&
	    !name_clean(r->arena, form.pen_name, &form.pen_name))
		form_error(&form.base, "pen_name",
		    msg(N_("Give a name that others can read.")));
	text.about = (struct prose){ form.about, PROSE_COMMENT, "about" };
	if (!prose_tags(r, form.tags, &form.base, "tags", &text.tags) ||
	    form.base.failed || !prose_render(r, &form.base, &text.about))
		return settings_again(r, &form);

	struct db_batch *b = db_batch(r->task);
	queue_profile(r, b, &form, &text, &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	return reply_done(r, STR("/settings"), "saved");
}

/* ---- The password ---- */

static struct reply
password_page(struct req *r, int status, struct password_form *form)
{
	struct password_page v = { .form = form };
	struct reply reply;
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, &v.page);
	if (!page_run_member(r, b, &reply))
		return reply;
	return reply_page_status(r, status, VIEW_PASSWORD_PAGE, &v);
}

static struct reply
password_show(struct req *r)
{
	struct password_form form;

	form_init(&password_form_def, r->arena, &form);
	return password_page(r, 200, &form);
}

/* False: *out is the answer, or the form has a mistake. */
PARKS
static bool
old_password_is_right(
    struct req *r, struct password_form *form, struct reply *out)
{
	struct account_secret *secret = NULL;
	struct db_batch *b = db_batch(r->task);
	bool matches;

	if (!throttle_allows(
		r, "old-password", viewer_key(r), old_password_rate, out))
		return false;
	q_account_secret_mine(b, viewer_key(r), &secret);
	if (!db_run(b)) {
		*out = reply_unavailable(r, b);
		return false;
	}
	if (secret == NULL) {
		*out = reply_log_in(r);
		return false;
	}
	if (!hashing_verify(
		r, secret->password, form->old_password, &matches)) {
		*out = reply_busy(r);
		return false;
	}
	if (!matches)
		form_error(&form->base, "old_password",
		    msg(N_("This is not your password.")));
	struct msg why = password_refusal(form->password, secret->login);
	if (why.id != NULL)
		form_error(&form->base, "password", why);
	return !form->base.failed;
}

static struct reply
password_save(struct req *r)
{
	struct password_form form;
	struct str hash, old_key = viewer_key(r);
	struct outcome *done = NULL;
	struct reply reply = { 0 };

	if (!form_read(r, &password_form_def, &form))
		return password_page(r, 422, &form);
	if (!old_password_is_right(r, &form, &reply))
		return reply.status != 0 ? reply : password_page(r, 422, &form);
	if (!hashing_hash(r, form.password, &hash))
		return reply_busy(r);

	struct db_batch *b = db_batch(r->task);
	q_password_change(b,
	    &(struct q_password_change_args){
		.session = old_key,
		.password = hash,
		.token_hash = visit_new_session(r),
		.agent = visit_agent(r),
		.address = r->client,
	    },
	    &done);
	if (!outcome_run(r, b, &done, &reply))
		return reply;
	visit_begin_session(r);
	reply = reply_done(r, STR("/settings"), "password-changed");
	visit_keep_session(r, &reply);
	return reply;
}

const struct route settings_routes[] = {
	{ METHOD_GET, "/settings", settings_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/settings", settings_save, .who = WHO_MEMBER },
	{ METHOD_GET, "/settings/password", password_show, .who = WHO_MEMBER },
	{ METHOD_POST, "/settings/password", password_save, .who = WHO_MEMBER },
	{ 0 },
};
