/* Words for feeds. */
#include "web/feed_text.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#define WORD_JOINER "\xe2\x81\xa0"

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether what begins here might be a tag or a reference. */
static bool
begins_markup(struct str s)
{
	if (s.len < 2)
		return false;
	if (s.ptr[0] == '&')
		return is_letter(s.ptr[1]) || s.ptr[1] == '#';
	return s.ptr[0] == '<' &&
	       (is_letter(s.ptr[1]) || strchr("/!?", s.ptr[1]) != NULL);
}

struct str
feed_plain(struct arena *arena, struct str text)
{
	struct buf out = { 0 };
	size_t from = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (!begins_markup(str_slice(text, i, text.len)))
			continue;
		buf_str(&out, str_slice(text, from, i + 1));
		buf_lit(&out, WORD_JOINER);
		from = i + 1;
	}
	if (from == 0)
		return text;
	buf_str(&out, str_slice(text, from, text.len));
	return buf_take(&out, arena);
}

struct str
feed_markup(struct arena *arena, struct str text)
{
	struct buf out = { 0 };

	buf_html(&out, text);
	return buf_take(&out, arena);
}
