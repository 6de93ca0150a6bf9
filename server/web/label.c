/* The words of fields' labels. */
#include "web/label.h"

#include <string.h>

#include "base/compiler.h"
#include "base/str.h"
#include "base/view.h"
#include "http/form.h"

/* As the templates have them; a row without a form is for all others. */
static const struct label {
	const char *form;
	const char *field;
	const char *words;
} labels[] = {
	{ "blog_form", "title", N_("Name of the blog") },
	{ "comment_form", "body", N_("Your comment") },
	{ "community_form", "title", N_("Name of the community") },
	{ "invite_form", "blog", N_("Address of the blog") },
	{ "password_form", "password", N_("The new password") },
	{ "profile_form", "about", N_("About you (optional)") },
	{ NULL, "about", N_("What it is about (optional)") },
	{ NULL, "body", N_("Text") },
	{ NULL, "email", N_("E-mail address (optional)") },
	{ NULL, "guest_name", N_("Your name") },
	{ NULL, "login", N_("Login name") },
	{ NULL, "message", N_("Message") },
	{ NULL, "name", N_("Name shown to readers") },
	{ NULL, "old_password", N_("Your present password") },
	{ NULL, "organisation", N_("Organisation (optional)") },
	{ NULL, "password", N_("Password") },
	{ NULL, "pen_name", N_("Pen-name") },
	{ NULL, "position", N_("Position (optional)") },
	{ NULL, "real_name", N_("Real name (optional)") },
	{ NULL, "reason", N_("Message or reason") },
	{ NULL, "rules", N_("Rules (optional)") },
	{ NULL, "slug", N_("Address") },
	{ NULL, "summary", N_("Summary (optional)") },
	{ NULL, "tags", N_("Tags (optional)") },
	{ NULL, "title", N_("Title") },
};

static struct msg
label_of(const char *form, struct str field)
{
	for (size_t i = 0; i < COUNT(labels); i++) {
		const struct label *l = &labels[i];

		if (str_is(field, l->field) &&
		    (l->form == NULL || strcmp(l->form, form) == 0))
			return msg(l->words);
	}
	return (struct msg){ 0 };
}

void
label_mistakes(enum view_id id, void *view)
{
	const struct field *has = record_find(views[id].record, STR("form"));
	struct form *form;

	if (has == NULL || has->type != FIELD_RECORD)
		return;
	memcpy(&form, (const char *)view + has->offset, sizeof(form));
	if (form == NULL || !form->failed)
		return;
	for (size_t i = 0; i < form->n_errors; i++)
		form->errors[i].label =
		    label_of(form->def->name, form->errors[i].field);
}
