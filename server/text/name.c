/* Names. */
#include "text/name.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uspoof.h>

#include "base/utf8.h"
#include "text/icu_impl.h"
#include "text/slug.h"

#define MAX_MARKS 8

static pthread_once_t once = PTHREAD_ONCE_INIT;
static USpoofChecker *checker; /* constant, for any thread */

static void
close_checker(void)
{
	uspoof_close(checker);
}

static void
open_checker(void)
{
	UErrorCode status = U_ZERO_ERROR;

	checker = uspoof_open(&status);
	icu_check(status, "uspoof_open");
	uspoof_setRestrictionLevel(checker, USPOOF_SINGLE_SCRIPT_RESTRICTIVE);
	uspoof_setChecks(checker,
	    USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS,
	    &status);
	icu_check(status, "uspoof_setChecks");
	atexit(close_checker);
}

static const USpoofChecker *
checker_get(void)
{
	pthread_once(&once, open_checker);
	return checker;
}

/*
 * Joiners (U+200C-D) and the zero-width space are part of how some scripts
 * are written, and variation selectors of emoji; the rest of what is invisible
 * goes.
 */
static bool
is_unwanted(UChar32 c)
{
	if (c == 0x200B || c == 0x200C || c == 0x200D ||
	    (c >= 0xFE00 && c <= 0xFE0F))
		return false;
	return u_charType(c) == U_FORMAT_CHAR ||
	       u_charType(c) == U_CONTROL_CHAR ||
	       u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

static bool
is_visible(UChar32 c)
{
	const uint32_t mask =
	    U_GC_L_MASK | U_GC_N_MASK | U_GC_P_MASK | U_GC_S_MASK;

	return (U_GET_GC_MASK(c) & mask) != 0 && c != 0x2800 /* blank Braille */
	       && !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool
name_clean(struct arena *a, struct str name, struct str *out)
{
	char *to = arena_alloc(a, name.len + 1);
	size_t n = 0;
	bool visible = false, gap = false;
	int marks = 0;
	uint32_t c;

	while (utf8_next(&name, &c)) {
		if (u_isUWhiteSpace((UChar32)c)) {
			gap = n > 0;
			continue;
		}
		if (is_unwanted((UChar32)c))
			continue;
		const bool mark =
		    (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0;

		marks = mark ? marks + 1 : 0;
		if (marks > MAX_MARKS)
			continue;
		if (gap)
			to[n++] = ' ';
		gap = false;
		visible = visible || is_visible((UChar32)c);
		n += utf8_write(to + n, c);
	}
	*out = (struct str){ to, visible ? n : 0 };
	return visible;
}

bool
text_is_one_script(struct str name)
{
	UErrorCode status = U_ZERO_ERROR;
	const int32_t faults = uspoof_check2UTF8(
	    checker_get(), name.ptr, (int32_t)name.len, NULL, &status);

	return U_SUCCESS(status) && faults == 0;
}

struct str
name_key(struct arena *a, struct str name)
{
	UErrorCode status = U_ZERO_ERROR;
	const struct u16 folded = icu_fold(a, icu_from_utf8(a, name));
	const int32_t room = folded.len * 8 + 16;
	struct u16 skeleton = { ARENA_ARRAY(a, UChar, (size_t)room), 0 };

	skeleton.len = uspoof_getSkeleton(checker_get(), 0, folded.ptr,
	    folded.len, skeleton.ptr, room, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR)
		skeleton = folded;
	else
		icu_check(status, "uspoof_getSkeleton");
	/* Skeletons have capitals ("0" is "O"), and "I" was folded to "i"
	 * although it looks like "l". */
	skeleton = icu_fold(a, skeleton);
	for (int32_t i = 0; i < skeleton.len; i++) {
		if (skeleton.ptr[i] == 'i')
			skeleton.ptr[i] = 'l';
	}
	return icu_to_utf8(a, skeleton.ptr, skeleton.len);
}

struct str
login_key(struct arena *a, struct str login)
{
	return slug_key(a, login);
}

/* Signs stand between letters and digits, one at a time. */
static bool
has_login_form(struct str login)
{
	bool sign = true;
	uint32_t c;

	while (utf8_next(&login, &c)) {
		const uint32_t mask = U_GET_GC_MASK((UChar32)c);
		const bool word = (mask & (U_GC_L_MASK | U_GC_ND_MASK)) != 0;
		const bool mark =
		    (mask & (U_GC_MN_MASK | U_GC_MC_MASK)) != 0 && !sign;

		if (word || mark)
			sign = is_unwanted((UChar32)c);
		else if (!sign && (c == '-' || c == '_' || c == '.'))
			sign = true;
		else
			return false;
		if (is_unwanted((UChar32)c))
			return false;
	}
	return login.len == 0 && !sign;
}

static struct msg
fault_of(struct str login)
{
	const size_t chars = utf8_count(login);

	if (chars < LOGIN_MIN_CHARS)
		return msg_n(N_("A login name has at least {n} characters."),
		    LOGIN_MIN_CHARS);
	if (chars > LOGIN_MAX_CHARS)
		return msg_n(N_("A login name has at most {n} characters."),
		    LOGIN_MAX_CHARS);
	if (!has_login_form(login))
		return msg(
		    N_("A login name has letters and digits, and single "
		       "hyphens, underscores or full stops between them."));
	if (!text_is_one_script(login))
		return msg(N_("All letters of a login name are of one "
			      "script, such as Thai or Latin."));
	return msg(NULL);
}

bool
login_is_valid(struct str login, struct msg *why)
{
	*why = fault_of(login);
	if (why->id != NULL)
		return false;
	struct arena *a = arena_new();

	if (slug_is_reserved(a, login))
		*why = msg(N_("This login name is reserved; please choose "
			      "another."));
	arena_release(a);
	return why->id == NULL;
}
