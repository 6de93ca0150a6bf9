/* Bare links: where they begin and end. */
#include "markup/markdown_impl.h"

#include "../tap.h"

/* The link stands between ‹ and ›; without them there is none. */
static const char *const texts[] = {
	"‹http://x.org›",
	"‹https://x.org/›",
	"‹HTTP://X.ORG/A›",
	"‹www.x.org›",
	"‹Www.x.org/a?b=c#d›",
	"ดูที่‹http://www.gotoknow.org/blog/km›และแสดงความเห็น",
	"ที่‹www.gotoknow.org›และ",
	"( ‹www.gotoknow.org› )",
	"‹https://th.wikipedia.org/wiki/จังหวัดชุมพร› ครับ",
	"‹http://x.org/ก/ข?ค=ง&จ#ฉ›",
	"‹http://x.org/a-ก_ข›",
	"‹http://x.org/2548›ปี",
	"‹http://x.org/%E0%B8%81›ก",
	"‹http://x.org:8080/a›",
	"‹http://x.org›:ก",
	"‹http://x.org›ก/ข",
	"‹http://ไทย.com/ก›",
	"‹http://localhost/›",
	/* Punctuation belongs to the sentence. */
	"See ‹http://x.org›.",
	"‹http://x.org/a›, b",
	"(‹http://x.org/a›)",
	"‹http://x.org/a_(b)›",
	"(‹http://x.org/a_(b)›)",
	"[‹http://x.org›]",
	"\"‹http://x.org›\"",
	"“‹http://x.org/a›”",
	"‹http://x.org/a›!?",
	"*‹http://x.org/a›*",
	"<‹http://x.org›>",
	"‹http://x.org/a›\xC2\xA0"
	"b",
	"‹http://x.org/a›\xE2\x80\x8B"
	"b",
	"‹http://x.org/a›…",
	"‹http://x.org/a›฿",
	"‹http://x.org/a;b,c.d›;",
	/* None. */
	"ahttp://x.org",
	"1www.x.org",
	"a.www.x.org",
	"a@www.x.org",
	"http://",
	"http:// x",
	"http://.org",
	"http://-",
	"http://~~~",
	"www.",
	"www..",
	"www.…",
	"http:/x.org",
	"ftp://x.org",
	"javascript:alert(1)",
	"httpx://x",
	"hw",
	"",
};

static void
test_text(const char *marked)
{
	const struct str open = STR("‹"), close = STR("›");
	struct arena *a = arena_new();
	struct str m = str_from(marked);
	struct buf plain = { 0 };
	struct link link = { 0 };
	size_t start = 0, end = 0;
	const bool has = str_find(m, open, &start) && str_find(m, close, &end);

	buf_str(&plain, str_slice(m, 0, start));
	if (has) {
		buf_str(&plain, str_slice(m, start + open.len, end));
		buf_str(&plain, str_slice(m, end + close.len, m.len));
		end -= open.len;
	} else {
		buf_reset(&plain);
		buf_str(&plain, m);
	}
	const struct str text = buf_take(&plain, a);

	is_int(link_find(text, 0, &link), has, "%s", marked);
	if (has)
		ok(link.start == start && link.end == end, "there: " STR_FMT,
		    STR_ARG(str_slice(text, link.start, link.end)));
	arena_release(a);
}

static void
finds_the_next(void)
{
	const struct str text = STR("www.a.org http://b.org");
	struct link link;

	ok(link_find(text, 0, &link) && link.needs_scheme, "www. needs one");
	ok(link_find(text, link.end, &link) && link.start == 10 &&
		!link.needs_scheme,
	    "then comes the second");
	ok(!link_find(text, link.end, &link), "and no third");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(texts); i++)
		test_text(texts[i]);
	finds_the_next();
	return done_testing();
}
