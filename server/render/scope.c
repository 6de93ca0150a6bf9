/* Names to fields, with a suggestion when there is none. */
#include "render/scope_impl.h"

#include "base/view.h"

#define MAX_NAME 40

static size_t
least(size_t a, size_t b, size_t c)
{
	const size_t d = a < b ? a : b;

	return d < c ? d : c;
}

/* Edits between two names (Levenshtein); MAX_NAME when one is too long. */
static size_t
distance(struct str a, struct str b)
{
	size_t row[MAX_NAME + 1];

	if (a.len > MAX_NAME || b.len > MAX_NAME)
		return MAX_NAME;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			const size_t above = row[j];
			const size_t change = a.ptr[i - 1] != b.ptr[j - 1];

			row[j] =
			    least(diagonal + change, above + 1, row[j - 1] + 1);
			diagonal = above;
		}
	}
	return row[b.len];
}

struct nearest {
	const char *name;
	size_t distance;
};

static void
look_near(struct nearest *best, const struct record *r, struct str name)
{
	for (size_t i = 0; i < r->n_fields; i++) {
		const size_t d = distance(name, str_from(r->fields[i].name));

		if (d < best->distance)
			*best = (struct nearest){ r->fields[i].name, d };
	}
}

static void
fault_name(const struct scopes *s, struct str name, struct place at,
    struct nearest best)
{
	if (best.name != NULL)
		fault(s->faults, at,
		    "there is no field " STR_FMT
		    " here (view %s); is %s meant?",
		    STR_ARG(name), s->view->name, best.name);
	else
		fault(s->faults, at,
		    "there is no field " STR_FMT " here (view %s)",
		    STR_ARG(name), s->view->name);
}

static struct nearest
far_from(struct str name)
{
	return (struct nearest){ NULL, name.len / 3 + 2 };
}

void
scopes_init(struct scopes *s, struct faults *faults, const struct view *view)
{
	*s = (struct scopes){ .faults = faults, .view = view, .n_frames = 1 };
	if (view->page != NULL)
		scopes_push(s, view->page, 0);
	scopes_push(s, view->record, 0);
}

struct value
scopes_field(const struct scopes *s, struct scope scope, struct str name,
    struct place at)
{
	struct nearest best = far_from(name);
	const struct field *field = record_find(scope.record, name);

	if (field == NULL) {
		look_near(&best, scope.record, name);
		fault_name(s, name, at, best);
	}
	return (struct value){ field, scope.frame };
}

bool
scopes_is_page(const struct scopes *s, struct str name)
{
	if (s->view->page == NULL || !str_is(name, "page"))
		return false;
	for (size_t i = 0; i < s->n; i++) {
		if (s->stack[i].record != NULL &&
		    record_find(s->stack[i].record, name) != NULL)
			return false;
	}
	return true;
}

/* {{.}}: a text that lies at the start of its frame. */
static struct value
find_dot(const struct scopes *s, struct place at)
{
	static const struct field dot = { ".", FIELD_TEXT };

	if (s->n > 0 && s->stack[s->n - 1].record == NULL)
		return (struct value){ &dot, s->stack[s->n - 1].frame };
	fault(s->faults, at, "{{.}} stands only in a list of texts");
	return (struct value){ NULL };
}

/* Told with the most similar of all names that could have been meant. */
static void
fault_unknown(const struct scopes *s, struct str name, struct place at)
{
	struct nearest best = far_from(name);

	for (size_t i = s->n; i-- > 0;) {
		if (s->stack[i].record != NULL)
			look_near(&best, s->stack[i].record, name);
	}
	fault_name(s, name, at, best);
}

struct value
scopes_find(const struct scopes *s, struct str name, struct place at)
{
	if (str_is(name, "."))
		return find_dot(s, at);
	for (size_t i = s->n; i-- > 0;) {
		const struct scope *scope = &s->stack[i];

		if (scope->record == NULL)
			continue;
		const struct field *f = record_find(scope->record, name);
		if (f != NULL)
			return (struct value){ f, scope->frame };
	}
	fault_unknown(s, name, at);
	return (struct value){ NULL };
}

bool
scopes_frame(struct scopes *s, struct place at, uint8_t *frame)
{
	if (s->n_frames >= PROGRAM_MAX_FRAMES) {
		fault(s->faults, at, "records nested too deeply");
		return false;
	}
	*frame = s->n_frames++;
	return true;
}

void
scopes_push(struct scopes *s, const struct record *record, uint8_t frame)
{
	s->stack[s->n++] = (struct scope){ record, frame };
}
