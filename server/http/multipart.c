/*
 * multipart/form-data (RFC 7578, RFC 2046 §5.1.1), from a body that is there
 * as a whole. No preamble, CR LF line ends, no nested parts.
 */
#include "http/pairs_impl.h"

#include "base/msg.h"
#include "base/utf8.h"
#include "http/syntax_impl.h"

static const struct refusal fine = { 0, NULL };

static struct refusal
malformed(void)
{
	return (struct refusal){ 400,
		N_("The address or form is not encoded correctly.") };
}

struct part {
	struct str name, value;
	bool has_name, is_file;
};

/* Content-Disposition: form-data; name="title" (RFC 7578 §4.2). */
static bool
read_disposition(struct arena *a, struct str value, struct part *out)
{
	struct str type, params, file, file_star;

	str_cut(value, ';', &type, &params);
	if (out->has_name ||
	    !str_eq_nocase(syntax_trim(type), STR("form-data")) ||
	    !syntax_parameter(a, params, "name", &out->name) ||
	    !syntax_parameter(a, params, "filename", &file) ||
	    !syntax_parameter(a, params, "filename*", &file_star))
		return false;
	out->has_name = out->name.ptr != NULL;
	out->is_file = file.ptr != NULL || file_star.ptr != NULL;
	return out->has_name;
}

/* RFC 7578 §4.7: no transfer encoding is in use; the identities are fine. */
static bool
is_plain_encoding(struct str value)
{
	return str_eq_nocase(value, STR("7bit")) ||
	       str_eq_nocase(value, STR("8bit")) ||
	       str_eq_nocase(value, STR("binary"));
}

static bool
read_part_field(struct arena *a, struct str line, struct part *out)
{
	struct str name, value;

	if (!str_cut(line, ':', &name, &value) ||
	    !syntax_all(name, SYNTAX_TOKEN))
		return false;
	value = syntax_trim(value);
	if (value.len > 0 && !syntax_all(value, SYNTAX_TEXT))
		return false;
	if (str_eq_nocase(name, STR("content-disposition")))
		return read_disposition(a, value, out);
	if (str_eq_nocase(name, STR("content-transfer-encoding")))
		return is_plain_encoding(value);
	return true;
}

/* Field lines, an empty line, then the value. */
static struct refusal
read_part(struct arena *a, struct str text, struct part *out)
{
	const struct str start = text;
	size_t end;

	for (;;) {
		if (!str_find(text, STR("\r\n"), &end) ||
		    (size_t)(text.ptr - start.ptr) + end > MULTIPART_MAX_HEADER)
			return malformed();
		const struct str line = str_slice(text, 0, end);

		text = str_slice(text, end + 2, text.len);
		if (line.len == 0)
			break;
		if (!read_part_field(a, line, out))
			return malformed();
	}
	if (!out->has_name)
		return malformed();
	out->value = text;
	if (!utf8_is_clean(out->name, false) ||
	    (!out->is_file && !utf8_is_clean(out->value, true)))
		return (struct refusal){ 400,
			N_("What was sent is not valid text (UTF-8).") };
	return fine;
}

/*
 * What follows a delimiter: true when another part begins, with *rest at its
 * first byte; white space before the line end is allowed (RFC 2046 §5.1.1).
 */
static bool
at_part(struct str *rest, bool *ended)
{
	*ended = str_starts(*rest, STR("--"));
	if (*ended)
		return true;
	while (rest->len > 0 && (rest->ptr[0] == ' ' || rest->ptr[0] == '\t'))
		*rest = str_slice(*rest, 1, rest->len);
	if (!str_starts(*rest, STR("\r\n")))
		return false;
	*rest = str_slice(*rest, 2, rest->len);
	return true;
}

struct refusal
pairs_read_multipart(
    struct arena *a, struct str body, struct str boundary, struct pairs *out)
{
	const struct str delimiter =
	    arena_fmt(a, "\r\n--" STR_FMT, STR_ARG(boundary));
	const struct str first = str_slice(delimiter, 2, delimiter.len);
	size_t n_parts = 0, end;
	bool ended;

	out->n = 0;
	out->list = ARENA_ARRAY(a, struct req_pair, MULTIPART_MAX_PARTS);
	if (!str_starts(body, first))
		return malformed();
	body = str_slice(body, first.len, body.len);
	for (;;) {
		struct part part = { .has_name = false };

		if (!at_part(&body, &ended))
			return malformed();
		if (ended)
			return fine;
		if (n_parts++ >= MULTIPART_MAX_PARTS)
			return (struct refusal){ 400,
				N_("The form has too many fields.") };
		if (!str_find(body, delimiter, &end))
			return malformed();
		const struct refusal refusal =
		    read_part(a, str_slice(body, 0, end), &part);

		if (refusal.status != 0)
			return refusal;
		body = str_slice(body, end + delimiter.len, body.len);
		if (!part.is_file)
			out->list[out->n++] =
			    (struct req_pair){ part.name, part.value };
	}
}
