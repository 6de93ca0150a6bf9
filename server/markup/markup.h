/*
 * From what people write to markup that may be shown: the only way to struct
 * html for text from outside. Runs in scribes alone (scribe/scribe.h), since
 * cmark and libxml2 can be kept busy for seconds by small inputs.
 *
 *	Markdown ── cmark ──┐
 *	                    ├── libxml2 ── allow-list walk ── writer
 *	HTML ───────────────┘
 *
 * cmark's output is not trusted: whatever the source, libxml2 parses it, the
 * walk (sanitise.h) keeps the elements, attributes and schemes of one table
 * (elements.h), and the writer (writer.h) escapes every character and closes
 * every element. Its output is canonical: always balanced, read by a browser
 * as the very tree that was meant, unchanged when sanitised again, and cheap
 * to prove (check.h).
 *
 * What a writer gets beyond CommonMark 0.30:
 *
 *   - Pipe tables (GFM's syntax, with alignment). Cells beyond the header's
 *     columns are shown, not dropped: text is never lost silently.
 *   - Bare links: http://, https:// and www., also right behind Thai text.
 *   - A line break is a line break. Notes come out of Word and mail as plain
 *     text, and who presses Enter means it; nobody here wraps lines by hand.
 *     In posts and in comments alike, so that there is one rule to learn.
 *   - Indented text is text. Thai paragraphs begin with a tab; CommonMark
 *     would set them as code. Code needs a fence (``` or ~~~).
 *   - Tags that HTML does not have are shown as typed (<name>), footnote
 *     definitions ([^1]: …) stay visible.
 *   - Headings start at h2, below the page's title, and skip no level. In
 *     comments they are bold paragraphs, and ids are dropped.
 *
 * Links within the site stay relative to its root ("/p/1"), those within the
 * page are fragments ("#user-content-x"), so that stored markup survives a
 * move of the site. Feeds need absolute ones: scribe/absolute.h.
 */
#ifndef MARKUP_MARKUP_H
#define MARKUP_MARKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/html.h"
#include "base/msg.h"

/* Stored with what was rendered. Raise it when the output changes. */
#define RENDERER_VERSION 1

#define MARKUP_MAX_SOURCE_BYTES	 ((size_t)256 << 10)
#define MARKUP_MAX_COMMENT_BYTES ((size_t)32 << 10)
#define MARKUP_MAX_HTML_BYTES	 ((size_t)2 << 20)
#define MARKUP_EXCERPT_CHARS	 300

enum markup_kind {
	MARKUP_MARKDOWN,
	MARKUP_HTML,
};

struct markup_source {
	enum markup_kind kind;
	struct str text;
	bool comment;
};

/* Why a source was refused. The numbers go over the wire, not into tables. */
enum markup_fault {
	MARKUP_OK,
	MARKUP_NOT_TEXT, /* no UTF-8, or a NUL */
	MARKUP_TOO_LONG, /* n: how many KB are allowed */
	MARKUP_TOO_MANY_MARKS, /* n: the line of the source */
	MARKUP_TOO_MANY_ATTRIBUTES,
	MARKUP_TAG_TOO_LONG,
	MARKUP_TOO_DEEP,
	MARKUP_TOO_MUCH, /* output or table past all sense */
	N_MARKUP_FAULTS,
};

struct markup {
	enum markup_fault fault;
	int64_t n;
	/* When fault is MARKUP_OK: */
	struct html html;
	struct str excerpt; /* plain text, at most MARKUP_EXCERPT_CHARS */
};

/*
 * Everything lives in the arena. Expected refusals are in `fault`; cmark
 * aborts when memory runs out, which ends the scribe and no one else.
 */
struct markup markup_render(
    struct arena *a, const struct markup_source *source);

/* To be called once in a process, before the first rendering: parsers read
 * their tables, and libxml2 is told to open nothing. */
void markup_init(void);

/* A fault in words for the sender, with a way out. */
struct msg markup_fault_msg(enum markup_fault fault, int64_t n);

#endif
