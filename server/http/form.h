/*
 * Forms: declared fields of a POST, read into a struct.
 *
 * A form is declared in a .view file; the generator turns it into a struct
 * whose first member is `struct form base` and into the tables below:
 *
 *	form post_form
 *	  title  line required max 200
 *	  draft  flag
 *
 *	struct post_form {
 *		struct form base;
 *		struct str title;
 *		struct msg title_error;
 *		bool draft;
 *		struct msg draft_error;
 *	};
 *	extern const struct form_def post_form_def;
 *
 * A handler then says
 *
 *	struct post_form form;
 *
 *	if (!form_read(r, &post_form_def, &form))
 *		return ... the page again, filled in, with the errors ...;
 *
 * A mistake of the writer is data, not a failure: it stands in the form.
 * Bytes that are no text at all (invalid UTF-8, NUL, control characters)
 * never get here: such a request is answered 400 at the door.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/msg.h"
#include "base/str.h"

struct arena;
struct record;
struct req;

/*
 * What a field holds, and the C type of its value:
 *
 *	FORM_LINE	struct str, one line: trimmed; line ends and the
 *			blanks around them become a space
 *	FORM_TEXT	struct str, lines: CR LF and CR become LF
 *	FORM_CHOICE	struct str, one of the names in `choices`; each
 *			choice also has a bool NAME_is_CHOICE
 *	FORM_FLAG	bool: a checkbox, true when it is sent and not "0"
 *	FORM_ID		int64_t, a positive number; 0 when absent
 *	FORM_PASSWORD	struct str, exactly as typed
 *	FORM_NONCE	struct str, 22 to 43 characters of base64url; an
 *			absent one is made, so that the form is nobody's
 *			second sending
 *	FORM_HIDDEN	struct str, exactly as sent
 *
 * The value of an absent field is empty text (never a NULL pointer).
 */
enum form_kind {
	FORM_LINE,
	FORM_TEXT,
	FORM_CHOICE,
	FORM_FLAG,
	FORM_ID,
	FORM_PASSWORD,
	FORM_NONCE,
	FORM_HIDDEN
};

struct form_choice {
	const char *name;
	uint32_t offset; /* of the bool FIELD_is_NAME */
};

struct form_field {
	const char *name;
	enum form_kind kind;
	bool required;
	uint32_t offset; /* of the value */
	uint32_t error_offset; /* of struct msg FIELD_error */
	uint32_t min_chars, max_chars; /* code points; 0: no such limit */
	uint32_t max_bytes; /* 0: no such limit */
	const struct form_choice *choices;
	size_t n_choices;
};

struct form_def {
	const char *name;
	size_t size; /* of the generated struct */
	const struct form_field *fields;
	size_t n_fields;
};

/*
 * One mistake: the field's name (empty: the form as a whole) and what. The
 * label is for whoever knows how the page calls the field; none at first.
 */
struct form_error {
	struct str field;
	struct msg message;
	struct msg label;
};

/* How templates see a form_error: `field`, `message` and `label`. */
extern const struct record form_error_record;

/*
 * What every generated struct begins with. `errors` are in the order in
 * which they were found, at most one a field.
 */
struct form {
	const struct form_def *def;
	struct form_error *errors;
	size_t n_errors;
	bool failed; /* n_errors > 0 */
	struct arena *arena;
};

/*
 * Prepares an empty form, to be shown for the first time. `out` is the
 * generated struct of `def`.
 */
void form_init(const struct form_def *def, struct arena *arena, void *out);

/*
 * Fills `out` from the request's body and checks every field. Returns true
 * when nothing is wrong. What was typed is kept either way.
 */
bool form_read(struct req *r, const struct form_def *def, void *out);

/*
 * Adds a mistake found later, for example by the database. `field` is a
 * name of the form's table or NULL for the form as a whole; a field's first
 * mistake is the one that stays.
 */
void form_error(struct form *f, const char *field, struct msg m);

#endif
