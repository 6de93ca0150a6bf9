/* Boundaries of words and graphemes by ICU. */
#include "text/words.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/icu_impl.h"
#include "text/name.h"
#include "text/slug.h"

/* Words that a cut may touch are seen whole. */
#define CONTEXT_CHARS 64

struct iterators {
	UBreakIterator *words, *graphemes;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void
iterators_free(void *arg)
{
	struct iterators *i = arg;

	ubrk_close(i->words);
	ubrk_close(i->graphemes);
	free(i);
}

/* Threads free theirs as they end; the main thread at exit. */
static void
free_own(void)
{
	struct iterators *i = pthread_getspecific(key);

	if (i != NULL)
		iterators_free(i);
	pthread_setspecific(key, NULL);
}

static void
make_key(void)
{
	pthread_key_create(&key, iterators_free);
	atexit(free_own);
}

static struct iterators *
iterators_get(void)
{
	UErrorCode status = U_ZERO_ERROR;

	pthread_once(&once, make_key);
	struct iterators *i = pthread_getspecific(key);

	if (i != NULL)
		return i;
	i = MEM_NEW(struct iterators);
	i->words = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
	i->graphemes = ubrk_open(UBRK_CHARACTER, "", NULL, 0, &status);
	icu_check(status, "break iterators");
	pthread_setspecific(key, i);
	return i;
}

/* The last boundary at or before that byte. */
static size_t
boundary(UBreakIterator *it, struct str text, size_t at)
{
	UErrorCode status = U_ZERO_ERROR;
	UText *utext =
	    utext_openUTF8(NULL, text.ptr, (int64_t)text.len, &status);

	ubrk_setUText(it, utext, &status);
	icu_check(status, "break iterator");
	const int32_t found = ubrk_isBoundary(it, (int32_t)at)
				  ? (int32_t)at
				  : ubrk_preceding(it, (int32_t)at);

	utext_close(utext);
	return found > 0 ? (size_t)found : 0;
}

/* Thai and Lao vowels that are written before their consonant stay with it. */
static struct str
drop_prevowel(struct str s)
{
	struct str rest = s, last = s;
	uint32_t c = 0;

	while (last = rest, utf8_next(&rest, &c)) {
		if (rest.len == 0 && u_hasBinaryProperty((UChar32)c,
					 UCHAR_LOGICAL_ORDER_EXCEPTION))
			return str_slice(s, 0, s.len - last.len);
	}
	return s;
}

struct str
words_cut(struct str text, size_t max_chars)
{
	const struct iterators *i = iterators_get();
	const struct str head = utf8_truncate(text, max_chars);
	const struct str seen = utf8_truncate(text, max_chars + CONTEXT_CHARS);

	if (head.len == text.len)
		return text;
	const struct str cut =
	    str_slice(text, 0, boundary(i->words, seen, head.len));

	if (utf8_count(cut) * 2 >= max_chars)
		return cut;
	return drop_prevowel(
	    str_slice(text, 0, boundary(i->graphemes, seen, head.len)));
}

static bool
is_white(uint32_t c)
{
	return u_isUWhiteSpace((UChar32)c) || c == 0x200B;
}

/* What does not stand well before "…". */
static bool
is_dangling(uint32_t c)
{
	return is_white(c) || c == ',' || c == ';' || c == ':' ||
	       (U_GET_GC_MASK((UChar32)c) &
		   (U_GC_PS_MASK | U_GC_PI_MASK | U_GC_PD_MASK)) != 0;
}

static struct str
trim_end(struct str s, bool (*unwanted)(uint32_t))
{
	struct str rest = s;
	size_t end = 0;
	uint32_t c;

	while (utf8_next(&rest, &c)) {
		if (!unwanted(c))
			end = s.len - rest.len;
	}
	return str_slice(s, 0, end);
}

static struct str
trim_start(struct str s)
{
	struct str rest = s;
	uint32_t c;

	while (utf8_next(&rest, &c) && is_white(c))
		s = rest;
	return s;
}

struct str
text_excerpt(struct arena *a, struct str text, size_t max_chars)
{
	const struct str whole = trim_end(trim_start(text), is_white);

	if (utf8_truncate(whole, max_chars).len == whole.len)
		return arena_str(a, whole);
	const struct str cut =
	    trim_end(words_cut(whole, max_chars - 1), is_dangling);

	return arena_fmt(a, STR_FMT "…", STR_ARG(cut));
}

/* A sentence in each script that ICU has a dictionary for. */
bool
text_prepare_step(size_t step)
{
	static const char *const samples[] = { "pavilion", "ศาลาริมน้ำ",
		"ສາລາແຄມນ້ຳ", "សាលាក្បែរទឹក", "ရေကမ်းဇရပ်" };

	if (step >= COUNT(samples))
		return false;
	const struct str sample = str_from(samples[step]);
	struct arena *a = arena_new();
	struct str clean;

	text_excerpt(a, sample, 5);
	slug_from_title(a, sample);
	name_key(a, sample);
	if (name_clean(a, sample, &clean))
		text_is_one_script(clean);
	arena_release(a);
	return true;
}

void
text_prepare(void)
{
	for (size_t step = 0; text_prepare_step(step); step++)
		continue;
}
