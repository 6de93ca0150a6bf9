/*
 * Whether markup is harmless, found out without anything that the sanitiser
 * has: by reading the tags, and by names and beginnings of its own.
 */
#ifndef TESTS_UNIT_MARKUP_JUDGE_H
#define TESTS_UNIT_MARKUP_JUDGE_H

#include <string.h>

#include "../tap.h"

static const char *const good_tags =
    " a abbr b bdi bdo blockquote br caption cite code dd del dfn div dl dt em "
    "figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s "
    "samp small span strong sub sup table tbody td tfoot th thead time tr u "
    "ul var wbr ";
static const char *const good_attributes =
    " align alt class colspan datetime dir height href id lang rel reversed "
    "rowspan scope src start title type value width ";
static const char *const good_beginnings[] = { "http://", "https://",
	"mailto:", "/", "#user-content-" };

static inline bool
is_word_of(struct str word, const char *words)
{
	char spaced[32];

	if (word.len == 0 || word.len + 3 > sizeof(spaced) ||
	    memchr(word.ptr, ' ', word.len) != NULL)
		return false;
	snprintf(spaced, sizeof(spaced), " " STR_FMT " ", STR_ARG(word));
	return strstr(words, spaced) != NULL;
}

static inline bool
is_good_value(struct str name, struct str value)
{
	if (value.len > 0 && memchr(value.ptr, '<', value.len) != NULL)
		return false;
	if (str_is(name, "id"))
		return str_starts(value, STR("user-content-"));
	if (str_is(name, "class"))
		return str_starts(value, STR("language-"));
	if (str_is(name, "src"))
		return str_starts(value, STR("/f/"));
	if (!str_is(name, "href"))
		return true;
	for (size_t i = 0; i < COUNT(good_beginnings); i++) {
		if (str_starts(value, str_from(good_beginnings[i])))
			return !str_starts(value, STR("//")) &&
			       !str_starts(value, STR("/\\"));
	}
	return false;
}

/* What stands between < and >. */
static inline bool
is_good_tag(struct str tag)
{
	struct str name, rest, value;

	if (str_starts(tag, STR("/")))
		return is_word_of(str_slice(tag, 1, tag.len), good_tags);
	str_cut(tag, ' ', &name, &rest);
	if (!is_word_of(name, good_tags))
		return false;
	while (rest.len > 0) {
		if (!str_cut(rest, '=', &name, &rest) ||
		    !is_word_of(name, good_attributes) ||
		    !str_starts(rest, STR("\"")) ||
		    !str_cut(
			str_slice(rest, 1, rest.len), '"', &value, &rest) ||
		    !is_good_value(name, value))
			return false;
		if (rest.len > 0 && rest.ptr[0] != ' ')
			return false;
		rest = str_slice(rest, 1, rest.len);
	}
	return true;
}

static inline bool
is_harmless(struct str markup)
{
	struct str text, tag;

	while (str_cut(markup, '<', &text, &markup)) {
		if (text.len > 0 && memchr(text.ptr, '>', text.len) != NULL)
			return false;
		if (!str_cut(markup, '>', &tag, &markup) || !is_good_tag(tag))
			return false;
	}
	return text.len == 0 || memchr(text.ptr, '>', text.len) == NULL;
}

#endif
