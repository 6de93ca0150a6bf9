/* Where things may stand, and the tags that it takes to make a place. */
#include <assert.h>
#include <string.h>

#include "markup/writer_impl.h"

/* ---- tags ---- */

void
place_put_tag(struct writer *w, const struct tag *tag)
{
	buf_lit(&w->out, "<");
	buf_html(&w->out, str_from(tag->element->name));
	buf_raw(&w->out, html_trusted(tag->id));
	buf_raw(&w->out, html_trusted(tag->attributes));
	buf_lit(&w->out, ">");
}

static void
open_tag(struct writer *w, const struct tag *tag, struct frame *frame)
{
	assert(w->n_open < COUNT(w->open));
	w->open[w->n_open++] = (struct open){ tag->element, frame };
	place_put_tag(w, tag);
	w->line = w->line && element_is_inline(tag->element);
}

static void
open_implied(struct writer *w, const char *name)
{
	const struct tag tag = { .element = element_find(str_from(name)) };

	open_tag(w, &tag, NULL);
}

/* Again and again, for an element that blocks have interrupted; its id may
 * stand only once. */
void
place_open(struct writer *w, struct frame *frame)
{
	open_tag(w, &frame->tag, frame);
	frame->tag.id = (struct str){ NULL, 0 };
	frame->is_open = frame->was_open = true;
}

void
place_end_block(struct writer *w)
{
	w->in_words = w->space = w->line = false;
	excerpt_break(&w->excerpt);
	if (w->n_open == 0)
		buf_lit(&w->out, "\n");
}

void
place_close(struct writer *w)
{
	const struct open top = w->open[--w->n_open];

	buf_lit(&w->out, "</");
	buf_html(&w->out, str_from(top.element->name));
	buf_lit(&w->out, ">");
	if (top.frame != NULL)
		top.frame->is_open = false;
	if (!element_is_inline(top.element))
		place_end_block(w);
}

/* ---- places ---- */

static const struct open *
top_open(const struct writer *w)
{
	return w->n_open > 0 ? &w->open[w->n_open - 1] : NULL;
}

static enum content
top_holds(const struct writer *w)
{
	const struct open *top = top_open(w);

	return top != NULL ? top->element->holds : CONTENT_FLOW;
}

/* What a place needs before something at home elsewhere may stand in it. */
static const char *
missing_parent(enum content holds, enum content home)
{
	const bool row = home == CONTENT_CELLS;
	const bool words = home == CONTENT_FLOW || home == CONTENT_PHRASING;

	switch (holds) {
	case CONTENT_LIST:
		return words ? "li" : NULL;
	case CONTENT_TERMS:
		return words ? "dd" : NULL;
	case CONTENT_TABLE:
	case CONTENT_ROWS:
		return words || row ? "tr" : NULL;
	case CONTENT_CELLS:
		return words ? "td" : NULL;
	default:
		return NULL;
	}
}

bool
place_fit(struct writer *w, enum content home)
{
	while (!content_accepts(top_holds(w), home)) {
		const struct open *top = top_open(w);
		const char *parent = missing_parent(top_holds(w), home);

		if (parent != NULL)
			open_implied(w, parent);
		else if (top != NULL && top->frame == NULL)
			place_close(w);
		else
			return false;
	}
	return true;
}

struct frame *
place_wanted_block(struct writer *w)
{
	for (size_t i = w->n_frames; i-- > 0;) {
		struct frame *f = &w->frames[i];

		if (f->mode == FRAME_WANTED &&
		    !element_is_inline(f->tag.element))
			return f;
	}
	return NULL;
}

size_t
place_first_inline(const struct writer *w)
{
	for (size_t i = w->n_frames; i > 0; i--) {
		const struct frame *f = &w->frames[i - 1];

		if (f->mode == FRAME_WANTED && element_isolates(f->tag.element))
			return i;
	}
	return 0;
}

/* An inline element that the next word needs and that is not open. */
static bool
is_due(const struct frame *f)
{
	return f->mode == FRAME_WANTED && !f->is_open &&
	       element_is_inline(f->tag.element) && !(f->once && f->was_open);
}

static void
open_inlines(struct writer *w)
{
	for (size_t i = place_first_inline(w); i < w->n_frames; i++) {
		if (is_due(&w->frames[i]))
			place_open(w, &w->frames[i]);
	}
}

bool
place_has_due_inline(const struct writer *w)
{
	for (size_t i = place_first_inline(w); i < w->n_frames; i++) {
		if (is_due(&w->frames[i]))
			return true;
	}
	return false;
}

bool
place_words(struct writer *w)
{
	if (top_holds(w) != CONTENT_PHRASING) {
		struct frame *block = place_wanted_block(w);

		if (!place_fit(w, CONTENT_FLOW))
			return false;
		if (block != NULL && element_is_phrase(block->tag.element))
			place_open(w, block);
		else if (w->n_open == 0)
			open_implied(w, "p");
	}
	if (w->line)
		buf_lit(&w->out, "<br>");
	else if (w->space)
		buf_lit(&w->out, " ");
	if (w->space)
		excerpt_break(&w->excerpt);
	w->space = w->line = false;
	open_inlines(w);
	return true;
}

void
place_clear(struct writer *w)
{
	while (w->n_open > 0 && top_holds(w) == CONTENT_PHRASING)
		place_close(w);
	w->line = w->line || (w->in_words && w->n_open > 0);
	w->in_words = w->space = false;
	excerpt_break(&w->excerpt);
}
