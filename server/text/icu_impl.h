/*
 * Between our UTF-8 and ICU's UTF-16. All memory is the arena's. ICU's
 * failures here are lack of memory and bugs, so they abort.
 */
#ifndef TEXT_ICU_IMPL_H
#define TEXT_ICU_IMPL_H

#include <unicode/unorm2.h>
#include <unicode/utypes.h>

#include "base/arena.h"
#include "base/str.h"

struct u16 {
	UChar *ptr;
	int32_t len;
};

/* Logs what failed and aborts unless the status is a success. */
void icu_check(UErrorCode status, const char *what);

/* Bytes that are no UTF-8 become U+FFFD. NUL-terminated too. */
struct u16 icu_from_utf8(struct arena *a, struct str s);
struct str icu_to_utf8(struct arena *a, const UChar *text, int32_t len);

struct u16 icu_normalize(
    struct arena *a, const UNormalizer2 *form, struct u16 text);

/* NFKC, case-folded, without what is invisible. */
struct u16 icu_fold(struct arena *a, struct u16 text);

#endif
