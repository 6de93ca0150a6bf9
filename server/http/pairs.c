/*
 * Urlencoded pairs, and which decoder a form's Content-Type asks for.
 */
#include "http/pairs_impl.h"

#include <string.h>

#include "base/msg.h"
#include "base/utf8.h"
#include "http/syntax_impl.h"

static const struct refusal fine = { 0, NULL };

struct str
pairs_get(const struct pairs *pairs, struct str name)
{
	for (size_t i = 0; i < pairs->n; i++)
		if (str_eq(pairs->list[i].name, name))
			return pairs->list[i].value;
	return (struct str){ NULL, 0 };
}

static size_t
count_pairs(struct str text)
{
	size_t n = text.len > 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] == '&';
	return n;
}

static struct refusal
read_pair(struct arena *a, struct str text, struct req_pair *out)
{
	struct str name, value;

	if (!str_cut(text, '=', &name, &value))
		value = STR("");
	if (!syntax_decode(a, name, true, &out->name) ||
	    !syntax_decode(a, value, true, &out->value))
		return (struct refusal){ 400,
			N_("The address or form is not encoded correctly.") };
	if (!utf8_is_clean(out->name, true) || !utf8_is_clean(out->value, true))
		return (struct refusal){ 400,
			N_("What was sent is not valid text (UTF-8).") };
	return fine;
}

struct refusal
pairs_read_urlencoded(struct arena *a, struct str text, struct pairs *out)
{
	const size_t max = count_pairs(text);
	struct str one;

	out->n = 0;
	out->list = NULL;
	if (max > PAIRS_MAX)
		return (
		    struct refusal){ 400, N_("The form has too many fields.") };
	if (max == 0)
		return fine;
	out->list = ARENA_ARRAY(a, struct req_pair, max);
	while (text.len > 0) {
		str_cut(text, '&', &one, &text);
		if (one.len == 0)
			continue;
		const struct refusal refusal =
		    read_pair(a, one, &out->list[out->n]);

		if (refusal.status != 0)
			return refusal;
		out->n++;
	}
	return fine;
}

static struct refusal
unsupported(void)
{
	return (struct refusal){ 415,
		N_("This page takes forms only, as browsers send them.") };
}

/* Only UTF-8 comes in, and it need not be said. */
static bool
charset_is_utf8(struct arena *a, struct str params)
{
	struct str charset;

	return syntax_parameter(a, params, "charset", &charset) &&
	       (charset.ptr == NULL || str_eq_nocase(charset, STR("utf-8")));
}

struct refusal
pairs_read_form(struct arena *a, struct str content_type, struct str body,
    struct pairs *out)
{
	struct str type, params, boundary;

	out->n = 0;
	if (body.len == 0 && content_type.len == 0)
		return fine;
	str_cut(content_type, ';', &type, &params);
	type = syntax_trim(type);
	if (!charset_is_utf8(a, params))
		return unsupported();
	if (str_eq_nocase(type, STR("application/x-www-form-urlencoded")))
		return pairs_read_urlencoded(a, body, out);
	if (!str_eq_nocase(type, STR("multipart/form-data")))
		return unsupported();
	if (!syntax_parameter(a, params, "boundary", &boundary) ||
	    boundary.len == 0 || boundary.len > MULTIPART_MAX_BOUNDARY)
		return (struct refusal){ 400,
			N_("The address or form is not encoded correctly.") };
	return pairs_read_multipart(a, body, boundary, out);
}
