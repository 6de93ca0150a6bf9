/*
 * The demonstration content holds sources and what the renderer made of them;
 * when the renderer changes, this says what they must be.
 */
#include <string.h>

#include "base/embedded.h"

#include "rendered.h"

/* The text between the next two marks; absent when there is none. */
static struct str
between(struct str *rest, const char *mark)
{
	const struct str sign = str_from(mark);
	struct str text = { NULL, 0 };
	size_t at;

	if (!str_find(*rest, sign, &at))
		return text;
	*rest = str_slice(*rest, at + sign.len, rest->len);
	if (!str_find(*rest, sign, &at))
		return text;
	text = str_slice(*rest, 0, at);
	*rest = str_slice(*rest, at + sign.len, rest->len);
	return text;
}

/* The source behind these statements is a comment: say() is called last. */
static bool
is_comment(struct str before)
{
	const struct str call = STR("SELECT pg_temp.");
	size_t at;

	while (str_find(before, call, &at))
		before = str_slice(before, at + call.len, before.len);
	return str_starts(before, STR("say("));
}

int
main(void)
{
	const struct embedded *file = embedded_find("sql/demo.sql");
	struct str rest = str_from(file->bytes), source;
	const char *from = rest.ptr;
	int n = 0;

	markup_init();
	while ((source = between(&rest, "$md$")).ptr != NULL) {
		struct arena *a = arena_new();
		const struct str before = { from, (size_t)(source.ptr - from) };
		const struct markup m = markup_render(
		    a, &(struct markup_source){ .kind = MARKUP_MARKDOWN,
			   .text = source,
			   .comment = is_comment(before) });

		is_str(m.html.text, arena_cstr(a, between(&rest, "$html$")),
		    "source %d is rendered so", ++n);
		from = rest.ptr;
		arena_release(a);
	}
	ok(n > 60, "%d sources were found", n);
	return done_testing();
}
