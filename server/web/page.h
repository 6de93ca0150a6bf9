/*
 * Answers that are pages. A handler fills the view struct that its template
 * was declared to see and returns reply_page(); whatever every page shows
 * (who is signed in, the language, links to feeds, tokens) is filled in here.
 *
 *	struct post_page v = {0};
 *	struct db_batch *b = db_batch(r->task);
 *
 *	page_viewer(b, r, &v.page);
 *	q_post_by_id(b, req_int(r, "id"), viewer_key(r), &v.post);
 *	if (!db_run(b))
 *		return reply_unavailable(r, b);
 *	if (v.post == NULL)
 *		return reply_not_found(r);
 *	return reply_page(r, VIEW_POST_PAGE, &v);
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/compiler.h"
#include "base/msg.h"
#include "http/reply.h"
#include "records.h"

struct db_batch;
struct db_outcome;
struct req;
struct lang;

/*
 * The hash of the session's token, or no bytes when there is none: what every
 * query takes to decide what the reader may see.
 */
struct str viewer_key(struct req *);

/*
 * Queues the query for who is asking. The answer also serves the error pages
 * of this request, so they keep the signed-in header.
 */
void page_viewer(struct db_batch *, struct req *, struct page *);

/*
 * Runs the batch of a page for members. False: *out is the answer instead,
 * because the database is away or nobody is logged in.
 */
PARKS
MUST_CHECK
bool page_run_member(struct req *, struct db_batch *, struct reply *out);

/* Names a feed of this page; the most specific one first. */
void page_feed(struct req *, struct page *, struct str href, struct str title);

/* The signed-in reader of this request once its batch has run, or NULL. */
const struct viewer *viewer_of(struct req *);

/* The language of this request's answer: account, cookie, browser, site. */
const struct lang *lang_of(struct req *);

/* The page as an answer: 200, or the status given. */
struct reply reply_page(struct req *, enum view_id, void *view);
struct reply reply_page_status(
    struct req *, int status, enum view_id, void *view);

/* A form that was not accepted: 422, the page with the form filled in. */
struct reply reply_form(struct req *, enum view_id, void *view);

/*
 * 303 to a path of this site, with a message to show there once; done may be
 * NULL. The message must be in the table of web/flash.c.
 */
struct reply reply_done(struct req *, struct str path, const char *done);

/* Error pages, in the reader's language. Text that was posted is given back. */
struct reply reply_error(struct req *, int status, struct msg why);
struct reply reply_not_found(struct req *);
struct reply reply_gone(struct req *, struct msg why);
struct reply reply_forbidden(struct req *, struct msg why);
struct reply reply_unavailable(struct req *, struct db_batch *);
struct reply reply_undone(struct req *, const struct db_outcome *);

/*
 * The reader must sign in first. After a GET: a redirect to the log-in page
 * that leads back here. After a POST: the log-in page itself, which carries
 * what was sent so that it can be confirmed afterwards.
 */
struct reply reply_log_in(struct req *);

#endif
