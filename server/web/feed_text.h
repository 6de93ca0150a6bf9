/*
 * Words for feeds. RSS 2.0 does not say whether a title is plain text or
 * markup, and readers differ; a description is markup to all of them.
 */
#ifndef WEB_FEED_TEXT_H
#define WEB_FEED_TEXT_H

#include "base/str.h"

struct arena;

/*
 * A title or a name, which looks the same to a reader that takes it for text
 * and to one that takes it for markup: behind each "<" and "&" that could
 * begin a tag or a reference stands a word joiner (U+2060), which nobody
 * sees. Nearly always the text itself.
 */
struct str feed_plain(struct arena *, struct str text);

/* Plain text as the markup that shows it: the value of a description, which
 * the template then escapes as it does any text. */
struct str feed_markup(struct arena *, struct str text);

#endif
