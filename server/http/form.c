/*
 * Forms: from the pairs of a body to the fields of a struct.
 */
#include "http/form.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/record.h"
#include "base/token.h"
#include "base/utf8.h"
#include "http/request.h"
#include "http/syntax_impl.h"

#define NONCE_BYTES 16

static const struct field form_error_fields[] = {
	{ .name = "field",
	    .type = FIELD_TEXT,
	    .offset = offsetof(struct form_error, field) },
	{ .name = "message",
	    .type = FIELD_MSG,
	    .offset = offsetof(struct form_error, message) },
	{ .name = "label",
	    .type = FIELD_MSG,
	    .offset = offsetof(struct form_error, label) },
};

const struct record form_error_record = {
	.name = "form_error",
	.size = sizeof(struct form_error),
	.fields = form_error_fields,
	.n_fields = COUNT(form_error_fields),
};

static void *
at(struct form *f, uint32_t offset)
{
	return (char *)f + offset;
}

static bool
is_text(enum form_kind kind)
{
	return kind != FORM_FLAG && kind != FORM_ID;
}

void
form_init(const struct form_def *def, struct arena *arena, void *out)
{
	struct form *f = out;

	memset(out, 0, def->size);
	f->def = def;
	f->arena = arena;
	/* One more for mistakes of the form as a whole. */
	f->errors = ARENA_ARRAY(arena, struct form_error, def->n_fields + 1);
	for (size_t i = 0; i < def->n_fields; i++)
		if (is_text(def->fields[i].kind))
			*(struct str *)at(f, def->fields[i].offset) = STR("");
}

static const struct form_field *
field_find(const struct form_def *def, const char *name)
{
	for (size_t i = 0; i < def->n_fields; i++)
		if (strcmp(def->fields[i].name, name) == 0)
			return &def->fields[i];
	return NULL;
}

void
form_error(struct form *f, const char *field, struct msg m)
{
	const struct form_field *of =
	    field != NULL ? field_find(f->def, field) : NULL;

	assert(field == NULL || of != NULL);
	for (size_t i = 0; i < f->n_errors; i++)
		if (str_is(f->errors[i].field, field != NULL ? field : ""))
			return;
	f->failed = true;
	f->errors[f->n_errors++] = (struct form_error){
		.field = field != NULL ? str_from(field) : STR(""),
		.message = m,
	};
	if (of != NULL && of->error_offset != 0)
		*(struct msg *)at(f, of->error_offset) = m;
}

/*
 * One line: tabs become spaces, and line ends with the blanks around them
 * one space; none at its ends. No-break spaces and the like stay: what a
 * text needs is not judged here.
 */
static struct str
one_line(struct arena *a, struct str raw)
{
	char *to = arena_alloc(a, raw.len + 1);
	bool broken = false; /* a line has just ended */
	size_t n = 0;

	for (size_t i = 0; i < raw.len; i++) {
		const char c = raw.ptr[i] == '\t' ? ' ' : raw.ptr[i];

		if (c == '\r' || c == '\n') {
			while (n > 0 && to[n - 1] == ' ')
				n--;
			to[n++] = ' ';
			broken = true;
		} else if (c != ' ' || !broken) {
			to[n++] = c;
			broken = false;
		}
	}
	return str_trim((struct str){ to, n });
}

/* Browsers send CR LF (HTML Standard, form submission); we keep LF. */
static struct str
lines(struct arena *a, struct str raw)
{
	char *to = arena_alloc(a, raw.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] != '\r')
			to[n++] = raw.ptr[i];
		else if (i + 1 == raw.len || raw.ptr[i + 1] != '\n')
			to[n++] = '\n';
	}
	return (struct str){ to, n };
}

static void
check_length(struct form *f, const struct form_field *field, struct str value)
{
	const size_t chars = utf8_count(value);

	if (field->max_bytes != 0 && value.len > field->max_bytes)
		form_error(f, field->name,
		    msg_n(N_("This text is too long: it may take {n} KB."),
			field->max_bytes / 1024));
	else if (field->max_chars != 0 && chars > field->max_chars)
		form_error(f, field->name,
		    msg_n(N_("At most {n} characters, please."),
			field->max_chars));
	else if (chars < field->min_chars)
		form_error(f, field->name,
		    msg_n(N_("At least {n} characters, please."),
			field->min_chars));
}

static void
read_choice(struct form *f, const struct form_field *field, struct str value)
{
	for (size_t i = 0; i < field->n_choices; i++) {
		if (!str_is(value, field->choices[i].name))
			continue;
		*(bool *)at(f, field->choices[i].offset) = true;
		return;
	}
	form_error(f, field->name, msg(N_("Please choose one of these.")));
}

static void
read_id(struct form *f, const struct form_field *field, struct str raw)
{
	int64_t id = 0;

	if (raw.len > 0 && (!str_to_int64(raw, &id) || id < 0)) {
		id = 0;
		form_error(
		    f, field->name, msg(N_("Please choose one of these.")));
	} else if (id == 0 && field->required) {
		form_error(
		    f, field->name, msg(N_("Please choose one of these.")));
	}
	*(int64_t *)at(f, field->offset) = id;
}

static bool
is_nonce(struct str s)
{
	if (s.len < 22 || s.len > 43)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!(syntax_is(s.ptr[i], SYNTAX_HOST) && s.ptr[i] != '.' &&
			s.ptr[i] != '~'))
			return false;
	return true;
}

static struct str
normalise(struct arena *a, enum form_kind kind, struct str raw)
{
	if (raw.len == 0)
		return STR("");
	if (kind == FORM_LINE)
		return one_line(a, raw);
	if (kind == FORM_TEXT)
		return lines(a, raw);
	return raw;
}

static bool
is_blank(enum form_kind kind, struct str value)
{
	return kind == FORM_TEXT ? str_trim(value).len == 0 : value.len == 0;
}

static void
read_text(struct form *f, const struct form_field *field, struct str raw)
{
	struct str value = normalise(f->arena, field->kind, raw);

	if (field->kind == FORM_NONCE && value.len == 0 && !field->required)
		value = token_text(f->arena, NONCE_BYTES);
	*(struct str *)at(f, field->offset) = value;
	if (is_blank(field->kind, value)) {
		if (field->required)
			form_error(
			    f, field->name, msg(N_("Please fill this in.")));
		return;
	}
	if (field->kind == FORM_CHOICE)
		read_choice(f, field, value);
	else if (field->kind == FORM_NONCE && !is_nonce(value))
		form_error(f, field->name,
		    msg(N_("The form was damaged on its way. Please send it "
			   "again.")));
	else
		check_length(f, field, value);
}

bool
form_read(struct req *r, const struct form_def *def, void *out)
{
	struct form *f = out;

	form_init(def, r->arena, out);
	for (size_t i = 0; i < def->n_fields; i++) {
		const struct form_field *field = &def->fields[i];
		const struct str raw = req_form_raw(r, field->name);

		if (field->kind == FORM_FLAG)
			*(bool *)at(f, field->offset) =
			    raw.ptr != NULL && !str_is(raw, "0");
		else if (field->kind == FORM_ID)
			read_id(f, field, raw);
		else
			read_text(f, field, raw);
	}
	return !f->failed;
}
