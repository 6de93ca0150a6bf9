/* Options: values from text into their places. */
#include "ops/option.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static bool put_value(
    struct option_set *, const struct option *, struct str, struct str *why);
static size_t table_len(const struct option *);

/* The last row has neither name nor section. */
static bool
is_end(const struct option *row)
{
	return row->name == NULL && row->section == NULL;
}

void
option_set_init(struct option_set *set, const struct option *table,
    void *target, struct arena *arena)
{
	set->table = table;
	set->target = target;
	set->arena = arena;
	set->given = ARENA_ARRAY(arena, bool, table_len(table));
	for (const struct option *row = table; !is_end(row); row++) {
		struct str why;

		if (row->name == NULL || row->value == NULL)
			continue;
		bool good = put_value(set, row, str_from(row->value), &why);
		assert(good);
		(void)good;
	}
}

const struct option *
option_find(const struct option *table, struct str name)
{
	for (const struct option *row = table; !is_end(row); row++)
		if (row->name != NULL && str_is(name, row->name))
			return row;
	return NULL;
}

void
option_next_source(struct option_set *set)
{
	memset(set->given, 0, table_len(set->table) * sizeof(*set->given));
}

bool
option_put(struct option_set *set, const char *where, struct str name,
    struct str value, struct str *error)
{
	const struct option *row = option_find(set->table, name);
	struct str why;

	if (row == NULL) {
		*error = arena_fmt(set->arena,
		    "%s" STR_FMT ": there is no such option", where,
		    STR_ARG(name));
		return false;
	}
	if (!put_value(set, row, value, &why)) {
		*error = arena_fmt(set->arena, "%s%s: " STR_FMT, where,
		    row->name, STR_ARG(why));
		return false;
	}
	set->given[row - set->table] = true;
	return true;
}

/* One line of a file, without its end. */
static bool
read_line(struct option_set *set, const char *where, struct str line,
    struct str *error)
{
	struct str name, value;

	line = str_trim(line);
	if (line.len == 0 || line.ptr[0] == '#')
		return true;
	if (!str_cut(line, '=', &name, &value)) {
		*error = arena_fmt(
		    set->arena, "%sa line must be: name = value", where);
		return false;
	}
	return option_put(set, where, str_trim(name), str_trim(value), error);
}

bool
option_read_file(struct option_set *set, const char *path, struct str *error)
{
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	bool good = true;

	if (in == NULL) {
		*error = arena_fmt(set->arena, "%s: %s", path, strerror(errno));
		return false;
	}
	for (int number = 1; good; number++) {
		ssize_t len = getline(&line, &cap, in);
		struct str where;

		if (len < 0)
			break;
		where = arena_fmt(set->arena, "%s:%d: ", path, number);
		good = read_line(
		    set, where.ptr, (struct str){ line, (size_t)len }, error);
	}
	if (good && ferror(in)) {
		*error = arena_fmt(set->arena, "%s: %s", path, strerror(errno));
		good = false;
	}
	free(line);
	fclose(in);
	return good;
}

static size_t
table_len(const struct option *table)
{
	size_t n = 0;

	while (!is_end(&table[n]))
		n++;
	return n;
}

/* Where the value of this row lies. */
static void *
place(const struct option *row, const void *target)
{
	return (char *)target + row->offset;
}

static bool
put_text(struct option_set *set, const struct option *row, struct str value,
    struct str *why)
{
	struct str *slot = place(row, set->target);
	const char *wrong = NULL;

	assert(row->slot == SLOT_STR);
	value = arena_str(set->arena, value);
	if (!utf8_is_clean(value, false))
		wrong = "must be text of one line, in UTF-8";
	else if (row->check != NULL)
		wrong = row->check(value);
	if (wrong != NULL) {
		*why = str_from(wrong);
		return false;
	}
	if (set->given[row - set->table] && row->repeats)
		value = arena_fmt(set->arena, STR_FMT " " STR_FMT,
		    STR_ARG(*slot), STR_ARG(value));
	*slot = value;
	return true;
}

static void
put_number(const struct option *row, void *target, int64_t number)
{
	void *slot = place(row, target);

	switch (row->slot) {
	case SLOT_INT:
		*(int *)slot = (int)number;
		break;
	case SLOT_UINT:
		*(unsigned int *)slot = (unsigned int)number;
		break;
	case SLOT_INT64:
		*(int64_t *)slot = number;
		break;
	case SLOT_SIZE:
		*(size_t *)slot = (size_t)number;
		break;
	case SLOT_STR:
		abort();
	}
}

static bool
put_int(struct option_set *set, const struct option *row, struct str value,
    struct str *why)
{
	int64_t number;

	if (!str_to_int64(value, &number)) {
		*why = arena_fmt(set->arena,
		    "\"" STR_FMT "\" is not a whole number", STR_ARG(value));
		return false;
	}
	if (number < row->min || number > row->max) {
		*why = arena_fmt(set->arena,
		    "%lld is not between %lld and %lld", (long long)number,
		    (long long)row->min, (long long)row->max);
		return false;
	}
	put_number(
	    row, set->target, number * (row->scale != 0 ? row->scale : 1));
	return true;
}

static bool
put_choice(struct option_set *set, const struct option *row, struct str value,
    struct str *why)
{
	const char *names = "";

	for (const struct option_choice *c = row->choices; c->name; c++) {
		if (str_is(value, c->name)) {
			put_number(row, set->target, c->value);
			return true;
		}
		names = arena_fmt(set->arena, "%s%s%s", names,
		    *names != '\0' ? ", " : "", c->name)
			    .ptr;
	}
	*why = arena_fmt(
	    set->arena, "\"" STR_FMT "\" is none of %s", STR_ARG(value), names);
	return false;
}

static bool
put_value(struct option_set *set, const struct option *row, struct str value,
    struct str *why)
{
	if (set->given[row - set->table] && !row->repeats) {
		*why = STR("given twice");
		return false;
	}
	switch (row->type) {
	case OPTION_TEXT:
		return put_text(set, row, value, why);
	case OPTION_INT:
		return put_int(set, row, value, why);
	case OPTION_CHOICE:
		return put_choice(set, row, value, why);
	}
	abort();
}
