/*
 * Preconditions and ranges.
 */
#include "http/condition_impl.h"

#include "http/date_impl.h"
#include "http/syntax_impl.h"

enum match {
	MATCH_ABSENT, /* no such field, or malformed */
	MATCH_NO,
	MATCH_YES,
};

/* etagc (RFC 9110 §8.8.3): visible but '"', and obs-text. */
static bool
is_etag_char(char c)
{
	return c == '!' || (c >= '#' && c <= '~') || (unsigned char)c >= 0x80;
}

/* Takes [W/]"..." off the front. */
static bool
cut_etag(struct str *s, bool *weak, struct str *tag)
{
	size_t i;

	*weak = str_starts(*s, STR("W/"));
	if (*weak)
		*s = str_slice(*s, 2, s->len);
	if (s->len < 2 || s->ptr[0] != '"')
		return false;
	for (i = 1; i < s->len && is_etag_char(s->ptr[i]); i++)
		;
	if (i >= s->len || s->ptr[i] != '"')
		return false;
	*tag = str_slice(*s, 1, i);
	*s = str_slice(*s, i + 1, s->len);
	return true;
}

/* One line of entity tags, or "*"; empty members are skipped (§5.6.1). */
static enum match
match_line(struct str s, const struct validators *v, bool strong)
{
	enum match found = MATCH_NO;
	bool weak, expect_comma = false, any = false;
	struct str tag;

	if (str_is(s, "*"))
		return MATCH_YES;
	for (;;) {
		s = syntax_trim(s);
		if (s.len == 0)
			return any ? found : MATCH_ABSENT;
		if (s.ptr[0] == ',') {
			s = str_slice(s, 1, s.len);
			expect_comma = false;
			continue;
		}
		if (expect_comma || !cut_etag(&s, &weak, &tag))
			return MATCH_ABSENT;
		expect_comma = any = true;
		if (v->etag.ptr != NULL && str_eq(tag, v->etag) &&
		    !(strong && weak))
			found = MATCH_YES;
	}
}

static enum match
match_etags(const struct head *h, enum head_name name,
    const struct validators *v, bool strong)
{
	enum match all = MATCH_ABSENT;
	struct str line;
	size_t i = 0;

	while (head_next(h, name, &i, &line)) {
		const enum match one = match_line(line, v, strong);

		if (one == MATCH_ABSENT)
			return MATCH_ABSENT;
		if (one > all)
			all = one;
	}
	return all;
}

/* MATCH_YES: not modified since that date. */
static enum match
match_date(
    const struct head *h, enum head_name name, const struct validators *v)
{
	int64_t sec;

	if (v->modified_sec == 0 ||
	    !date_read(head_only(h, name), v->now_sec, &sec))
		return MATCH_ABSENT;
	return v->modified_sec <= sec ? MATCH_YES : MATCH_NO;
}

/* RFC 9110 §13.2.2, steps 1 to 4. */
int
condition_status(const struct head *h, const struct validators *v)
{
	/* §13.1.1: strong comparison. */
	enum match m = match_etags(h, HEAD_IF_MATCH, v, true);

	if (m == MATCH_NO)
		return 412;
	/* §13.1.4: ignored where If-Match is present. */
	if (h->count[HEAD_IF_MATCH] == 0 &&
	    match_date(h, HEAD_IF_UNMODIFIED_SINCE, v) == MATCH_NO)
		return 412;
	/* §13.1.2: weak comparison. */
	m = match_etags(h, HEAD_IF_NONE_MATCH, v, false);
	if (m == MATCH_YES)
		return 304;
	/* §13.1.3: ignored where If-None-Match is present. */
	if (h->count[HEAD_IF_NONE_MATCH] == 0 &&
	    match_date(h, HEAD_IF_MODIFIED_SINCE, v) == MATCH_YES)
		return 304;
	return 200;
}

/*
 * RFC 9110 §13.1.5: an entity tag by strong comparison, or the very date of
 * Last-Modified where that is a strong validator: at least a second older
 * than Date (§8.8.2.2).
 */
static bool
if_range_holds(const struct head *h, const struct validators *v)
{
	struct str value = head_only(h, HEAD_IF_RANGE), tag;
	int64_t sec;
	bool weak;

	if (h->count[HEAD_IF_RANGE] == 0)
		return true;
	if (date_read(value, v->now_sec, &sec))
		return v->modified_sec != 0 && sec == v->modified_sec &&
		       v->modified_sec < v->now_sec;
	return cut_etag(&value, &weak, &tag) && value.len == 0 && !weak &&
	       v->etag.ptr != NULL && str_eq(tag, v->etag);
}

/* Digits; what overflows is as large as it can be. */
static bool
read_position(struct str s, uint64_t *out)
{
	if (!syntax_all(s, SYNTAX_DIGIT))
		return false;
	if (!syntax_digits(s, out))
		*out = UINT64_MAX;
	return true;
}

/* RFC 9110 §14.1.2: "first-", "first-last" or "-suffix". */
static int
read_range(struct str spec, uint64_t length, struct range *out)
{
	struct str first, last;
	uint64_t n;

	if (!str_cut(spec, '-', &first, &last))
		return 200;
	if (first.len == 0) {
		if (!read_position(last, &n))
			return 200;
		if (n == 0 || length == 0)
			return 416;
		out->from = n < length ? length - n : 0;
		out->to = length - 1;
		return 206;
	}
	if (!read_position(first, &out->from))
		return 200;
	out->to = UINT64_MAX;
	if (last.len > 0 &&
	    (!read_position(last, &out->to) || out->to < out->from))
		return 200;
	if (out->from >= length)
		return 416;
	if (out->to >= length)
		out->to = length - 1;
	return 206;
}

int
range_status(const struct head *h, const struct validators *v, uint64_t length,
    struct range *out)
{
	struct str value = head_only(h, HEAD_RANGE), unit, spec, first;

	if (value.ptr == NULL || !str_cut(value, '=', &unit, &spec) ||
	    !str_eq_nocase(unit, STR("bytes")))
		return 200;
	if (!syntax_list_next(&spec, &first) || spec.len > 0)
		return 200;
	if (!if_range_holds(h, v))
		return 200;
	return read_range(first, length, out);
}
