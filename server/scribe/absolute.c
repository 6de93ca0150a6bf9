/* Addresses for markup that is read elsewhere. */
#include "scribe/absolute.h"

#include <string.h>

#include "base/buf.h"

/* What stands before a relative address, and how much of it is kept. */
static const struct beginning {
	struct str text;
	size_t kept;
	bool in_page;
} beginnings[] = {
	{ STR_INIT(" href=\"/"), sizeof(" href=\"") - 1, false },
	{ STR_INIT(" href=\"#"), sizeof(" href=\"") - 1, true },
	{ STR_INIT(" src=\"/"), sizeof(" src=\"") - 1, false },
};

/* The first beginning in s; NULL when there is none. Each has its quote
 * behind an equals sign, which is quicker to look for. */
static const struct beginning *
find_relative(struct str s, size_t *at)
{
	const char *from = s.ptr, *end = s.ptr + s.len, *equals;

	while (from < end &&
	       (equals = memchr(from, '=', (size_t)(end - from))) != NULL) {
		for (size_t i = 0; i < COUNT(beginnings); i++) {
			const struct beginning *b = &beginnings[i];
			const size_t before = b->kept - 2;

			*at = (size_t)(equals - s.ptr) - before;
			if ((size_t)(equals - s.ptr) >= before &&
			    str_starts(str_slice(s, *at, s.len), b->text))
				return b;
		}
		from = equals + 1;
	}
	return NULL;
}

struct html
html_absolute(struct arena *a, struct html markup, struct str base_url,
    struct str page_url)
{
	struct str rest = markup.text;
	const struct beginning *b;
	struct buf out = { 0 };
	size_t at;

	if (str_ends(base_url, STR("/")))
		base_url = str_slice(base_url, 0, base_url.len - 1);
	while ((b = find_relative(rest, &at)) != NULL) {
		buf_raw(&out, html_trusted(str_slice(rest, 0, at + b->kept)));
		buf_attr(&out, b->in_page ? page_url : base_url);
		rest = str_slice(rest, at + b->kept, rest.len);
	}
	if (out.len == 0)
		return markup;
	buf_raw(&out, html_trusted(rest));
	return html_trusted(buf_take(&out, a));
}
