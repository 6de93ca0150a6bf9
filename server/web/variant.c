/* Readers without a session are told apart by their language only. */
#include "web/variant.h"

#include "text/catalogue.h"
#include "web/app.h"

/* Cookies whose owner gets answers of their own: a session, under either of
 * its names, and a message that is shown once. */
static bool
has_own_answers(struct str cookies)
{
	static const struct str names[] = { STR_INIT("session="),
		STR_INIT("flash=") };
	size_t at;

	for (size_t i = 0; i < COUNT(names); i++)
		if (str_find(cookies, names[i], &at))
			return true;
	return false;
}

/* The first cookie of that name, as req_cookie() has it. */
static struct str
cookie_find(struct str cookies, struct str name)
{
	struct str pair, key, value;

	while (cookies.len > 0) {
		if (!str_cut(cookies, ';', &pair, &cookies))
			cookies = STR("");
		if (str_cut(str_trim(pair), '=', &key, &value) &&
		    str_eq(key, name))
			return value;
	}
	return STR("");
}

enum cache_reader
variant_of(void *arg, const struct ready_ask *ask, struct str *variant)
{
	const struct app *app = arg;
	const struct lang *lang = NULL;

	if (ask->cookies.len > 0)
		lang = lang_find(
		    app->catalogues, cookie_find(ask->cookies, STR("lang")));
	if (lang == NULL)
		lang = lang_best(app->catalogues, ask->languages,
		    lang_find(app->catalogues, app->options->language));
	*variant = str_from(lang->code);
	return has_own_answers(ask->cookies) ? CACHE_READER_OWN
					     : CACHE_READER_ANY;
}
