/* Addresses for markup that is read elsewhere. */
#include "scribe/absolute.h"

#include "../tap.h"

#define REL " rel=\"nofollow ugc noopener\""

static const struct {
	const char *stored, *absolute;
} cases[] = {
	{ "", "" },
	{ "<p>a = b</p>\n", "<p>a = b</p>\n" },
	{ "<p><a href=\"/p/1\"" REL ">a</a></p>\n",
	    "<p><a href=\"https://x.org/p/1\"" REL ">a</a></p>\n" },
	{ "<p><a href=\"/\"" REL ">a</a><a href=\"#user-content-b\"" REL
	  ">b</a></p>\n",
	    "<p><a href=\"https://x.org/\"" REL
	    ">a</a><a href=\"https://x.org/p/1?a=1&amp;b=2#user-content-b\"" REL
	    ">b</a></p>\n" },
	{ "<p><a href=\"http://y.org/\"" REL ">a</a></p>\n",
	    "<p><a href=\"http://y.org/\"" REL ">a</a></p>\n" },
	{ "<p><img src=\"/f/1.png\" alt=\"a\"></p>\n",
	    "<p><img src=\"https://x.org/f/1.png\" alt=\"a\"></p>\n" },
	/* Words that look like it are words: their quotes are escaped. */
	{ "<p> href=&quot;/a&quot;</p>\n", "<p> href=&quot;/a&quot;</p>\n" },
	{ "<p title=\" href=&quot;/a\">b</p>\n",
	    "<p title=\" href=&quot;/a\">b</p>\n" },
	{ "<p title=\" href=\">/a</p>\n", "<p title=\" href=\">/a</p>\n" },
	{ "=", "=" },
	{ " src=\"", " src=\"" },
};

int
main(void)
{
	const struct str bases[] = { STR("https://x.org"),
		STR("https://x.org/") };
	const struct str page = STR("https://x.org/p/1?a=1&b=2");

	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		struct arena *a = arena_new();
		const struct html stored =
		    html_trusted(str_from(cases[i / 2].stored));
		const struct html got =
		    html_absolute(a, stored, bases[i % 2], page);

		is_str(
		    got.text, cases[i / 2].absolute, "%s", cases[i / 2].stored);
		arena_release(a);
	}
	return done_testing();
}
