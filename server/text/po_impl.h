/*
 * Reads the text of a .po file (GNU gettext manual, "The Format of PO
 * Files"), in UTF-8. The whole format is understood but for contexts, which
 * are refused, and escapes other than \n \t \r \" \\.
 *
 * (Why not libgettextpo: it reads named files only, reports its errors
 * through static state and a longjmp, leaks, and its licence, the GPL, would
 * become the server's.)
 */
#ifndef TEXT_PO_IMPL_H
#define TEXT_PO_IMPL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#define PO_MAX_FORMS 6

/* An entry; not yet judged: it may be fuzzy or have empty forms. */
struct po_entry {
	int line; /* of its msgid */
	bool fuzzy;
	struct str id; /* empty: the header */
	struct str plural_id; /* absent: no plural */
	struct str *forms;
	size_t n_forms;
};

struct po_file {
	const char *name; /* for messages */
	struct po_entry *entries; /* obsolete ones are left out */
	size_t n_entries;
	struct buf *error; /* gets "NAME:LINE: what" lines */
	bool failed;
};

/* Fills in the entries; all in the arena. False when something is wrong. */
MUST_CHECK
bool po_read(struct arena *a, struct po_file *po, struct str text);

/* Adds a fault. */
void po_complain(struct po_file *po, int line, const char *what);

/* A field of a header: the value of the line "NAME: value"; else absent. */
struct str po_header_field(struct str header, struct str name);

#endif
