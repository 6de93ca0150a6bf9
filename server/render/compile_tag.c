/* Fields and sections. */
#include "render/compile_impl.h"

#include "base/view.h"

struct path {
	struct value value; /* field NULL: told */
	size_t absent[CONDITION_MAX_STEPS]; /* jumps: a record is not there */
	size_t n_absent;
};

/* Enters the record that a name before a dot stands for. */
static bool
enter_step(struct compiler *c, struct path *p, struct str name, struct place at,
    struct scope *scope)
{
	uint8_t frame;
	const struct field *f = p->value.field;

	if (f->type != FIELD_RECORD) {
		fault(c->scopes.faults, at,
		    STR_FMT " is no record, so nothing follows its dot",
		    STR_ARG(name));
		return false;
	}
	if (p->n_absent == CONDITION_MAX_STEPS) {
		fault(c->scopes.faults, at, "too many dots");
		return false;
	}
	if (!scopes_frame(&c->scopes, at, &frame))
		return false;
	p->absent[p->n_absent++] =
	    code_add(c->code, (struct op){ .code = OP_ENTER,
				  .frame = p->value.frame,
				  .to = frame,
				  .offset = f->offset });
	*scope = (struct scope){ f->record, frame };
	return true;
}

/* Resolves a.b.c, entering a and b. */
static struct path
path_begin(struct compiler *c, struct str name, struct place at)
{
	struct path p = { .n_absent = 0 };
	struct scope scope = { .record = c->scopes.view->page };
	struct str first, rest = name;
	bool more = !str_is(name, ".") && str_cut(name, '.', &first, &rest);

	if (more && scopes_is_page(&c->scopes, first)) {
		more = str_cut(rest, '.', &first, &rest);
		p.value = scopes_field(&c->scopes, scope, first, at);
	} else {
		p.value = scopes_find(&c->scopes, more ? first : name, at);
	}
	while (more && p.value.field != NULL) {
		if (!enter_step(c, &p, first, at, &scope)) {
			p.value.field = NULL;
			break;
		}
		more = str_cut(rest, '.', &first, &rest);
		p.value = scopes_field(&c->scopes, scope, first, at);
	}
	return p;
}

static void
path_absent_to(struct compiler *c, const struct path *p, size_t target)
{
	for (size_t i = 0; i < p->n_absent; i++)
		code_jump_to(c->code, p->absent[i], target);
}

static enum escape
escape_of(const struct where *w)
{
	static const enum escape escapes[] = {
		[CONTEXT_CONTENT] = ESCAPE_HTML,
		[CONTEXT_WORDS] = ESCAPE_HTML,
		[CONTEXT_ATTR] = ESCAPE_ATTR,
		[CONTEXT_URL] = ESCAPE_COMPONENT,
		[CONTEXT_XML] = ESCAPE_XML,
		[CONTEXT_XML_ATTR] = ESCAPE_XML,
		[CONTEXT_PLAIN] = ESCAPE_NONE,
	};

	if (w->context == CONTEXT_URL && w->at_start)
		return ESCAPE_URL;
	return escapes[w->context];
}

static const struct {
	const char *name;
	enum field_type type;
	enum op_code code;
} formats[] = {
	{ "date", FIELD_TIME, OP_DATE },
	{ "datetime", FIELD_TIME, OP_DATETIME },
	{ "iso", FIELD_TIME, OP_ISO },
	{ "number", FIELD_INT, OP_NUMBER },
	{ "rfc822", FIELD_TIME, OP_RFC822 },
};

/* The operation for {{name|format}}, or NULL and what is wrong with it. */
static const char *
format_code(const struct node *n, enum field_type type, const struct where *w,
    uint8_t *code)
{
	if (w->context == CONTEXT_URL)
		return "a format cannot stand in a URL";
	for (size_t i = 0; i < COUNT(formats); i++) {
		if (!str_is(n->format, formats[i].name))
			continue;
		*code = formats[i].code;
		if (formats[i].type == type)
			return NULL;
		return formats[i].type == FIELD_TIME
			   ? "this format is for times"
			   : "this format is for numbers";
	}
	return "there is no such format; there are date, datetime, iso, "
	       "number, rfc822";
}

/* How html shows: as it is in HTML, as text in XML (feeds), else not. */
static const char *
html_code(const struct where *w, uint8_t *code)
{
	*code = w->context == CONTEXT_CONTENT ? OP_HTML : OP_TEXT;
	if (w->context == CONTEXT_XML ||
	    (w->context == CONTEXT_CONTENT && !w->in_svg))
		return NULL;
	return "html cannot stand here, only in the content of an element";
}

/* NULL and the operation, or why this field cannot stand here. */
static const char *
field_code(const struct node *n, enum field_type type, const struct where *w,
    uint8_t *code)
{
	if (n->format.len > 0)
		return format_code(n, type, w, code);
	switch (type) {
	case FIELD_TEXT:
		*code = OP_TEXT;
		return NULL;
	case FIELD_HTML:
		return html_code(w, code);
	case FIELD_MSG:
		*code = OP_MSG;
		return w->context == CONTEXT_URL
			   ? "a message cannot stand in a URL"
			   : NULL;
	case FIELD_INT:
		*code = OP_INT;
		return NULL;
	case FIELD_TIME:
		return "a time needs a format: date, datetime, iso or rfc822";
	case FIELD_BOOL:
		return "yes or no is asked with {{#x}} or {{^x}}";
	case FIELD_BYTES:
		return "bytes cannot be shown";
	case FIELD_TEXTS:
	case FIELD_LIST:
		return "a list is shown with {{#x}}...{{/x}}";
	case FIELD_RECORD:
		return "a record is not shown; name one of its fields";
	}
	return "cannot be shown";
}

/* The operation for a field, or false with a fault told. */
static bool
field_op(struct compiler *c, const struct node *n, const struct value *v,
    const struct where *w, struct op *op)
{
	const struct field *f = v->field;

	if (f == NULL)
		return false;
	*op = (struct op){ .frame = v->frame,
		.escape = escape_of(w),
		.offset = f->offset,
		.extra = f->set_offset };
	const char *wrong = field_code(n, f->type, w, &op->code);
	if (wrong != NULL)
		fault(c->scopes.faults, n->at, STR_FMT ": %s", STR_ARG(n->name),
		    wrong);
	return wrong == NULL;
}

void
compile_field(struct compiler *c, const struct node *n, struct where *w)
{
	const uint8_t n_frames = c->scopes.n_frames;
	const struct path p = path_begin(c, n->name, n->at);
	struct op op;

	if (field_op(c, n, &p.value, w, &op)) {
		code_add(c->code, op);
		path_absent_to(c, &p, code_here(c->code));
	}
	c->scopes.n_frames = n_frames;
	w->at_start = false;
}

/* The test of a section that is no record or list to go into. */
static struct op
test_of(const struct value *v, bool inverted)
{
	static const uint8_t codes[] = {
		[FIELD_BOOL] = OP_IF_BOOL,
		[FIELD_INT] = OP_IF_INT,
		[FIELD_TIME] = OP_IF_INT,
		[FIELD_TEXT] = OP_IF_TEXT,
		[FIELD_HTML] = OP_IF_TEXT,
		[FIELD_BYTES] = OP_IF_TEXT,
		[FIELD_MSG] = OP_IF_SET,
		[FIELD_RECORD] = OP_IF_SET,
		[FIELD_LIST] = OP_IF_ANY,
		[FIELD_TEXTS] = OP_IF_ANY,
	};
	const struct field *f = v->field;
	struct op op = { .code = codes[f->type],
		.escape = inverted,
		.frame = v->frame,
		.offset = f->offset };

	if (op.code == OP_IF_INT && f->set_offset != 0) {
		op.code = OP_IF_BOOL;
		op.offset = f->set_offset;
	} else if (op.code == OP_IF_ANY) {
		op.offset = f->count_offset;
	}
	return op;
}

static bool
is_list(const struct field *f)
{
	return f->type == FIELD_LIST || f->type == FIELD_TEXTS;
}

bool
condition_begin(struct compiler *c, const struct node *n, struct condition *out)
{
	*out = (struct condition){ .n_scopes = c->scopes.n,
		.n_frames = c->scopes.n_frames };
	const struct path p = path_begin(c, n->name, n->at);

	out->field = p.value.field;
	if (p.value.field == NULL) {
		c->scopes.n_frames = out->n_frames;
		return false;
	}
	out->jumps[out->n_jumps++] =
	    code_add(c->code, test_of(&p.value, n->inverted));
	if (n->inverted) { /* what is not there is not so */
		path_absent_to(c, &p, code_here(c->code));
		return true;
	}
	for (size_t i = 0; i < p.n_absent; i++)
		out->jumps[out->n_jumps++] = p.absent[i];
	return true;
}

bool
plural_begin(struct compiler *c, const struct node *n, struct op *op,
    struct condition *out)
{
	*out = (struct condition){ .n_scopes = c->scopes.n,
		.n_frames = c->scopes.n_frames };
	const struct path p = path_begin(c, n->name, n->at);
	const struct field *f = p.value.field;

	if (f != NULL && f->type == FIELD_INT) {
		*op =
		    (struct op){ .frame = p.value.frame, .offset = f->offset };
		out->n_jumps = p.n_absent;
		for (size_t i = 0; i < p.n_absent; i++)
			out->jumps[i] = p.absent[i];
		return true;
	}
	if (f != NULL)
		fault(c->scopes.faults, n->at,
		    "a plural needs a number; " STR_FMT " is none",
		    STR_ARG(n->name));
	c->scopes.n_frames = out->n_frames;
	return false;
}

void
condition_end(struct compiler *c, const struct condition *cond)
{
	const size_t here = code_here(c->code);

	for (size_t i = 0; i < cond->n_jumps; i++)
		code_jump_to(c->code, cond->jumps[i], here);
	c->scopes.n = cond->n_scopes;
	c->scopes.n_frames = cond->n_frames;
}

/*
 * The test of a section that goes into a record or a list becomes the
 * operation that does both.
 */
static bool
enter_value(struct compiler *c, const struct condition *cond, struct place at)
{
	struct op *test = &c->code->ops[cond->jumps[0]];
	uint8_t frame;

	if (!scopes_frame(&c->scopes, at, &frame))
		return false;
	test->code = is_list(cond->field) ? OP_LOOP : OP_ENTER;
	test->to = frame;
	test->offset = cond->field->offset;
	test->extra = cond->field->count_offset;
	scopes_push(&c->scopes, cond->field->record, frame);
	return true;
}

/* Back to the body for the next element of the list. */
static void
add_next(struct compiler *c, const struct field *list, size_t body)
{
	const size_t size =
	    list->record != NULL ? list->record->size : sizeof(struct str);
	const size_t at =
	    code_add(c->code, (struct op){ .code = OP_NEXT,
				  .to = c->scopes.stack[c->scopes.n - 1].frame,
				  .offset = (uint32_t)size });

	code_jump_to(c->code, at, body);
}

/* {{#x}}...{{/x}}{{^x}}...{{/x}}: one of the two is written. */
static bool
is_other_half(const struct node *n, const struct node *next)
{
	return next != NULL && next->kind == NODE_SECTION &&
	       next->inverted != n->inverted && str_eq(next->name, n->name);
}

void
compile_section(struct compiler *c, const struct node *n, struct where *w)
{
	struct where inside = *w;
	struct condition cond;

	if (!condition_begin(c, n, &cond))
		return;
	const bool loops = is_list(cond.field) && !n->inverted;
	const bool enters =
	    loops || (cond.field->type == FIELD_RECORD && !n->inverted);
	if (!enters || enter_value(c, &cond, n->at)) {
		const size_t body = code_here(c->code);

		inside.at_start = w->at_start && !loops;
		compile_list(c, n->first, NULL, &inside);
		if (loops)
			add_next(c, cond.field, body);
	}
	condition_end(c, &cond);
	w->at_start = w->at_start && is_other_half(n, n->next);
}
