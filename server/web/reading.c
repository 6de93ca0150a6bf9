/* Persons are told from programs by what their browsers say. */
#include "web/reading.h"

#include "base/compiler.h"
#include "model/reads.h"
#include "web/app.h"

/*
 * Words in the User-Agent of robots, tools, previews and feed readers, in
 * small letters and in their alphabetical order. `unless` in front of it makes
 * it another word: a Cubot is a telephone.
 */
static const struct robot_word {
	struct str word, unless;
} robot_words[] = {
	{ STR_INIT("archive"), STR_INIT("") },
	{ STR_INIT("axios"), STR_INIT("") },
	{ STR_INIT("bot"), STR_INIT("cu") },
	{ STR_INIT("crawl"), STR_INIT("") },
	{ STR_INIT("curl"), STR_INIT("") },
	{ STR_INIT("externalhit"), STR_INIT("") },
	{ STR_INIT("feed"), STR_INIT("") },
	{ STR_INIT("fetch"), STR_INIT("") },
	{ STR_INIT("go-http"), STR_INIT("") },
	{ STR_INIT("headless"), STR_INIT("") },
	{ STR_INIT("http-client"), STR_INIT("") },
	{ STR_INIT("httpclient"), STR_INIT("") },
	{ STR_INIT("inoreader"), STR_INIT("") },
	{ STR_INIT("java/"), STR_INIT("") },
	{ STR_INIT("libwww"), STR_INIT("") },
	{ STR_INIT("lighthouse"), STR_INIT("") },
	{ STR_INIT("monitor"), STR_INIT("") },
	{ STR_INIT("newsblur"), STR_INIT("") },
	{ STR_INIT("okhttp"), STR_INIT("") },
	{ STR_INIT("oldreader"), STR_INIT("") },
	{ STR_INIT("preview"), STR_INIT("") },
	{ STR_INIT("python"), STR_INIT("") },
	{ STR_INIT("rss"), STR_INIT("") },
	{ STR_INIT("scan"), STR_INIT("") },
	{ STR_INIT("slurp"), STR_INIT("") },
	{ STR_INIT("spider"), STR_INIT("") },
	{ STR_INIT("uptime"), STR_INIT("") },
	{ STR_INIT("validator"), STR_INIT("") },
	{ STR_INIT("wget"), STR_INIT("") },
};

enum { LETTER_BITS = 0x1f, CASE_BIT = 0x20 };

static bool
is_letter(char c)
{
	return (c | CASE_BIT) >= 'a' && (c | CASE_BIT) <= 'z';
}

static bool
stands_at(const struct robot_word *w, struct str agent, size_t at)
{
	const size_t before = at < w->unless.len ? 0 : at - w->unless.len;

	return str_eq_nocase(str_slice(agent, at, at + w->word.len), w->word) &&
	       (w->unless.len == 0 ||
		   !str_eq_nocase(str_slice(agent, before, at), w->unless));
}

bool
reading_is_robot(struct str agent)
{
	unsigned char first[LETTER_BITS + 1] = { 0 }; /* and 1; 0: none */

	for (size_t i = COUNT(robot_words); i-- > 0;)
		first[robot_words[i].word.ptr[0] & LETTER_BITS] =
		    (unsigned char)(i + 1);
	for (size_t at = 0; at < agent.len; at++) {
		const char c = agent.ptr[at] | CASE_BIT;
		size_t i = is_letter(c) ? first[c & LETTER_BITS] : 0;

		for (; i > 0 && i <= COUNT(robot_words) &&
		       robot_words[i - 1].word.ptr[0] == c;
		     i++)
			if (stands_at(&robot_words[i - 1], agent, at))
				return true;
	}
	return agent.len == 0;
}

/* A browser that fetches what may be read next says so, in either way. */
static bool
is_prefetch(const struct req *r)
{
	size_t at;

	return str_find(req_header(r, "sec-purpose"), STR("prefetch"), &at) ||
	       str_find(req_header(r, "purpose"), STR("prefetch"), &at);
}

void
reading_done(const struct req *r, const struct reply *reply,
    const struct req_stats *stats)
{
	const struct app *app = r->app;

	(void)reply;
	if (r->subject == 0 || r->method != METHOD_GET ||
	    (stats->status != 200 && stats->status != 304) ||
	    reading_is_robot(req_header(r, "user-agent")) || is_prefetch(r))
		return;
	reads_add(app->reads, r->subject);
}
