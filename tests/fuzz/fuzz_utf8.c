/* UTF-8, and the escapers that rest on it. */
#include "base/utf8.h"

#include "base/buf.h"

#include "check.h"

static void
walk(struct str s)
{
	struct str rest = s;
	size_t n = 0;
	uint32_t cp;
	char bytes[4];

	while (rest.len > 0) {
		const char *at = rest.ptr;

		if (!utf8_next(&rest, &cp))
			break;
		CHECK(cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF));
		const struct str again = { bytes, utf8_write(bytes, cp) };
		const struct str taken = { at, (size_t)(rest.ptr - at) };

		CHECK(str_eq(again, taken));
		n++;
	}
	CHECK(utf8_valid(s) == (rest.len == 0));
	if (utf8_valid(s))
		CHECK(utf8_count(s) == n);
}

static void
cut(struct str s)
{
	const size_t chars = utf8_count(s);

	for (size_t max = 0; max < 20; max++) {
		const struct str head = utf8_truncate(s, max);

		CHECK(utf8_count(head) == (chars < max ? chars : max));
		CHECK(!utf8_valid(s) || utf8_valid(head));
	}
}

/* Whatever goes in, what comes out is valid and holds no sign. */
static void
escape(struct str s)
{
	static void (*const escapers[])(struct buf *, struct str) = { buf_html,
		buf_attr, buf_url, buf_json, buf_xml };
	struct buf b = { 0 };
	size_t at;

	for (size_t i = 0; i < COUNT(escapers); i++) {
		buf_reset(&b);
		escapers[i](&b, s);
		CHECK(!str_find(buf_view(&b), STR("<"), &at));
		CHECK(i == 3 || !str_find(buf_view(&b), STR("\""), &at));
		CHECK(i < 2 || utf8_valid(buf_view(&b)));
	}
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str s = { (const char *)data, size };

	walk(s);
	cut(s);
	escape(s);
	if (utf8_is_clean(s, false))
		CHECK(utf8_is_clean(s, true) && utf8_valid(s));
	return 0;
}
