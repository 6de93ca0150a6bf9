/*
 * What names mean while a template is compiled. A scope is a record and the
 * frame that will point to it; sections over records and lists push one.
 * Names are looked for from the innermost scope outward; the outermost two
 * are the view and the page, both at frame 0.
 */
#ifndef RENDER_SCOPE_IMPL_H
#define RENDER_SCOPE_IMPL_H

#include "base/record.h"
#include "render/fault_impl.h"
#include "render/program_impl.h"

struct scope {
	const struct record *record; /* NULL: an element of a list of texts */
	uint8_t frame;
};

struct scopes {
	struct faults *faults;
	const struct view *view;
	struct scope stack[PROGRAM_MAX_FRAMES + 2];
	size_t n;
	uint8_t n_frames;
};

/* A field and the frame in which it lies. */
struct value {
	const struct field *field; /* NULL: not found, and told */
	uint8_t frame;
};

/* Frame 0: the page's fields, and before them the view's. */
void scopes_init(
    struct scopes *s, struct faults *faults, const struct view *view);

/* A name without dots, from the innermost scope outward. */
struct value scopes_find(
    const struct scopes *s, struct str name, struct place at);

/* A field of one record that lies in `frame`. */
struct value scopes_field(const struct scopes *s, struct scope scope,
    struct str name, struct place at);

/* Whether "page" names the outermost scope and no field. */
bool scopes_is_page(const struct scopes *s, struct str name);

/* A frame for what is entered; false, and told, when there are too many. */
MUST_CHECK
bool scopes_frame(struct scopes *s, struct place at, uint8_t *frame);

/* Names are looked for in `record` first; NULL: {{.}} is the text. */
void scopes_push(struct scopes *s, const struct record *record, uint8_t frame);

#endif
