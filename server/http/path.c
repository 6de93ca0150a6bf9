/*
 * Taking a request's path apart.
 */
#include "http/router_impl.h"

#include <string.h>

#include "base/msg.h"
#include "base/utf8.h"
#include "http/syntax_impl.h"

static const struct refusal fine = { 0, NULL };

static bool
is_odd(struct str segment)
{
	return segment.len == 0 || str_is(segment, ".") ||
	       str_is(segment, "..") || memchr(segment.ptr, '/', segment.len);
}

static struct refusal
read_segment(struct arena *a, struct str raw, struct path *out)
{
	struct str segment;

	if (!syntax_decode(a, raw, false, &segment) ||
	    !utf8_is_clean(segment, false))
		return (struct refusal){ 400,
			N_("The address or form is not encoded correctly.") };
	if (is_odd(segment) || out->n_segments == ROUTE_MAX_SEGMENTS)
		out->odd = true;
	else
		out->segments[out->n_segments++] = segment;
	return fine;
}

static struct str
join(struct arena *a, const struct path *path)
{
	size_t len = 0;

	if (path->n_segments == 0)
		return STR("/");
	for (size_t i = 0; i < path->n_segments; i++)
		len += 1 + path->segments[i].len;
	char *text = arena_alloc(a, len + 1), *to = text;

	for (size_t i = 0; i < path->n_segments; i++) {
		const struct str s = path->segments[i];

		*to++ = '/';
		memcpy(to, s.ptr, s.len);
		to += s.len;
	}
	return (struct str){ text, len };
}

struct refusal
path_read(struct arena *a, struct str raw, struct path *out)
{
	struct str rest = str_slice(raw, 1, raw.len), segment;

	memset(out, 0, sizeof(*out));
	while (rest.len > 0) {
		const bool more = str_cut(rest, '/', &segment, &rest);
		const struct refusal refusal = read_segment(a, segment, out);

		if (refusal.status != 0)
			return refusal;
		out->slash_at_end = more && rest.len == 0;
	}
	/* An odd path is shown as it came. */
	out->text = out->odd ? raw : join(a, out);
	return fine;
}
