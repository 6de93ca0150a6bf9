/* Conversions to and from ICU's strings. */
#include "text/icu_impl.h"

#include <stdlib.h>
#include <unicode/ustring.h>

#include "base/log.h"

/* Longer than anything that comes here, short enough for int32_t. */
#define MAX_BYTES ((size_t)64 << 20)

void
icu_check(UErrorCode status, const char *what)
{
	if (U_FAILURE(status)) {
		log_error("ICU: %s: %s", what, u_errorName(status));
		abort();
	}
}

struct u16
icu_from_utf8(struct arena *a, struct str s)
{
	UErrorCode status = U_ZERO_ERROR;

	s = str_slice(s, 0, MAX_BYTES);
	/* A byte never makes more than one unit. */
	struct u16 to = { ARENA_ARRAY(a, UChar, s.len + 1), 0 };

	if (s.len == 0)
		return to;
	u_strFromUTF8WithSub(to.ptr, (int32_t)s.len + 1, &to.len, s.ptr,
	    (int32_t)s.len, 0xFFFD, NULL, &status);
	icu_check(status, "u_strFromUTF8");
	return to;
}

struct str
icu_to_utf8(struct arena *a, const UChar *text, int32_t len)
{
	UErrorCode status = U_ZERO_ERROR;
	const size_t room = (size_t)len * 3 + 1;
	char *to = arena_alloc(a, room);
	int32_t n;

	u_strToUTF8WithSub(
	    to, (int32_t)room, &n, text, len, 0xFFFD, NULL, &status);
	icu_check(status, "u_strToUTF8");
	return (struct str){ to, (size_t)n };
}

struct u16
icu_normalize(struct arena *a, const UNormalizer2 *form, struct u16 text)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t room = text.len + text.len / 2 + 16;

	for (;;) {
		struct u16 to = { ARENA_ARRAY(a, UChar, (size_t)room), 0 };

		to.len = unorm2_normalize(
		    form, text.ptr, text.len, to.ptr, room, &status);
		if (status != U_BUFFER_OVERFLOW_ERROR) {
			icu_check(status, "unorm2_normalize");
			return to;
		}
		status = U_ZERO_ERROR;
		room = to.len + 1;
	}
}

struct u16
icu_fold(struct arena *a, struct u16 text)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&status);

	icu_check(status, "unorm2_getNFKCCasefoldInstance");
	return icu_normalize(a, form, text);
}
