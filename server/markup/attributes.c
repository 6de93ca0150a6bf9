/* What each attribute may hold. */
#include <string.h>

#include "base/utf8.h"
#include "markup/elements.h"

#define MAX_ID_BYTES   128
#define MAX_TEXT_BYTES 2000

typedef bool cleaner(struct str value, struct buf *out);

static cleaner clean_align, clean_class, clean_datetime, clean_dir, clean_flag,
    clean_id, clean_lang, clean_length, clean_number, clean_scope, clean_span,
    clean_text, clean_type, clean_rows;

static const struct {
	const char *name;
	cleaner *clean;
} attributes[N_ATTRIBUTES] = {
	[ATTRIBUTE_ALIGN] = { "align", clean_align },
	[ATTRIBUTE_ALT] = { "alt", clean_text },
	[ATTRIBUTE_CLASS] = { "class", clean_class },
	[ATTRIBUTE_COLSPAN] = { "colspan", clean_span },
	[ATTRIBUTE_DATETIME] = { "datetime", clean_datetime },
	[ATTRIBUTE_DIR] = { "dir", clean_dir },
	[ATTRIBUTE_HEIGHT] = { "height", clean_length },
	[ATTRIBUTE_HREF] = { "href", url_clean },
	[ATTRIBUTE_ID] = { "id", clean_id },
	[ATTRIBUTE_LANG] = { "lang", clean_lang },
	[ATTRIBUTE_REVERSED] = { "reversed", clean_flag },
	[ATTRIBUTE_ROWSPAN] = { "rowspan", clean_rows },
	[ATTRIBUTE_SCOPE] = { "scope", clean_scope },
	[ATTRIBUTE_SRC] = { "src", url_clean },
	[ATTRIBUTE_START] = { "start", clean_number },
	[ATTRIBUTE_TITLE] = { "title", clean_text },
	[ATTRIBUTE_TYPE] = { "type", clean_type },
	[ATTRIBUTE_VALUE] = { "value", clean_number },
	[ATTRIBUTE_WIDTH] = { "width", clean_length },
};

bool
attribute_find(struct str name, enum attribute *out)
{
	if (str_eq_nocase(name, STR("name")))
		name = STR("id");
	for (int i = 0; i < N_ATTRIBUTES; i++) {
		if (str_eq_nocase(name, str_from(attributes[i].name))) {
			*out = (enum attribute)i;
			return true;
		}
	}
	return false;
}

const char *
attribute_name(enum attribute which)
{
	return attributes[which].name;
}

bool
attribute_clean(enum attribute which, struct str value, struct buf *out)
{
	return text_is_clean(value) && attributes[which].clean(value, out);
}

/* The word of a list that the value is, in whatever case. */
static bool
one_of(struct str value, const char *const *words, struct buf *out)
{
	value = str_trim(value);
	for (; *words != NULL; words++) {
		if (str_eq_nocase(value, str_from(*words))) {
			buf_str(out, str_from(*words));
			return true;
		}
	}
	return false;
}

static bool
clean_align(struct str value, struct buf *out)
{
	return one_of(value,
	    (const char *const[]){ "left", "center", "right", "justify", NULL },
	    out);
}

static bool
clean_dir(struct str value, struct buf *out)
{
	return one_of(
	    value, (const char *const[]){ "ltr", "rtl", "auto", NULL }, out);
}

static bool
clean_scope(struct str value, struct buf *out)
{
	return one_of(value,
	    (const char *const[]){ "row", "col", "rowgroup", "colgroup", NULL },
	    out);
}

/* Here case tells: "a" and "A" number differently. */
static bool
clean_type(struct str value, struct buf *out)
{
	if (value.len != 1 || memchr("1aAiI", value.ptr[0], 5) == NULL)
		return false;
	buf_str(out, value);
	return true;
}

static bool
clean_flag(struct str value, struct buf *out)
{
	return true;
}

static bool
between(struct str value, int64_t min, int64_t max, struct buf *out)
{
	int64_t n;

	if (!str_to_int64(str_trim(value), &n) || n < min || n > max)
		return false;
	buf_int(out, n);
	return true;
}

/* A cell that spans the whole plane is a bomb for the reader's browser. */
static bool
clean_span(struct str value, struct buf *out)
{
	return between(value, 1, 100, out);
}

static bool
clean_rows(struct str value, struct buf *out)
{
	return between(value, 1, 500, out);
}

static bool
clean_length(struct str value, struct buf *out)
{
	return between(value, 1, 4096, out);
}

static bool
clean_number(struct str value, struct buf *out)
{
	return between(value, -999999999, 999999999, out);
}

static bool
clean_text(struct str value, struct buf *out)
{
	if (value.len > MAX_TEXT_BYTES)
		return false;
	buf_str(out, value);
	return true;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* 1 to max characters, letters and digits or one of `others`. */
static bool
only(struct str value, const char *others, size_t max, struct buf *out)
{
	if (value.len == 0 || value.len > max)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		if (!is_alnum(value.ptr[i]) &&
		    (value.ptr[i] == '\0' ||
			strchr(others, value.ptr[i]) == NULL))
			return false;
	}
	buf_str(out, value);
	return true;
}

static bool
clean_lang(struct str value, struct buf *out)
{
	return only(str_trim(value), "-", 35, out);
}

static bool
clean_datetime(struct str value, struct buf *out)
{
	return only(str_trim(value), "-+:., ", 40, out);
}

/* The first language-* of a list of classes, and nothing else. */
static bool
clean_class(struct str value, struct buf *out)
{
	const struct str prefix = STR("language-");

	while (value.len > 0) {
		struct str word;

		str_cut(value, ' ', &word, &value);
		if (str_starts(word, prefix) && word.len > prefix.len)
			return only(word, "-_.+#", 48, out);
	}
	return false;
}

static bool
clean_id(struct str value, struct buf *out)
{
	const struct str prefix = STR(USER_CONTENT);

	if (str_starts(value, prefix))
		value = str_slice(value, prefix.len, value.len);
	if (value.len == 0 || value.len > MAX_ID_BYTES)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		if ((unsigned char)value.ptr[i] <= ' ')
			return false;
	}
	buf_str(out, prefix);
	buf_str(out, value);
	return true;
}
