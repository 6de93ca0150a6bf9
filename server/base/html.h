/*
 * struct html: markup that may be sent as it is. It is a type of its own so
 * that text from outside cannot become markup by mistake: nothing converts a
 * struct str to it but html_trusted, and a lint test allows its callers in
 * markup/ (the sanitiser and the Markdown renderer), render/ (the template
 * engine) and db/ (reading back what those have stored) only.
 */
#ifndef BASE_HTML_H
#define BASE_HTML_H

#include "base/str.h"

struct html {
	struct str text;
};

static inline struct html
html_trusted(struct str markup)
{
	return (struct html){ markup };
}

#endif
