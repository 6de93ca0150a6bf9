/*
 * Text that must not be lost: the fields of a form that could not be handled
 * now travel through another page, hidden, and those that a person wrote are
 * shown there as well.
 */
#ifndef WEB_CARRY_H
#define WEB_CARRY_H

#include "base/compiler.h"
#include "base/msg.h"
#include "http/reply.h"
#include "records.h"

struct req;

/*
 * The fields of this request's form, without passwords and tokens, into
 * *fields (the request's arena); returns how many. `cut` is taken off their
 * names and fields that do not begin with it are left out; `add` is put in
 * front: the log-in page calls another form's `title` `carried.title`.
 */
size_t carry_fields(struct req *, struct str cut, struct str add,
    struct carried_field **fields);

/* The prefix that a carried field has on the log-in page. */
#define CARRIED STR("carried.")

/* The form of this request again, to be confirmed with a fresh token. */
PARKS
struct reply reply_confirm(struct req *, struct msg why);

/*
 * After a log-in that interrupted another form: shows that form, which is to
 * be sent to `action`, a path of this site.
 */
PARKS
struct reply reply_carried(struct req *, struct str action);

#endif
