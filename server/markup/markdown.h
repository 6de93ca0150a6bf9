/*
 * Markdown → HTML that is not to be trusted yet (sanitise.h comes next).
 * cmark makes a tree; on it are made what CommonMark lacks, and what our
 * writers mean otherwise (markup.h lists both): pipe tables, bare links,
 * indented text, unknown tags.
 *
 * Tables and indented text need words that cmark has taken for something
 * else to be read as words. They are collected into a second document, one
 * paragraph a piece, each line begun by a non-character so that none can
 * begin a block, parsed once, and moved into the first tree.
 */
#ifndef MARKUP_MARKDOWN_H
#define MARKUP_MARKDOWN_H

#include "markup/markup.h"

/* `source` comes from source_clean. */
MUST_CHECK
enum markup_fault markdown_to_html(
    struct arena *a, struct str source, struct str *html);

#endif
