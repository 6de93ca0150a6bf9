/*
 * Addresses for markup that is read elsewhere. Stored markup has links within
 * the site as "/p/1" and within the page as "#user-content-x", so that a site
 * may move; feeds and mail need whole ones. No parsing: in canonical markup
 * (markup/check.h) quotes stand at attributes' values only.
 */
#ifndef SCRIBE_ABSOLUTE_H
#define SCRIBE_ABSOLUTE_H

#include "base/arena.h"
#include "base/html.h"

/*
 * base_url: "https://example.org", with or without a slash at the end;
 * page_url: whole, where fragments are found. The markup itself when nothing
 * in it is relative, else a copy in the arena.
 */
struct html html_absolute(struct arena *a, struct html markup,
    struct str base_url, struct str page_url);

#endif
