/* The tag scanner. */
#include "render/tag_impl.h"

enum tag_cut
tag_cut(struct str *rest, struct str *before, struct str *inside)
{
	const struct str all = *rest;
	size_t open = all.len, close = all.len;

	*before = all;
	const bool opens = str_find(all, STR("{{"), &open);
	if (str_find(str_slice(all, 0, open), STR("}}"), &close))
		return TAG_OPEN;
	if (!opens)
		return TAG_NONE;
	*before = str_slice(all, 0, open);
	*rest = str_slice(all, open + 2, all.len);
	if (!str_find(*rest, STR("}}"), &close))
		return TAG_OPEN;
	*inside = str_slice(*rest, 0, close);
	*rest = str_slice(*rest, close + 2, rest->len);
	return TAG_CUT;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* A word of letters, digits and '_' that does not begin with a digit. */
static bool
is_word(struct str s)
{
	if (s.len == 0 || !is_letter(s.ptr[0]))
		return false;
	for (size_t i = 1; i < s.len; i++) {
		if (!is_letter(s.ptr[i]) &&
		    !(s.ptr[i] >= '0' && s.ptr[i] <= '9'))
			return false;
	}
	return true;
}

static bool
is_path(struct str s)
{
	struct str word;

	if (str_is(s, "."))
		return true;
	do {
		const bool more = str_cut(s, '.', &word, &s);

		if (!is_word(word))
			return false;
		if (!more)
			return true;
	} while (true);
}

static bool
is_partial_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_letter(s.ptr[i]) && s.ptr[i] != '-' &&
		    !(s.ptr[i] >= '0' && s.ptr[i] <= '9'))
			return false;
	}
	return s.len > 0 && is_letter(s.ptr[0]);
}

static enum tag_kind
kind_of(struct str *inside)
{
	static const struct {
		char sign;
		enum tag_kind kind;
	} signs[] = {
		{ '#', TAG_SECTION },
		{ '^', TAG_INVERTED },
		{ '/', TAG_CLOSE },
		{ '>', TAG_PARTIAL },
	};

	for (size_t i = 0; i < COUNT(signs); i++) {
		if (inside->len > 0 && inside->ptr[0] == signs[i].sign) {
			*inside = str_trim(str_slice(*inside, 1, inside->len));
			return signs[i].kind;
		}
	}
	return TAG_FIELD;
}

static const char *
read_field(struct str inside, struct tag *out)
{
	struct str name, format;

	const bool has_format = str_cut(inside, '|', &name, &format);
	out->name = str_trim(name);
	if (has_format) {
		out->format = str_trim(format);
		if (!is_word(out->format))
			return "a format's name belongs behind the |";
	}
	return is_path(out->name) ? NULL : "this is not a field's name";
}

const char *
tag_read(struct str inside, struct tag *out)
{
	struct str word, rest;

	if (inside.len > 0 && (inside.ptr[0] == '{' || inside.ptr[0] == '&'))
		return "there is no raw tag: everything is escaped";
	inside = str_trim(inside);
	*out = (struct tag){ .kind = kind_of(&inside) };
	if (out->kind == TAG_FIELD)
		return read_field(inside, out);
	if (out->kind == TAG_PARTIAL) {
		out->name = inside;
		return is_partial_name(inside) ? NULL
					       : "this is not a partial's name";
	}
	if (out->kind == TAG_SECTION && str_cut(inside, ' ', &word, &rest) &&
	    str_is(word, "plural")) {
		out->kind = TAG_PLURAL;
		inside = str_trim(rest);
	}
	out->name = inside;
	return is_path(inside) ? NULL : "this is not a field's name";
}
