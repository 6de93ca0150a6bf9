/*
 * Units of translation. The compiler and the generator of the .pot file share
 * this, so that what translators see is what is looked up.
 *
 * Between the boundaries of blocks, inline content forms runs. A run that has
 * words at its own top level is a unit; a run whose words are all inside its
 * elements and sections is divided into theirs:
 *
 *	<p>By <a href="/m/{{login}}">{{name}}</a></p>      one unit, all of it
 *	<li><a href="/x">One</a> <a href="/y">Two</a></li> "One" and "Two"
 *	{{#a}}Yes{{/a}}{{^a}}No{{/a}}                      "Yes" and "No"
 *
 * Boundaries are block elements, form controls, labels, pictures, plurals, and
 * whatever contains one. A plural is a unit of its own. So are the values of
 * title, alt, placeholder, aria-label and the like, unless they stand inside
 * a unit. What stands in <code> or under translate="no" is no unit.
 *
 * The id of a unit is its markup with white space collapsed. A translation
 * may order tags and elements freely, but has each as often as the original,
 * with the same attributes.
 */
#ifndef RENDER_UNIT_IMPL_H
#define RENDER_UNIT_IMPL_H

#include "base/buf.h"
#include "render/source_impl.h"

struct text_entry;

/* Siblings from first up to before end (NULL: the last). */
struct run {
	const struct node *first, *end;
	bool is_unit;
};

/* The run that begins at `first`; a boundary is a run of its own. */
struct run unit_run(const struct node *first);

/* Whether text directly in this element is translated. */
bool unit_opens(enum format format, const struct node *element, bool outside);

/* The id: the run's markup, without white space at its ends. */
struct str unit_id(struct arena *arena, enum format format, struct run run);

/* The white space that the id leaves out. */
struct str unit_lead(struct run run);
struct str unit_trail(struct run run);

/*
 * A tag or element that one of the two lacks, or has less often than the
 * other; absent when they are alike.
 */
struct unit_difference {
	struct str what;
	bool in_first;
};
struct unit_difference unit_compare(
    struct arena *arena, enum format format, struct run a, struct run b);

/* The translations of one language that were parsed so far. */
struct translations {
	struct sources *sources;
	struct translation *list;
};

/*
 * A translation's nodes. The first time, it is parsed and compared with the
 * original, or with the two forms of a plural, of which it must be like one;
 * mistakes are told to the sources' faults.
 */
const struct node *translation_find(struct translations *t, enum format format,
    const struct text_entry *entry, struct str text,
    const struct run originals[2]);

#endif
