/* Buffers and escapers. */
#include "base/buf.h"

#include "../tap.h"

static struct buf b;

static void
grows(void)
{
	buf_init(&b, 0);
	is_str(buf_view(&b), "", "an empty one");
	buf_lit(&b, "a");
	buf_str(&b, STR("bc"));
	buf_str(&b, (struct str){ NULL, 0 });
	buf_char(&b, 'd');
	buf_fmt(&b, "%d-%s", 7, "e");
	buf_raw(&b, html_trusted(STR("<b>")));
	is_str(buf_view(&b), "abcd7-e<b>", "append freely");
	buf_reset(&b);
	buf_int(&b, INT64_MIN);
	buf_char(&b, ' ');
	buf_int(&b, 0);
	buf_char(&b, ' ');
	buf_int(&b, INT64_MAX);
	is_str(buf_view(&b), "-9223372036854775808 0 9223372036854775807",
	    "numbers");
	buf_reset(&b);
	for (int i = 0; i < 100000; i++)
		buf_lit(&b, "0123456789");
	ok(!b.failed && b.len == 1000000, "a million bytes");
	buf_release(&b);
}

static void
fails_stickily(void)
{
	struct arena *a = arena_new();

	buf_init(&b, 5);
	buf_lit(&b, "abc");
	buf_lit(&b, "def");
	ok(b.failed, "six bytes do not fit into five");
	buf_lit(&b, "d");
	is_str(buf_view(&b), "abc", "nothing more is added, what was stays");
	is_str(buf_take(&b, a), NULL, "taking a failed one gives nothing");
	buf_lit(&b, "vwxyz");
	is_str(buf_take(&b, a), "vwxyz", "exactly the limit fits");
	ok(b.ptr == NULL && b.limit == 5, "taken: released, the limit stays");
	buf_lit(&b, "vwxyz");
	buf_html(&b, STR("&"));
	ok(b.failed, "an escaper fails too");
	buf_release(&b);
	arena_release(a);
}

#define ESCAPED(how, from, to, what)                                           \
	do {                                                                   \
		buf_reset(&b);                                                 \
		buf_##how(&b, STR(from));                                      \
		is_str(buf_view(&b), to, what);                                \
	} while (0)

static void
escapes(void)
{
	buf_init(&b, 0);
	ESCAPED(html, "<a href=\"x\">'&'</a>",
	    "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;", "html");
	ESCAPED(html, "\xE0\xB8\x81\n", "\xE0\xB8\x81\n", "html keeps Thai");
	ESCAPED(html, "", "", "html of nothing");
	buf_reset(&b);
	buf_html(&b, (struct str){ NULL, 0 });
	is_str(buf_view(&b), "", "html of what is absent");
	ESCAPED(attr, "a\"\n\t\r'<", "a&quot;&#10;&#9;&#13;&#39;&lt;", "attr");
	ESCAPED(url, "aZ0-._~ /?#&=+%\xE0\xB8\x81",
	    "aZ0-._~%20%2F%3F%23%26%3D%2B%25%E0%B8%81", "url");
	ESCAPED(json, "\"\\\n\x01</script>\xE2\x80\xA8\xE0\xB8\x81",
	    "\\\"\\\\\\n\\u0001\\u003c/script\\u003e\\u2028\xE0\xB8\x81",
	    "json");
	ESCAPED(json, "a\xFF", "a\xEF\xBF\xBD", "json of broken UTF-8");
	ESCAPED(xml, "<\x01\x0B&\r\xEF\xBF\xBE\xEF\xBF\xBD",
	    "&lt;&amp;&#13;\xEF\xBF\xBD", "xml drops what is forbidden");
	ESCAPED(xml, "a\xC0\xAF\xED\xA0\x80",
	    "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
	    "xml of broken UTF-8");
	buf_release(&b);
}

int
main(void)
{
	grows();
	fails_stickily();
	escapes();
	return done_testing();
}
