#ifndef SCRIBE_ABSOLUTE_H
#define SCRIBE_ABSOLUTE_H
#include "base/html.h"
struct arena;
struct html html_absolute(struct arena *, struct html, struct str base_url, struct str page_url);
#endif
