/*
 * TAP for unit tests (testanything.org), header only:
 *
 *	int
 *	main(void)
 *	{
 *		ok(str_is(s, "x"), "the text is x");
 *		is_str(s, "x", "the text is x");
 *		is_int(s.len, 1, "and has %d byte", 1);
 *		return done_testing();
 *	}
 *
 * Each returns whether it passed. A program whose last line is not
 * done_testing() has no plan and counts as failed.
 */
#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

#include <stdarg.h>
#include <stdio.h>

#include "base/str.h"

static int tap_count, tap_failures;

static inline bool PRINTF(2, 0)
    tap_result(bool passed, const char *fmt, va_list ap)
{
	tap_count++;
	tap_failures += !passed;
	printf("%s %d - ", passed ? "ok" : "not ok", tap_count);
	vprintf(fmt, ap);
	putchar('\n');
	fflush(stdout);
	return passed;
}

static inline bool PRINTF(4, 5)
    tap_ok(bool passed, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tap_result(passed, fmt, ap);
	va_end(ap);
	if (!passed)
		printf("# at %s:%d\n", file, line);
	return passed;
}

#define ok(cond, ...) tap_ok((cond), __FILE__, __LINE__, __VA_ARGS__)

/* The text is `expected`; NULL expects an absent one. */
static inline bool PRINTF(3, 4)
    is_str(struct str got, const char *expected, const char *fmt, ...)
{
	const bool passed = expected == NULL
				? got.ptr == NULL
				: got.ptr != NULL && str_is(got, expected);
	va_list ap;

	va_start(ap, fmt);
	tap_result(passed, fmt, ap);
	va_end(ap);
	if (!passed)
		printf("#      got: " STR_FMT "%s\n# expected: %s\n",
		    STR_ARG(got), got.ptr == NULL ? "(absent)" : "",
		    expected != NULL ? expected : "(absent)");
	return passed;
}

static inline bool PRINTF(3, 4)
    is_int(long long got, long long expected, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tap_result(got == expected, fmt, ap);
	va_end(ap);
	if (got != expected)
		printf("#      got: %lld\n# expected: %lld\n", got, expected);
	return got == expected;
}

/* A remark in the output. */
static inline void PRINTF(1, 2) note(const char *fmt, ...)
{
	va_list ap;

	fputs("# ", stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

/* For a machine that lacks what all remaining tests need. */
static inline int
skip_all(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

static inline int
done_testing(void)
{
	printf("1..%d\n", tap_count);
	return tap_failures > 0;
}

#endif
