/* Running a program: one pass over its operations. */
#include "base/msg.h"
#include "base/record.h"
#include "render/program_impl.h"
#include "text/catalogue.h"
#include "text/date.h"
#include "text/number.h"

struct run_state {
	const struct lang *lang;
	struct buf *out;
	const char *frames[PROGRAM_MAX_FRAMES];
	size_t left[PROGRAM_MAX_FRAMES]; /* elements of a list behind this */
};

static void
write_escaped(struct buf *out, struct str s, enum escape escape)
{
	switch (escape) {
	case ESCAPE_NONE:
		buf_str(out, s);
		break;
	case ESCAPE_HTML:
		buf_html(out, s);
		break;
	case ESCAPE_ATTR:
		buf_attr(out, s);
		break;
	case ESCAPE_XML:
		buf_xml(out, s);
		break;
	case ESCAPE_URL:
		url_whole(out, s);
		break;
	case ESCAPE_COMPONENT:
		buf_url(out, s);
		break;
	}
}

void
program_message(struct buf *out, const struct lang *lang, const struct msg *m,
    enum escape escape)
{
	struct str rest, before;

	if (m->id == NULL)
		return;
	rest = text_translate(lang, str_from(m->id));
	while (str_cut(rest, '{', &before, &rest)) {
		write_escaped(out, before, escape);
		if (str_starts(rest, STR("n}"))) {
			number_show(out, lang, m->n);
			rest = str_slice(rest, 2, rest.len);
		} else if (str_starts(rest, STR("arg}"))) {
			write_escaped(out, m->arg, escape);
			rest = str_slice(rest, 4, rest.len);
		} else {
			buf_lit(out, "{");
		}
	}
	write_escaped(out, before, escape);
}

static inline const char *
value_of(const struct run_state *r, const struct op *op)
{
	return r->frames[op->frame] + op->offset;
}

static inline struct str
text_of(const struct run_state *r, const struct op *op)
{
	return *(const struct str *)value_of(r, op);
}

static inline int64_t
int_of(const struct run_state *r, const struct op *op)
{
	return *(const int64_t *)value_of(r, op);
}

/* A nullable number or time whose flag says that it is there. */
static inline bool
is_there(const struct run_state *r, const struct op *op)
{
	return op->extra == 0 ||
	       *(const bool *)(r->frames[op->frame] + op->extra);
}

static void
write_value(const struct run_state *r, const struct op *op)
{
	const int64_t n = int_of(r, op);

	if (!is_there(r, op))
		return;
	switch ((enum op_code)op->code) {
	case OP_NUMBER:
		number_show(r->out, r->lang, n);
		break;
	case OP_DATE:
		date_show(r->out, r->lang, n);
		break;
	case OP_DATETIME:
		datetime_show(r->out, r->lang, n);
		break;
	case OP_ISO:
		date_iso(r->out, n);
		break;
	case OP_RFC822:
		date_rfc822(r->out, n);
		break;
	default:
		buf_int(r->out, n);
		break;
	}
}

/* Whether the condition of an OP_IF_ holds, before inversion. */
static bool
holds(const struct run_state *r, const struct op *op)
{
	const char *value = value_of(r, op);

	switch ((enum op_code)op->code) {
	case OP_IF_BOOL:
		return *(const bool *)value;
	case OP_IF_INT:
		return *(const int64_t *)value != 0;
	case OP_IF_TEXT:
		return ((const struct str *)value)->len > 0;
	case OP_IF_ANY:
		return *(const size_t *)value > 0;
	default:
		return *(const void *const *)value != NULL;
	}
}

static bool
enter(struct run_state *r, const struct op *op)
{
	r->frames[op->to] = *(const char *const *)value_of(r, op);
	return r->frames[op->to] != NULL;
}

static bool
loop(struct run_state *r, const struct op *op)
{
	r->left[op->to] = *(const size_t *)(r->frames[op->frame] + op->extra);
	return r->left[op->to] > 0 && enter(r, op);
}

static bool
next(struct run_state *r, const struct op *op)
{
	if (--r->left[op->to] == 0)
		return false;
	r->frames[op->to] += op->offset;
	return true;
}

static size_t
plural_form(const struct run_state *r, const struct op *op)
{
	const int64_t n = int_of(r, op);
	const size_t form =
	    op->code == OP_PLURAL ? lang_plural_form(r->lang, n) : n != 1;

	return form < op->extra ? form : op->extra - 1;
}

static void
run(struct run_state *r, const struct op *ops)
{
	for (const struct op *op = ops;; op++) {
		switch ((enum op_code)op->code) {
		case OP_LITERAL:
			buf_bytes(r->out, op->literal, op->offset);
			break;
		case OP_TEXT:
			write_escaped(r->out, text_of(r, op), op->escape);
			break;
		case OP_HTML:
			buf_raw(r->out, *(const struct html *)value_of(r, op));
			break;
		case OP_MSG:
			program_message(r->out, r->lang,
			    (const struct msg *)value_of(r, op), op->escape);
			break;
		case OP_INT:
		case OP_NUMBER:
		case OP_DATE:
		case OP_DATETIME:
		case OP_ISO:
		case OP_RFC822:
			write_value(r, op);
			break;
		case OP_JUMP:
			op = ops + op->jump - 1;
			break;
		case OP_IF_BOOL:
		case OP_IF_INT:
		case OP_IF_TEXT:
		case OP_IF_SET:
		case OP_IF_ANY:
			if (holds(r, op) == op->escape)
				op = ops + op->jump - 1;
			break;
		case OP_ENTER:
			if (!enter(r, op))
				op = ops + op->jump - 1;
			break;
		case OP_LOOP:
			if (!loop(r, op))
				op = ops + op->jump - 1;
			break;
		case OP_NEXT:
			if (next(r, op))
				op = ops + op->jump - 1;
			break;
		case OP_PLURAL:
		case OP_PLURAL_SOURCE:
			op += plural_form(r, op);
			break;
		case OP_END:
			return;
		}
	}
}

/* Bytes that the buffer may still take. */
static size_t
buf_left(const struct buf *b)
{
	return (b->limit != 0 ? b->limit : BUF_LIMIT) - b->len;
}

/* The buffer grows once for most pages, to the largest size seen. */
void
program_run(struct program *p, const struct lang *lang, const void *data,
    struct buf *out)
{
	struct run_state r = { .lang = lang, .out = out };
	const size_t before = out->len;

	r.frames[0] = data;
	if (p->size_hint < buf_left(out) && buf_room(out, p->size_hint) == NULL)
		return;
	run(&r, p->ops);
	if (out->len - before > p->size_hint)
		p->size_hint = out->len - before;
}
