/*
 * What goes between a worker and its scribe: a head of fixed size, then the
 * bytes that it counts. Both run the same program on the same machine, so
 * numbers are as memory has them; neither believes the other's.
 */
#ifndef SCRIBE_WIRE_H
#define SCRIBE_WIRE_H

#include "base/buf.h"
#include "markup/markup.h"

struct wire_job {
	struct markup_source source;
};

struct wire_answer {
	struct markup markup;
	int version;
	bool last; /* the scribe ends now, by itself */
};

enum wire_state {
	WIRE_MORE, /* so far good, not all there */
	WIRE_READY,
	WIRE_BROKEN, /* not to be read any further */
};

/* The first that a scribe says, when it is shut in and can work. */
#define WIRE_HELLO "sala"

void wire_put_job(struct buf *out, const struct wire_job *job);
void wire_put_answer(struct buf *out, const struct wire_answer *answer);

/*
 * Read from all bytes that have come. What they give points into them. An
 * answer that is READY holds canonical markup and a clean excerpt of the
 * right length, or a fault.
 */
MUST_CHECK
enum wire_state wire_get_job(struct str bytes, struct wire_job *out);
MUST_CHECK
enum wire_state wire_get_answer(struct str bytes, struct wire_answer *out);

/* No message is longer. */
#define WIRE_MAX_BYTES ((size_t)64 + MARKUP_MAX_HTML_BYTES + 4 * 400)

#endif
