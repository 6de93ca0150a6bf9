/*
 * What every request passes before its handler, see gate.c. A lint test
 * proves that no POST route goes around it: it is the server's `before` hook.
 */
#ifndef WEB_GATE_H
#define WEB_GATE_H

#include "http/reply.h"

struct req;

/*
 * Reads the cookies; refuses a POST from another site; gives a form with an
 * old token back for confirmation. True: *out is the answer.
 */
bool gate_before(struct req *, struct reply *out);

/* The token that the forms of this answer carry. Empty: no cookie yet. */
struct str gate_token(struct req *);

#endif
