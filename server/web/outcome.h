/*
 * What became of a write. Every write query answers with a row `outcome`
 * (sql/queries/session.sql); this turns all that is not "ok" into an answer,
 * so a handler that writes reads:
 *
 *	q_blog_delete(b, viewer_key(r), key, &done);
 *	if (!outcome_run(r, b, &done, &reply))
 *		return reply;
 *	return reply_done(r, STR("/dashboard"), "saved");
 */
#ifndef WEB_OUTCOME_H
#define WEB_OUTCOME_H

#include <stdbool.h>

#include "base/compiler.h"
#include "http/reply.h"
#include "records.h"

struct db_batch;
struct form;
struct req;

/*
 * Runs the batch and looks at *done, which one of its queries fills. False:
 * *out is the answer.
 */
PARKS
MUST_CHECK
bool outcome_run(struct req *, struct db_batch *, struct outcome *const *done,
    struct reply *out);

/*
 * The same for a form. When what became of it is the writer's mistake (a slug
 * or a name that is taken), that stands beside its field, form->failed is true
 * and *out is not set: show the form again.
 *
 *	if (!outcome_run_form(r, b, &done, &form.base, &reply))
 *		return form.base.failed ? new_page(r, 422, &form) : reply;
 */
PARKS
MUST_CHECK
bool outcome_run_form(struct req *, struct db_batch *,
    struct outcome *const *done, struct form *, struct reply *out);

/*
 * For a write that may move thousands of rows (a blog that joins a community
 * or is closed): it has a connection and two seconds of its own.
 * `queue` queues the one query, which fills the outcome; it may be called
 * again.
 */
struct outcome_work {
	void (*queue)(struct db_batch *, void *arg, struct outcome **done);
	void *arg;
	struct outcome *done;
};
PARKS
MUST_CHECK
bool outcome_work_run(struct req *, struct outcome_work *, struct reply *out);

/* The answer to an outcome that is not ok. */
struct reply outcome_reply(struct req *, const struct outcome *);

/* When the outcome is the writer's mistake, puts it beside its field. */
bool outcome_is_mistake(const struct outcome *, struct form *);

#endif
