/*
 * Writes canonical markup from a stream of starts, ends and text that may
 * come in any order of nesting, as parsed HTML does. What is *wanted* (the
 * elements that the source has open) and what is *written* (the tags that
 * the output has open) are kept apart:
 *
 *   - Blocks of words and inline elements are written when the first word
 *     comes, so empty ones vanish.
 *   - A block inside them closes them; they go on behind it, and inline ones
 *     inside it: <b>a<p>b</p>c</b> becomes
 *     <p><b>a</b></p><p><b>b</b></p><p><b>c</b></p>.
 *   - A place that needs a parent gets it: words in a list an <li>, words in
 *     a table a row and a cell, words at the top a <p>. What has no place at
 *     all (an <li> outside a list) is written without its tags.
 *
 * So every output follows the content model of elements.h, at any depth, and
 * is balanced. Excerpts are gathered on the way.
 *
 * White space between blocks is not kept; between words it is, as typed.
 */
#ifndef MARKUP_WRITER_H
#define MARKUP_WRITER_H

#include "base/arena.h"
#include "base/buf.h"
#include "markup/elements.h"
#include "markup/excerpt.h"

/* The sanitiser's depth, with a second frame for some; see writer_start. */
#define WRITER_MAX_FRAMES 512
/* More than this many inline elements inside each other are not shown. */
#define WRITER_MAX_INLINES 32

/* An element as it is to be written. Attributes are markup already, each
 * with a blank before it; so is the id, which is written only once. */
struct tag {
	const struct element *element; /* NULL: none, but there is an end */
	struct str attributes, id;
};

struct frame {
	struct tag tag;
	enum {
		FRAME_SKIPPED,
		FRAME_BREAK,
		FRAME_WANTED,
	} mode;
	bool is_open; /* in `open` now */
	bool was_open;
	bool once; /* not to be opened again */
};

struct open {
	const struct element *element;
	struct frame *frame; /* NULL: nobody asked, its place needed it */
};

struct writer {
	struct buf out;
	struct arena *arena;
	struct frame frames[WRITER_MAX_FRAMES];
	size_t n_frames;
	struct open open[WRITER_MAX_FRAMES * 3];
	size_t n_open;
	int n_tables; /* wanted */
	bool in_words; /* the last thing written was a word or a <br> */
	bool space; /* white space came since */
	bool line; /* a <br> is due, unless a block begins or ends */
	struct excerpt excerpt;
};

/* `w` is zeroed memory: it is large. */
void writer_init(struct writer *w, struct arena *a, size_t max_bytes);

/* One end for each start, the innermost first. */
void writer_start(struct writer *w, const struct tag *tag);
void writer_end(struct writer *w);
/* Nothing of the innermost element has been written yet. */
bool writer_is_empty(const struct writer *w);

/* br, hr, img. */
void writer_single(struct writer *w, const struct tag *tag);
void writer_text(struct writer *w, struct str text);

/* After the last end. False: too long. The buffer is released either way. */
MUST_CHECK
bool writer_finish(struct writer *w, struct str *out);

#endif
