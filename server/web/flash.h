/*
 * A message that the next page shows once: "Your post is published." It
 * travels as the name of a row of a fixed table in a short-lived cookie, so
 * nobody can make a page say something else.
 */
#ifndef WEB_FLASH_H
#define WEB_FLASH_H

#include "base/msg.h"
#include "base/str.h"

struct reply;
struct req;

/* Sets the cookie. The name must stand in the table (asserted). */
void flash_set(struct req *, struct reply *, const char *name);

/* The message of this request's cookie, or none. */
struct msg flash_of(struct req *);

/* Removes the cookie once its message was shown. */
void flash_finish(struct req *, struct reply *);

#endif
