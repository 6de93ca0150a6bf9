/*
 * Scribes: helper processes that turn what people write into markup
 * (markup/markup.h), so that a text which keeps a parser busy for seconds, or
 * finds a fault in it, costs its sender a refusal and nobody else anything.
 *
 *	worker                          keeper
 *	  pool ──── socket pair ──── scribe  (forked by the keeper)
 *	    └────── "here is a new end" ──┘
 *
 * A scribe may read, write and allocate, nothing else (sandbox.h); it has two
 * seconds for each text. The worker sends one text at a time to each and
 * checks what comes back, since a scribe is not trusted: lengths, UTF-8, and
 * that the markup is canonical (markup/check.h). A scribe that dies or lies
 * is replaced at once by another; only its one text is refused.
 *
 *	struct scribe_answer answer;
 *	const struct scribe_job job = { .source = form->body };
 *
 *	switch (scribe_run(r->task, &job, &answer)) {	// PARKS
 *	case SCRIBE_OK:
 *		store(answer.html, answer.excerpt, answer.version);
 *		break;
 *	case SCRIBE_REFUSED:
 *		form_error(form, "body", answer.why);
 *		break;
 *	case SCRIBE_AWAY:	// all busy for seconds, or none there
 *		return reply_unavailable(r);
 *	}
 */
#ifndef SCRIBE_SCRIBE_H
#define SCRIBE_SCRIBE_H

#include "base/html.h"
#include "base/msg.h"
#include "loop/task.h"

struct loop;
struct scribe_pool;

enum scribe_kind {
	SCRIBE_MARKDOWN,
	SCRIBE_HTML,
};

struct scribe_job {
	enum scribe_kind kind;
	struct str source; /* borrowed while scribe_run runs */
	bool comment; /* shorter, no headings, no ids */
};

enum scribe_status {
	SCRIBE_OK,
	SCRIBE_REFUSED,
	SCRIBE_AWAY,
};

/* Lives in the task's arena. */
struct scribe_answer {
	struct html html;
	struct str excerpt; /* plain text, at most 300 characters */
	int version; /* of the renderer: RENDERER_VERSION */
	struct msg why; /* SCRIBE_REFUSED: for the sender */
};

PARKS
MUST_CHECK
enum scribe_status scribe_run(
    struct task *task, const struct scribe_job *job, struct scribe_answer *out);

struct scribe_options {
	int keeper_fd; /* the keeper's, see keeper.h; stays the caller's */
	int scribes; /* how many, 1 … SCRIBE_MAX; 0: 2 */
	int max_queue; /* texts that wait for a scribe; 0: 64 */
	int wait_ms; /* how long one waits for its answer; 0: 8,000 */
};

enum { SCRIBE_MAX = 16 };

/* Asks for its scribes and sets loop->scribes. */
struct scribe_pool *scribe_pool_new(
    struct loop *loop, const struct scribe_options *options);

/* Before loop_free. Whoever still waits gets SCRIBE_AWAY. */
void scribe_pool_free(struct scribe_pool *pool);

/* For logs and tests. */
struct scribe_stats {
	int64_t done; /* texts rendered or refused by a scribe */
	int64_t lost; /* scribes that died or lied */
	int64_t asked; /* scribes that were asked for */
	int ready, busy, queued; /* now */
};
struct scribe_stats scribe_pool_stats(const struct scribe_pool *pool);

#endif
