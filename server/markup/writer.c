/* Canonical markup from any nesting. */
#include "markup/writer.h"

#include <assert.h>
#include <string.h>

#include "markup/writer_impl.h"

void
writer_init(struct writer *w, struct arena *a, size_t max_bytes)
{
	buf_init(&w->out, max_bytes);
	w->arena = a;
	excerpt_init(&w->excerpt);
}

/* Links do not nest; the same formatting twice says nothing new. */
static bool
is_repeated(const struct writer *w, const struct tag *tag, size_t *inlines)
{
	const bool link = strcmp(tag->element->name, "a") == 0;
	bool repeated = false;

	*inlines = 0;
	for (size_t i = place_first_inline(w); i < w->n_frames; i++) {
		const struct frame *f = &w->frames[i];

		if (f->mode != FRAME_WANTED ||
		    !element_is_inline(f->tag.element))
			continue;
		++*inlines;
		if (f->tag.element == tag->element &&
		    (link || tag->attributes.len == 0))
			repeated = true;
	}
	return repeated;
}

static void
start_inline(struct writer *w, struct frame *f)
{
	const struct tag *tag = &f->tag;
	const bool has_id = tag->id.len > 0;
	size_t inlines;
	const bool repeated = is_repeated(w, tag, &inlines);
	const bool link = strcmp(tag->element->name, "a") == 0;

	if (inlines >= WRITER_MAX_INLINES || (repeated && (link || !has_id)))
		return;
	f->mode = FRAME_WANTED;
	/* Written for its id alone, so not again behind a block. */
	f->once = repeated ||
		  (tag->attributes.len == 0 && element_is_mute(tag->element));
	if (!has_id)
		return;
	if (place_words(w))
		place_open(w, f);
	else
		f->mode = FRAME_SKIPPED;
}

static void
start_block(struct writer *w, struct frame *f)
{
	const struct element *e = f->tag.element;

	place_clear(w);
	if (element_is_phrase(e)) {
		f->mode = FRAME_WANTED; /* opened by its first word */
		return;
	}
	if (!place_fit(w, e->home)) {
		f->mode = FRAME_BREAK;
		return;
	}
	f->mode = FRAME_WANTED;
	place_open(w, f);
	w->n_tables += e->holds == CONTENT_TABLE;
}

void
writer_start(struct writer *w, const struct tag *tag)
{
	assert(w->n_frames < WRITER_MAX_FRAMES);
	struct frame *f = &w->frames[w->n_frames];

	*f = (struct frame){ .tag = *tag, .mode = FRAME_SKIPPED };
	if (tag->element == NULL || tag->element->fate == ELEMENT_UNWRAPPED) {
		/* Only its end will be told. */
	} else if (tag->element->fate == ELEMENT_BREAK) {
		f->mode = FRAME_BREAK;
		place_clear(w);
	} else if (element_is_inline(tag->element)) {
		start_inline(w, f); /* not yet one of those around it */
	} else {
		start_block(w, f);
	}
	w->n_frames++;
}

bool
writer_is_empty(const struct writer *w)
{
	const struct frame *f = &w->frames[w->n_frames - 1];

	return f->mode == FRAME_WANTED && !f->was_open;
}

void
writer_end(struct writer *w)
{
	struct frame *f = &w->frames[--w->n_frames];

	if (f->mode == FRAME_BREAK) {
		place_clear(w);
		return;
	}
	if (f->mode != FRAME_WANTED)
		return;
	w->n_tables -= f->tag.element->holds == CONTENT_TABLE;
	while (f->is_open)
		place_close(w);
}

void
writer_single(struct writer *w, const struct tag *tag)
{
	if (tag->element->home == CONTENT_PHRASING) {
		const bool line = strcmp(tag->element->name, "br") == 0;

		w->space = w->space && !line;
		w->line = w->line && !line;
		if (!place_words(w))
			return;
		place_put_tag(w, tag);
		w->in_words = !line;
		if (line)
			excerpt_break(&w->excerpt);
		return;
	}
	place_clear(w);
	if (!place_fit(w, tag->element->home))
		return;
	place_put_tag(w, tag);
	place_end_block(w);
}

/* In a <pre> each blank counts, but a line feed right behind the tag is the
 * parser's (HTML Living Standard §13.2.6.4.7), so it is not written. */
static struct str
text_in_pre(const struct writer *w, const struct frame *pre, struct str text)
{
	if (pre->is_open)
		return text;
	if (pre->was_open && text_is_blank(text))
		return STR("");
	if (!place_has_due_inline(w)) {
		while (text.len > 0 && text.ptr[0] == '\n')
			text = str_slice(text, 1, text.len);
	}
	return text;
}

/* White space at either end waits for the next word: at the ends of blocks
 * and lines it says nothing. */
static struct str
trim_words(struct writer *w, struct str text)
{
	const struct str words = str_trim(text);

	if (words.len == 0 || words.ptr > text.ptr)
		w->space = w->space || (w->in_words && text.len > 0);
	return words;
}

void
writer_text(struct writer *w, struct str text)
{
	const struct frame *block = place_wanted_block(w);
	bool space = false;

	if (text.len == 0)
		return;
	text = text_clean(w->arena, text);
	if (block != NULL && strcmp(block->tag.element->name, "pre") == 0) {
		text = text_in_pre(w, block, text);
	} else {
		const char *end = text.ptr + text.len;

		text = trim_words(w, text);
		space = text.ptr + text.len < end;
	}
	if (text.len == 0 || !place_words(w))
		return;
	buf_html(&w->out, text);
	excerpt_text(&w->excerpt, text, w->n_tables > 0);
	w->in_words = true;
	w->space = space;
}

bool
writer_finish(struct writer *w, struct str *out)
{
	assert(w->n_frames == 0);
	while (w->n_open > 0)
		place_close(w);
	*out = buf_take(&w->out, w->arena);
	return out->ptr != NULL;
}
