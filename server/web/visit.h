/*
 * What is known of who asks, for the time of one request: the cookies that
 * were sent and those to set. Made by the gate, lives in the request's arena.
 */
#ifndef WEB_VISIT_H
#define WEB_VISIT_H

#include <stdbool.h>

#include "base/str.h"

struct page;
struct reply;
struct req;

struct visit {
	struct str session; /* the session cookie's value, "" without one */
	struct str new_session; /* the one to be begun, "" without one */
	struct str session_key; /* its SHA-256, 32 bytes, "" without one */
	struct str guest; /* the guest cookie: keys the form token */
	bool guest_is_new; /* to be set with this answer */
	struct str language; /* the lang cookie, or "" */
	struct page *page; /* whose viewer was asked for, or NULL */
};

void visit_init(struct req *);
struct visit *visit_of(struct req *);

/* Makes sure that a form token can be made: a guest gets a cookie. */
void visit_need_token(struct req *);

/* A cookie of this site; COOKIE_DELETE for max_age_s removes it. */
void visit_set_cookie(struct req *, struct reply *, const char *name,
    struct str value, int max_age_s);

/*
 * Makes the token of a new session and returns the hash to store. Once that
 * is in the database, visit_begin_session() makes it the one that form
 * tokens belong to, and visit_keep_session() sets the cookie. A form that
 * comes back instead, because the database refused it, has the old token.
 */
struct str visit_new_session(struct req *);
void visit_begin_session(struct req *);
void visit_keep_session(struct req *, struct reply *);
void visit_end_session(struct req *, struct reply *);

/* The browser's name for the list of sessions, cut to what fits there. */
struct str visit_agent(struct req *);

/* Cookies that this request decided on. */
void visit_finish(struct req *, struct reply *);

#endif
