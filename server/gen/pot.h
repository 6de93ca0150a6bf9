/*
 * pot: the template of the catalogues. It collects the texts that people read
 * from templates (by the template engine's own code) and from C sources, and
 * writes them as a .pot file, or holds a catalogue against them.
 */
#ifndef GEN_POT_H
#define GEN_POT_H

#include "base/arena.h"
#include "base/str.h"

struct place_list {
	const char *file;
	int line;
	struct place_list *next;
};

/* A text to be translated, and where it stands. */
struct pot_entry {
	struct str id;
	struct str plural_id; /* absent unless it is a plural */
	bool is_message; /* from C: {n} and {arg} are filled in */
	struct place_list *places, **last_place;
	struct pot_entry *next, *same_bucket;
};

#define POT_BUCKETS 1024

struct pot {
	struct arena *arena;
	struct pot_entry *first, **last;
	struct pot_entry *buckets[POT_BUCKETS];
	bool failed; /* something was wrong, and told on standard error */
};

struct pot_place {
	const char *file;
	int line;
};

/* The entry of that text, made if need be, with one more place. */
struct pot_entry *pot_add(
    struct pot *pot, struct str id, struct pot_place place);
struct pot_entry *pot_find(struct pot *pot, struct str id);

/* Texts marked by N_("..."), msg("..."), msg_n("..."), msg_arg("..."). */
void pot_read_c(struct pot *pot, const char *file, struct str source);

/* Writes the .pot file to standard output. */
void pot_write(const struct pot *pot);

#endif
