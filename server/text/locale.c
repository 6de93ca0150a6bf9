/* What ICU knows about a language's dates and numbers. */
#include "text/locale_impl.h"

#include <string.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "base/utf8.h"
#include "text/icu_impl.h"

#define MAX_UNITS 128

/*
 * International English rather than American ("8 Jun 2005"). Every calendar
 * is asked for in its Gregorian form: the era is ours to add.
 */
static const char *
icu_name(struct arena *a, const char *code)
{
	const char *name = strcmp(code, "en") == 0 ? "en_001" : code;

	return arena_fmt(a, "%s@calendar=gregorian", name).ptr;
}

static const char *
load_name(struct arena *a, const char *code)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar name[MAX_UNITS];
	const int32_t len =
	    uloc_getDisplayName(code, code, name, MAX_UNITS, &status);

	if (U_FAILURE(status) || len > MAX_UNITS)
		return code;
	return icu_to_utf8(a, name, len).ptr;
}

static void
add_literal(struct arena *a, struct locale *l, const UChar *unit)
{
	struct date_piece *last =
	    l->n_pieces > 0 ? &l->pieces[l->n_pieces - 1] : NULL;
	const struct str text = icu_to_utf8(a, unit, 1);

	if (last != NULL && last->kind == PIECE_LITERAL)
		last->literal = arena_fmt(
		    a, STR_FMT STR_FMT, STR_ARG(last->literal), STR_ARG(text));
	else if (l->n_pieces < COUNT(l->pieces))
		l->pieces[l->n_pieces++] =
		    (struct date_piece){ .kind = PIECE_LITERAL,
			    .literal = text };
}

static bool
add_field(struct locale *l, UChar letter, int width)
{
	static const struct {
		UChar letter;
		enum piece_kind kind;
	} fields[] = {
		{ 'd', PIECE_DAY },
		{ 'M', PIECE_MONTH },
		{ 'L', PIECE_MONTH },
		{ 'y', PIECE_YEAR },
	};

	for (size_t i = 0; i < COUNT(fields); i++) {
		if (fields[i].letter != letter)
			continue;
		if (l->n_pieces < COUNT(l->pieces))
			l->pieces[l->n_pieces++] =
			    (struct date_piece){ .kind = fields[i].kind,
				    .digits = width };
		return true;
	}
	return false;
}

/* "d MMM y", quotes around letters that mean themselves (UTS 35, part 4). */
static void
parse_pattern(struct arena *a, struct locale *l, struct u16 pattern)
{
	bool quoted = false;

	for (int32_t i = 0; i < pattern.len; i++) {
		const UChar c = pattern.ptr[i];
		int width = 1;

		if (c == '\'') {
			quoted = !quoted;
			continue;
		}
		while (!quoted && i + 1 < pattern.len &&
		       pattern.ptr[i + 1] == c &&
		       u_strchr(u"dMLy", c) != NULL) {
			width++;
			i++;
		}
		if (quoted || !add_field(l, c, width))
			add_literal(a, l, &c);
	}
}

static void
load_months(
    struct arena *a, struct locale *l, const char *icu, struct u16 pattern)
{
	UErrorCode status = U_ZERO_ERROR;
	const bool alone = u_strstr(pattern.ptr, u"LLL") != NULL;
	const bool whole = u_strstr(pattern.ptr, u"MMMM") != NULL ||
			   u_strstr(pattern.ptr, u"LLLL") != NULL;
	const UDateFormatSymbolType kind =
	    alone ? (whole ? UDAT_STANDALONE_MONTHS
			   : UDAT_STANDALONE_SHORT_MONTHS)
		  : (whole ? UDAT_MONTHS : UDAT_SHORT_MONTHS);
	UDateFormat *format = udat_open(UDAT_PATTERN, UDAT_PATTERN, icu, NULL,
	    -1, pattern.ptr, pattern.len, &status);

	for (int32_t i = 0; i < 12; i++) {
		UChar name[MAX_UNITS];
		const int32_t len =
		    udat_getSymbols(format, kind, i, name, MAX_UNITS, &status);

		icu_check(status, "month names");
		l->months[i] = icu_to_utf8(a, name, len);
	}
	udat_close(format);
}

static void
load_dates(struct arena *a, struct locale *l, const char *icu)
{
	UErrorCode status = U_ZERO_ERROR;
	UDateTimePatternGenerator *generator = udatpg_open(icu, &status);
	UChar units[MAX_UNITS];
	const int32_t len = udatpg_getBestPattern(
	    generator, u"yMMMd", -1, units, MAX_UNITS, &status);

	icu_check(status, "date pattern");
	udatpg_close(generator);
	parse_pattern(a, l, (struct u16){ units, len });
	load_months(a, l, icu, (struct u16){ units, len });
}

static struct str
symbol(struct arena *a, const UNumberFormat *format, UNumberFormatSymbol which)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar units[MAX_UNITS];
	const int32_t len =
	    unum_getSymbol(format, which, units, MAX_UNITS, &status);

	icu_check(status, "number symbol");
	return icu_to_utf8(a, units, len);
}

static void
load_numbers(struct arena *a, struct locale *l, const char *icu)
{
	UErrorCode status = U_ZERO_ERROR;
	UNumberFormat *format =
	    unum_open(UNUM_DECIMAL, NULL, 0, icu, NULL, &status);

	icu_check(status, "number format");
	struct str zero = symbol(a, format, UNUM_ZERO_DIGIT_SYMBOL);
	uint32_t cp = '0';

	if (!utf8_next(&zero, &cp))
		cp = '0';
	for (uint32_t i = 0; i < 10; i++) {
		char digit[4];

		l->digits[i] = arena_str(
		    a, (struct str){ digit, utf8_write(digit, cp + i) });
	}
	l->group = symbol(a, format, UNUM_GROUPING_SEPARATOR_SYMBOL);
	unum_close(format);
}

const struct locale *
locale_load(struct arena *a, const char *code)
{
	struct locale *l = ARENA_NEW(a, struct locale);
	const char *icu = icu_name(a, code);
	char language[ULOC_LANG_CAPACITY] = "";
	UErrorCode status = U_ZERO_ERROR;

	uloc_getLanguage(code, language, sizeof(language), &status);
	l->name = load_name(a, code);
	l->year_offset = strcmp(language, "th") == 0 ? 543 : 0;
	load_dates(a, l, icu);
	load_numbers(a, l, icu);
	return l;
}
