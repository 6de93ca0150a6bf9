/* The choice of a language by Accept-Language. */
#include "text/catalogue.h"

/* More ranges than any reader speaks languages. */
#define MAX_RANGES 50

/* One range's weight for one language. */
struct weight {
	int permille; /* -1: not mentioned */
	bool exact;
};

/* q=0.xyz or q=1.000 as permille; -1 when it is neither (RFC 9110 §12.4.2). */
static int
parse_weight(struct str q)
{
	static const int places[] = { 100, 10, 1 };

	if (q.len < 1 || q.len > 5 || (q.len > 1 && q.ptr[1] != '.') ||
	    (q.ptr[0] != '0' && q.ptr[0] != '1'))
		return -1;
	int permille = q.ptr[0] == '1' ? 1000 : 0;

	for (size_t i = 2; i < q.len; i++) {
		if (q.ptr[i] < '0' || q.ptr[i] > '9')
			return -1;
		permille += (q.ptr[i] - '0') * places[i - 2];
	}
	return permille <= 1000 ? permille : -1;
}

/* "th-TH;q=0.8" into a range and its weight. */
static bool
parse_range(struct str item, struct str *range, int *permille)
{
	struct str parameter, name, value;

	*permille = 1000;
	if (str_cut(item, ';', range, &parameter)) {
		str_cut(str_trim(parameter), '=', &name, &value);
		if (!str_eq_nocase(str_trim(name), STR("q")))
			return false;
		*permille = parse_weight(str_trim(value));
	}
	*range = str_trim(*range);
	return range->len > 0 && *permille >= 0;
}

/* "th" of "th-TH" */
static bool
is_ancestor(struct str shorter, struct str longer)
{
	return longer.len > shorter.len && longer.ptr[shorter.len] == '-' &&
	       str_eq_nocase(shorter, str_slice(longer, 0, shorter.len));
}

/*
 * The heaviest range that leads to this language: itself, a narrower one
 * (th-TH finds th) or a wider one (pt finds pt-BR). One that names it exactly
 * with weight 0 rules it out.
 */
static struct weight
weigh(struct str header, struct str code)
{
	struct weight best = { -1, false };
	struct str item, range;
	int permille;

	for (int i = 0; i < MAX_RANGES && header.len > 0; i++) {
		str_cut(header, ',', &item, &header);
		if (!parse_range(item, &range, &permille))
			continue;
		const bool exact = str_eq_nocase(range, code);

		if (exact && permille == 0)
			return (struct weight){ 0, true };
		if (!exact && !is_ancestor(range, code) &&
		    !is_ancestor(code, range))
			continue;
		if (permille > best.permille)
			best = (struct weight){ permille, exact };
	}
	return best;
}

/* Where the range that leads to this language stands; to settle ties. */
static size_t
position(struct str header, struct str code)
{
	const struct str all = header;
	struct str item, range;
	int permille;

	for (int i = 0; i < MAX_RANGES && header.len > 0; i++) {
		const size_t at = (size_t)(header.ptr - all.ptr);

		str_cut(header, ',', &item, &header);
		if (parse_range(item, &range, &permille) &&
		    (str_eq_nocase(range, code) || is_ancestor(range, code) ||
			is_ancestor(code, range)))
			return at;
	}
	return all.len;
}

/* The weight of "*", for languages that the header does not mention. */
static int
weigh_others(struct str header)
{
	const struct weight others = weigh(header, STR("*"));

	return others.exact ? others.permille : 0;
}

const struct lang *
lang_best(const struct catalogues *cats, struct str accept_language,
    const struct lang *fallback)
{
	const int others = weigh_others(accept_language);
	const struct lang *best = fallback;
	size_t best_at = SIZE_MAX;
	int best_weight = 0;

	for (size_t i = 0; i < catalogues_count(cats); i++) {
		const struct lang *lang = catalogues_at(cats, i);
		const struct str code = str_from(lang->code);
		int weight = weigh(accept_language, code).permille;

		/* Of those that "*" stands for, only the fallback. */
		if (weight < 0 && lang == fallback)
			weight = others;
		const size_t at = position(accept_language, code);

		if (weight > best_weight ||
		    (weight == best_weight && weight > 0 && at < best_at)) {
			best = lang;
			best_at = at;
			best_weight = weight;
		}
	}
	return best;
}
