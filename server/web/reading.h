/*
 * What counts as a reading of a post: its page was asked for by GET and
 * answered, or said to be unchanged, to somebody who seems to be a person.
 * post_show names the post as the answer's subject, but for its author.
 */
#ifndef WEB_READING_H
#define WEB_READING_H

#include <stdbool.h>

#include "base/str.h"
#include "http/server.h"

/* For struct http_hooks: runs on every answer, so it is quick. */
void reading_done(const struct req *r, const struct reply *reply,
    const struct req_stats *stats);

/*
 * Whether a User-Agent says that a program reads: one that says nothing does,
 * too. Robots that call themselves browsers pass; exactness is not the aim.
 */
bool reading_is_robot(struct str agent);

#endif
