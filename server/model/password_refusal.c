/* Which passwords are too common to be accepted. */
#include "model/password.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/password_words.h"

/* What has more bytes than this is none of the common ones. */
enum { COMMON_MAX_BYTES = 40, MIN_PIECE = 3, MAX_DECORATION = 5 };

/* An ASCII password, lower-case. */
struct plain {
	char text[COMMON_MAX_BYTES + 1];
	size_t len;
};

/* Ways over the keyboard and through alphabet and digits. */
static const char *const walks[] = {
	"qwertyuiop[]",
	"asdfghjkl;'",
	"zxcvbnm,./",
	"01234567890-=",
	"09876543210",
	"abcdefghijklmnopqrstuvwxyz",
	"zyxwvutsrqponmlkjihgfedcba",
	"poiuytrewq",
	"lkjhgfdsa",
	"mnbvcxz",
	"qazwsxedcrfvtgbyhnujmikolp",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
	"1q2w3e4r5t6y7u8i9o0p",
	"q1w2e3r4t5y6u7i8o9p0",
	"1a2s3d4f5g6h7j8k9l",
	"a1s2d3f4g5h6j7k8l9",
	"!@#$%^&*()",
	"azertyuiop",
	"qwertzuiop",
	"147258369",
	"741852963",
	"123321",
	"a1b2c3d4e5f6g7h8",
	"1a2b3c4d5e6f7g8h",
};

static bool
make_plain(struct plain *out, struct str s)
{
	if (s.len > COMMON_MAX_BYTES)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if ((unsigned char)c >= 0x80)
			return false;
		out->text[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	out->len = s.len;
	out->text[s.len] = '\0';
	return true;
}

/* How many bytes at `at` are one way, or one character again and again. */
static size_t
walk_length(const struct plain *p, size_t at)
{
	size_t best = 1;

	while (at + best < p->len && p->text[at + best] == p->text[at])
		best++;
	for (size_t i = 0; i < COUNT(walks); i++)
		for (const char *w = walks[i]; *w != '\0'; w++) {
			size_t n = 0;

			while (w[n] != '\0' && w[n] == p->text[at + n])
				n++;
			if (n > best)
				best = n;
		}
	return best;
}

/* "qwertyui", "asdf1234", "aaaa1111!": at least three quarters are ways. */
static bool
is_walk(const struct plain *p)
{
	size_t others = 0;

	for (size_t at = 0; at < p->len;) {
		size_t n = walk_length(p, at);

		if (n < MIN_PIECE) {
			others++;
			n = 1;
		}
		at += n;
	}
	return others * 4 <= p->len;
}

/* "abcabcabc", "12341234": a short piece again and again. */
static bool
is_repetition(const struct plain *p)
{
	for (size_t unit = 1; unit <= 4; unit++) {
		size_t i = unit;

		while (i < p->len && p->text[i] == p->text[i - unit])
			i++;
		if (i == p->len)
			return true;
	}
	return false;
}

static int
number_at(const struct plain *p, size_t at, size_t n)
{
	int number = 0;

	for (size_t i = at; i < at + n; i++)
		number = number * 10 + (p->text[i] - '0');
	return number;
}

static bool
is_day(int year, int month, int day)
{
	return ((year >= 1900 && year < 2100) ||
		   (year >= 2400 && year < 2600)) &&
	       month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* Dates of either calendar, and Thai mobile numbers. */
static bool
is_date_or_phone(const struct plain *p)
{
	if (strspn(p->text, "0123456789") != p->len)
		return false;
	if (p->len == 10)
		return p->text[0] == '0' && strchr("689", p->text[1]) != NULL;
	return p->len == 8 && (is_day(number_at(p, 4, 4), number_at(p, 2, 2),
				   number_at(p, 0, 2)) ||
				  is_day(number_at(p, 4, 4), number_at(p, 0, 2),
				      number_at(p, 2, 2)) ||
				  is_day(number_at(p, 0, 4), number_at(p, 4, 2),
				      number_at(p, 6, 2)));
}

static int
compare_words(const void *key, const void *word)
{
	return strcmp(key, *(const char *const *)word);
}

static bool
is_word(const char *text, size_t len)
{
	char word[COMMON_MAX_BYTES + 1];

	memcpy(word, text, len);
	word[len] = '\0';
	return bsearch(word, password_words, n_password_words,
		   sizeof(*password_words), compare_words) != NULL;
}

/* One common word, or two. */
static bool
is_one_or_two_words(const char *text, size_t len)
{
	if (len < MIN_PIECE)
		return false;
	if (is_word(text, len))
		return true;
	for (size_t i = MIN_PIECE; i + MIN_PIECE <= len; i++)
		if (is_word(text, i) && is_word(text + i, len - i))
			return true;
	return false;
}

/* The letter that a digit or sign is written for, or the byte itself. */
static char
letter_of(char c, char one)
{
	static const char signs[] = "0@4385$7!", letters[] = "oaaebssti";
	const char *found = c != '\0' ? strchr(signs, c) : NULL;

	if (c == '1')
		return one;
	return found != NULL ? letters[found - signs] : c;
}

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Decorated at both ends, with digits and signs for letters within. */
static bool
is_decorated(const struct plain *p, size_t from, size_t to)
{
	char text[COMMON_MAX_BYTES];

	if (from + p->len - to > MAX_DECORATION)
		return false;
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = from; i < to; i++)
			text[i - from] =
			    letter_of(p->text[i], pass == 0 ? 'l' : 'i');
		if (is_one_or_two_words(text, to - from))
			return true;
	}
	return false;
}

static bool
is_common_word(const struct plain *p)
{
	size_t from = 0, to = p->len;

	while (to > 0 && !is_letter(p->text[to - 1]))
		to--;
	while (from < to && !is_letter(p->text[from]))
		from++;
	return is_decorated(p, from, to) || is_decorated(p, 0, to) ||
	       is_decorated(p, from, p->len) || is_decorated(p, 0, p->len);
}

/* The login name with a few characters around it. */
static bool
is_login(const struct plain *p, struct str login)
{
	struct plain name;

	return login.len >= MIN_PIECE && make_plain(&name, login) &&
	       strstr(p->text, name.text) != NULL &&
	       p->len - name.len <= MAX_DECORATION;
}

struct msg
password_refusal(struct str password, struct str login)
{
	const size_t chars = utf8_count(password);
	struct plain p;

	if (chars < PASSWORD_MIN_CHARS)
		return msg_n(N_("A password has at least {n} characters."),
		    PASSWORD_MIN_CHARS);
	if (chars > PASSWORD_MAX_CHARS)
		return msg_n(N_("A password has at most {n} characters."),
		    PASSWORD_MAX_CHARS);
	if (str_eq(password, login) ||
	    (make_plain(&p, password) && is_login(&p, login)))
		return msg(N_("This password is too much like the login "
			      "name. Please choose another."));
	if (make_plain(&p, password) &&
	    (is_walk(&p) || is_repetition(&p) || is_date_or_phone(&p) ||
		is_common_word(&p)))
		return msg(N_("This password is easily guessed. Please "
			      "choose another, such as several words."));
	return msg(NULL);
}
