/*
 * The rule by which a language picks one of its plural forms, as catalogues
 * state it (GNU gettext manual, "Plural forms"):
 *
 *	nplurals=2; plural=n != 1;
 *
 * The expression is C's, on unsigned integers: n, numbers, ?: || && == != < >
 * <= >= + - * / % ! and parentheses.
 */
#ifndef TEXT_PLURAL_IMPL_H
#define TEXT_PLURAL_IMPL_H

#include "base/arena.h"
#include "base/str.h"

struct plural_rule;

#define PLURAL_MAX_FORMS 6

/* NULL when the rule is not well formed, or too long or deep to be one. */
MUST_CHECK
const struct plural_rule *plural_parse(
    struct arena *a, struct str header_field);

/* Two forms, the first for one thing: English's. */
const struct plural_rule *plural_default(struct arena *a);

size_t plural_count(const struct plural_rule *rule);

/* Less than plural_count, whatever the rule says. Of -n as of n. */
size_t plural_form(const struct plural_rule *rule, int64_t n);

#endif
