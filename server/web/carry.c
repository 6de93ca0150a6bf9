/* Forms that travel through another page. */
#include "web/carry.h"

#include "base/arena.h"
#include "base/compiler.h"
#include "db/db.h"
#include "http/request.h"
#include "web/page.h"

/* Fields that a person wrote, in the words of their labels. */
static const struct {
	const char *name;
	const char *label;
} written[] = {
	{ "title", N_("Title") },
	{ "summary", N_("Summary") },
	{ "body", N_("Text") },
	{ "tags", N_("Tags") },
	{ "about", N_("About") },
	{ "rules", N_("Rules") },
	{ "message", N_("Message") },
	{ "reason", N_("Reason") },
	{ "guest_name", N_("Name") },
	{ "name", N_("Pen-name") },
};

/* Never shown, never sent back. */
static const char *const secret[] = { "csrf", "password", "old_password" };

static bool
is_secret(struct str name)
{
	for (size_t i = 0; i < COUNT(secret); i++)
		if (str_is(name, secret[i]))
			return true;
	return false;
}

static struct msg
label_of(struct str name, struct str value)
{
	for (size_t i = 0; i < COUNT(written); i++)
		if (value.len > 0 && str_is(name, written[i].name))
			return msg(written[i].label);
	return (struct msg){ 0 };
}

size_t
carry_fields(struct req *r, struct str cut, struct str add,
    struct carried_field **fields)
{
	size_t n = 0, n_sent;
	const struct req_pair *sent = req_form_pairs(r, &n_sent);
	struct carried_field *out =
	    ARENA_ARRAY(r->arena, struct carried_field, n_sent);

	for (size_t i = 0; i < n_sent; i++) {
		struct str name = sent[i].name, value = sent[i].value;

		if (!str_starts(name, cut))
			continue;
		name = str_slice(name, cut.len, name.len);
		if (is_secret(name))
			continue;
		out[n++] = (struct carried_field){
			.name = arena_fmt(r->arena, STR_FMT STR_FMT,
			    STR_ARG(add), STR_ARG(name)),
			.value = value,
			.label = label_of(name, value),
		};
	}
	*fields = out;
	return n;
}

/*
 * Who is asked to confirm. Without the database nobody is named, and the text
 * is shown all the same.
 */
PARKS
static void
find_viewer(struct req *r, struct page *page)
{
	struct db_batch *b = db_batch(r->task);

	page_viewer(b, r, page);
	if (!db_run(b))
		page->viewer = NULL;
}

struct reply
reply_confirm(struct req *r, struct msg why)
{
	struct confirm_page v = { .why = why, .action = r->path };

	find_viewer(r, &v.page);
	v.n_fields = carry_fields(r, STR(""), STR(""), &v.fields);
	return reply_form(r, VIEW_CONFIRM_PAGE, &v);
}

struct reply
reply_carried(struct req *r, struct str action)
{
	struct confirm_page v = {
		.why = msg(N_("You are logged in again. Here is what you "
			      "wrote.")),
		.action = action,
	};

	find_viewer(r, &v.page);
	v.n_fields = carry_fields(r, CARRIED, STR(""), &v.fields);
	return reply_page(r, VIEW_CONFIRM_PAGE, &v);
}
