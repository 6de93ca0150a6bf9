/* Slugs. */
#include "text/slug.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>

#include "base/utf8.h"
#include "text/icu_impl.h"
#include "text/words.h"

/*
 * Words that stand, or may come to stand, for pages of ours beside a blog's or
 * a community's, and names that would pretend to speak for the site.
 */
static const char *const reserved[] = { "about", "account", "accounts", "admin",
	"administrator", "all", "api", "apply", "assets", "atom", "b", "blog",
	"blogs", "c", "comment", "comments", "communities", "community",
	"dashboard", "delete", "edit", "feed", "feed.atom", "feed.json",
	"feed.rss", "feeds", "files", "healthz", "help", "home", "index",
	"login", "logout", "m", "mail", "me", "media", "member", "members",
	"moderator", "moderators", "new", "news", "notices", "null", "official",
	"p", "page", "post", "posts", "preview", "queue", "readyz",
	"robots.txt", "root", "rss", "sala", "search", "session", "sessions",
	"settings", "signup", "sitemap", "sitemap.xml", "staff", "static",
	"support", "system", "t", "tag", "tags", "undefined", "user", "users",
	"webmaster", "well-known", "www" };

/*
 * NFKC would take Thai and Lao AM apart into a mark and a letter, and the two
 * Lao ligatures with HO: they stay as they are typed, for the reader's eye.
 */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static UNormalizer2 *gentle_nfkc; /* constant, for any thread */
static USet *touched; /* its: all characters but those */

static void
close_form(void)
{
	unorm2_close(gentle_nfkc);
	uset_close(touched);
}

static void
open_form(void)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
	touched =
	    uset_openPattern(u"[^\\u0E33\\u0EB3\\u0EDC\\u0EDD]", -1, &status);

	icu_check(status, "uset_openPattern");
	uset_freeze(touched);
	gentle_nfkc = unorm2_openFiltered(nfkc, touched, &status);
	icu_check(status, "unorm2_openFiltered");
	atexit(close_form);
}

/*
 * Twice NFKC: before, because it can bring capitals to light (one sign for
 * "pF"), and after, because lower-casing can take characters apart.
 */
static struct u16
lower_nfkc(struct arena *a, struct str title)
{
	UErrorCode status = U_ZERO_ERROR;

	pthread_once(&once, open_form);
	const struct u16 text =
	    icu_normalize(a, gentle_nfkc, icu_from_utf8(a, title));
	/* One unit never becomes more than three. */
	const int32_t room = text.len * 3 + 1;
	struct u16 lower = { ARENA_ARRAY(a, UChar, (size_t)room), 0 };

	lower.len =
	    u_strToLower(lower.ptr, room, text.ptr, text.len, "", &status);
	icu_check(status, "u_strToLower");
	return icu_normalize(a, gentle_nfkc, lower);
}

enum kind {
	KIND_WORD, /* letter, digit */
	KIND_MARK,
	KIND_NOTHING, /* invisible: as if it were not there */
	KIND_OTHER,
};

static enum kind
kind_of(UChar32 c)
{
	const uint32_t mask = U_GET_GC_MASK(c);

	if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
	    c == 0x200B)
		return KIND_NOTHING;
	if (mask & (U_GC_L_MASK | U_GC_ND_MASK))
		return KIND_WORD;
	return mask & (U_GC_MN_MASK | U_GC_MC_MASK) ? KIND_MARK : KIND_OTHER;
}

/* A mark needs a letter to stand on. */
static struct str
fold_others(struct arena *a, struct u16 text)
{
	char *out = arena_alloc(a, (size_t)text.len * 3 + 1);
	size_t n = 0;
	bool in_word = false, gap = false;

	for (int32_t i = 0; i < text.len;) {
		UChar32 c;

		U16_NEXT(text.ptr, i, text.len, c);
		const enum kind kind = kind_of(c);

		if (kind == KIND_NOTHING)
			continue;
		if (kind == KIND_OTHER || (kind == KIND_MARK && !in_word)) {
			in_word = false;
			gap = n > 0;
			continue;
		}
		if (gap)
			out[n++] = '-';
		in_word = true;
		gap = false;
		n += utf8_write(out + n, (uint32_t)c);
	}
	return (struct str){ out, n };
}

struct str
slug_from_title(struct arena *a, struct str title)
{
	/* What lies far behind the limit need not be looked at. */
	const struct str start = utf8_truncate(title, 20 * SLUG_MAX_CHARS);
	const struct str folded = fold_others(a, lower_nfkc(a, start));
	/* Marks that have become neighbours are to be put in order. */
	const struct u16 slug =
	    icu_normalize(a, gentle_nfkc, icu_from_utf8(a, folded));
	struct str cut =
	    words_cut(icu_to_utf8(a, slug.ptr, slug.len), SLUG_MAX_CHARS);

	while (str_ends(cut, STR("-")))
		cut = str_slice(cut, 0, cut.len - 1);
	return cut;
}

struct str
slug_key(struct arena *a, struct str slug)
{
	const struct u16 folded = icu_fold(a, icu_from_utf8(a, slug));

	return icu_to_utf8(a, folded.ptr, folded.len);
}

bool
slug_is_reserved(struct arena *a, struct str slug)
{
	const struct str key = slug_key(a, slug);

	for (size_t i = 0; i < COUNT(reserved); i++) {
		if (str_is(key, reserved[i]))
			return true;
	}
	return false;
}

/* '-', '_' and '.' beside what made slugs have. */
static bool
has_only_allowed(struct str slug)
{
	bool in_word = false;
	uint32_t c;

	while (slug.len > 0) {
		if (!utf8_next(&slug, &c))
			return false;
		const enum kind kind = kind_of((UChar32)c);
		const bool sign = c == '-' || c == '_' || c == '.';

		if (kind == KIND_NOTHING || (kind == KIND_OTHER && !sign) ||
		    (kind == KIND_MARK && !in_word))
			return false;
		in_word = !sign;
	}
	return true;
}

static bool
has_word(struct str slug)
{
	uint32_t c;

	while (utf8_next(&slug, &c)) {
		if (kind_of((UChar32)c) == KIND_WORD)
			return true;
	}
	return false;
}

static struct msg
fault_of(struct str slug)
{
	const size_t chars = utf8_count(slug);

	if (chars < SLUG_CHOSEN_MIN_CHARS)
		return msg_n(N_("An address has at least {n} characters."),
		    SLUG_CHOSEN_MIN_CHARS);
	if (chars > SLUG_CHOSEN_MAX_CHARS)
		return msg_n(N_("An address has at most {n} characters."),
		    SLUG_CHOSEN_MAX_CHARS);
	if (str_starts(slug, STR(".")))
		return msg(N_("An address does not begin with a full stop."));
	if (!has_only_allowed(slug) || !has_word(slug))
		return msg(N_("An address has letters, digits, hyphens, "
			      "underscores and full stops only."));
	return msg(NULL);
}

bool
slug_is_valid(struct str slug, struct msg *why)
{
	*why = fault_of(slug);
	if (why->id != NULL)
		return false;
	struct arena *a = arena_new();

	if (slug_is_reserved(a, slug))
		*why = msg(N_("This address is reserved; please choose "
			      "another."));
	arena_release(a);
	return why->id == NULL;
}
