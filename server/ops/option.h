/*
 * Options: one table says the name, type, default, unit and help of each, and
 * where in a struct its value goes. From the table come the command line's
 * flags, the configuration file, --help, the sample file and the manual page,
 * so that none of them can be forgotten.
 *
 *	static const struct option options[] = {
 *		{ OPTION_SECTION("Where it listens") },
 *		{ "workers", OPTION_INT, "1", OPTION_SLOT(struct config, workers),
 *		    .min = 1, .max = 64, .help = "..." },
 *		{ 0 },
 *	};
 *
 * A file has lines `name = value`; blank lines and lines that begin with #
 * are skipped; white space around names and values does not count. A value
 * given twice is a mistake, unless the option repeats. Flags are
 * `--name=value` or `--name value` and win over the file.
 *
 * Functions return false with a finished message in *error: "sala.conf:12:
 * workers: 0 is not between 1 and 64".
 */
#ifndef OPS_OPTION_H
#define OPS_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/str.h"

enum option_type {
	OPTION_TEXT = 1, /* any text of one line; may be empty */
	OPTION_INT, /* a whole number between min and max, times scale */
	OPTION_CHOICE, /* one of the names of choices */
};

/* The C type of the value's place; chosen by OPTION_SLOT. */
enum option_slot {
	SLOT_STR, /* struct str, with a NUL behind its text */
	SLOT_INT,
	SLOT_UINT, /* enums too */
	SLOT_INT64,
	SLOT_SIZE, /* size_t and uint64_t */
};

#define OPTION_SLOT(type, member)                                              \
	.offset = offsetof(type, member),                                      \
	.slot = _Generic(((type *)NULL)->member, struct str                    \
			 : SLOT_STR, int                                       \
			 : SLOT_INT, unsigned int                              \
			 : SLOT_UINT, int64_t                                  \
			 : SLOT_INT64, size_t                                  \
			 : SLOT_SIZE)

#define OPTION_SECTION(title) .section = title

struct option_choice {
	const char *name;
	int value;
};

struct option {
	const char *name; /* NULL: a section's title, or the table's end */
	enum option_type type;
	const char *value; /* the default, as it would be written */
	size_t offset;
	enum option_slot slot;
	bool repeats; /* given again adds to the value, behind a space */
	int64_t min, max;
	int64_t scale; /* OPTION_INT: stored times this; 0 means 1 */
	const char *unit; /* "seconds"; may be NULL */
	const char *arg; /* what stands for the value in help: "DIR" */
	const char *help; /* sentences */
	const struct option_choice *choices; /* ends with a NULL name */
	/* What is wrong with the value, or NULL; may be NULL. A NUL stands
	 * behind the value. */
	const char *(*check)(struct str value);
	const char *section;
};

/* The values of one struct, being filled. */
struct option_set {
	const struct option *table;
	void *target; /* the struct that the offsets are meant for */
	struct arena *arena; /* values are copied into it */
	bool *given; /* parallel to table: set from the present source */
};

void option_set_init(struct option_set *, const struct option *table,
    void *target, struct arena *);

/* The table's row of that name, or NULL. */
const struct option *option_find(const struct option *table, struct str name);

/* `where` comes in front of the message: "sala.conf:12: " or "". */
MUST_CHECK
bool option_put(struct option_set *, const char *where, struct str name,
    struct str value, struct str *error);

/* From here on values come from another source and replace the earlier. */
void option_next_source(struct option_set *);

MUST_CHECK
bool option_read_file(struct option_set *, const char *path, struct str *error);

/*
 * Writes text, broken into lines at blanks; each further line begins with
 * `indent`, and `column` is where the first one stands already.
 */
void option_write_wrapped(
    FILE *out, const char *indent, size_t column, const char *text);

/*
 * What the table says, for people (ops/option_doc.c): --help, a file with
 * every option in a comment at its default, the manual page's part.
 */
void option_write_help(const struct option *table, FILE *out);
void option_write_file(const struct option *table, FILE *out);
void option_write_manual(const struct option *table, FILE *out);

#endif
