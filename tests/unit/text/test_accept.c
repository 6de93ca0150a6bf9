/* Accept-Language (RFC 9110 §12.5.4). */
#include "text/catalogue.h"

#include "../tap.h"

static struct catalogues *cats;

static void
gives(const char *header, const char *code, const char *what)
{
	const struct lang *got =
	    lang_best(cats, str_from(header), lang_find(cats, STR("th")));

	is_str(str_from(got->code), code, "%s", what);
}

int
main(void)
{
	static const char *const codes[] = { "th", "lo", "pt-BR" };
	const struct str po = STR("msgid \"a\"\nmsgstr \"b\"\n");
	struct buf error = { 0 };
	struct arena *a = arena_new();

	cats = catalogues_new();
	for (size_t i = 0; i < COUNT(codes); i++)
		ok(catalogues_add(cats, "x.po", str_from(codes[i]), po, &error),
		    "there is %s", codes[i]);
	gives(NULL, "th", "no header: the site's");
	gives("", "th", "an empty one");
	gives("en", "en", "what it names");
	gives("EN", "en", "in any case");
	gives("en-US,en;q=0.5", "en", "a narrower range finds it");
	gives("th-TH-x-y;q=0.3, fr", "th", "even by two steps");
	gives("pt;q=0.9,en;q=0.8", "pt-BR", "a wider range finds it");
	gives("pt-PT,lo;q=0.1", "lo", "a sister does not");
	gives("thx", "th", "a longer word is another language");
	gives("fr, de;q=0.9", "th", "nothing that we have: the site's");
	gives("en;q=0.7, lo;q=0.8", "lo", "the heavier one");
	gives("lo, en", "lo", "of two equal ones the first");
	gives("en, lo", "en", "in either order");
	gives("en;q=0.123,lo;q=0.124", "lo", "three places");
	gives("en ; q=0.2 ,\tlo;Q=0.3", "lo", "with white space");
	gives("en;q=0", "th", "what is refused is not taken");
	gives("th;q=0, *", "th", "somebody must be spoken to");
	gives("*", "th", "anything: the site's");
	gives("en;q=0.5, *;q=0.8", "th", "anything else rather");
	gives("en;q=0.5, *;q=0.1", "en", "anything else if need be");
	gives("en;q=2, lo;q=0.1", "lo", "a weight above one is none");
	gives("en;q=1.001, lo;q=0.1", "lo", "nor is this one");
	gives("en;q=0.1234, lo;q=0.1", "lo", "nor one with four places");
	gives("en;q=, lo;q=0.1", "lo", "nor an empty one");
	gives("en;level=1, lo;q=0.1", "lo", "another parameter");
	gives(",,;q=1,-,en", "en", "rubbish is passed over");
	struct buf many = { 0 };

	for (int i = 0; i < 10000; i++)
		buf_lit(&many, "xx,");
	buf_lit(&many, "en");
	gives(arena_cstr(a, buf_view(&many)), "th",
	    "nobody speaks ten thousand languages");
	buf_release(&many);
	buf_release(&error);
	arena_release(a);
	catalogues_free(cats);
	return done_testing();
}
