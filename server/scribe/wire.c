/* What goes between a worker and its scribe. */
#include "scribe/wire.h"

#include <string.h>

#include "base/utf8.h"
#include "markup/check.h"

#define JOB_MAGIC    0x5a1a0001u
#define ANSWER_MAGIC 0x5a1a0002u

struct job_head {
	uint32_t magic;
	uint32_t kind;
	uint32_t comment;
	uint32_t source_len;
};

struct answer_head {
	uint32_t magic;
	uint32_t fault;
	uint32_t version;
	uint32_t last;
	uint32_t html_len;
	uint32_t excerpt_len;
	int64_t n;
};

void
wire_put_job(struct buf *out, const struct wire_job *job)
{
	const struct job_head head = {
		.magic = JOB_MAGIC,
		.kind = job->source.kind,
		.comment = job->source.comment,
		.source_len = (uint32_t)job->source.text.len,
	};

	buf_bytes(out, (const char *)&head, sizeof(head));
	buf_bytes(out, job->source.text.ptr, job->source.text.len);
}

enum wire_state
wire_get_job(struct str bytes, struct wire_job *out)
{
	struct job_head head;

	if (bytes.len < sizeof(head))
		return WIRE_MORE;
	memcpy(&head, bytes.ptr, sizeof(head));
	if (head.magic != JOB_MAGIC || head.kind > MARKUP_HTML ||
	    head.comment > 1 || head.source_len > MARKUP_MAX_SOURCE_BYTES)
		return WIRE_BROKEN;
	if (bytes.len - sizeof(head) != head.source_len)
		return bytes.len - sizeof(head) < head.source_len ? WIRE_MORE
								  : WIRE_BROKEN;
	out->source = (struct markup_source){
		.kind = (enum markup_kind)head.kind,
		.text = str_slice(bytes, sizeof(head), bytes.len),
		.comment = head.comment != 0,
	};
	return WIRE_READY;
}

void
wire_put_answer(struct buf *out, const struct wire_answer *answer)
{
	const struct markup *m = &answer->markup;
	const bool fine = m->fault == MARKUP_OK;
	const struct answer_head head = {
		.magic = ANSWER_MAGIC,
		.fault = m->fault,
		.version = (uint32_t)answer->version,
		.last = answer->last,
		.html_len = fine ? (uint32_t)m->html.text.len : 0,
		.excerpt_len = fine ? (uint32_t)m->excerpt.len : 0,
		.n = m->n,
	};

	buf_bytes(out, (const char *)&head, sizeof(head));
	buf_bytes(out, m->html.text.ptr, head.html_len);
	buf_bytes(out, m->excerpt.ptr, head.excerpt_len);
}

static bool
is_sane(const struct answer_head *head)
{
	if (head->magic != ANSWER_MAGIC || head->fault >= N_MARKUP_FAULTS ||
	    head->version > INT32_MAX || head->last > 1 || head->n < 0)
		return false;
	if (head->fault != MARKUP_OK)
		return head->html_len == 0 && head->excerpt_len == 0;
	return head->html_len <= MARKUP_MAX_HTML_BYTES &&
	       head->excerpt_len <= 4 * MARKUP_EXCERPT_CHARS;
}

static bool
is_good(const struct markup *m)
{
	return markup_is_canonical(m->html.text) &&
	       utf8_is_clean(m->excerpt, false) &&
	       utf8_count(m->excerpt) <= MARKUP_EXCERPT_CHARS;
}

enum wire_state
wire_get_answer(struct str bytes, struct wire_answer *out)
{
	struct answer_head head;

	if (bytes.len < sizeof(head))
		return WIRE_MORE;
	memcpy(&head, bytes.ptr, sizeof(head));
	if (!is_sane(&head))
		return WIRE_BROKEN;
	const size_t html_end = sizeof(head) + head.html_len;
	const size_t end = html_end + head.excerpt_len;

	if (bytes.len != end)
		return bytes.len < end ? WIRE_MORE : WIRE_BROKEN;
	*out = (struct wire_answer){
		.markup = {
			.fault = (enum markup_fault)head.fault,
			.n = head.n,
			.html = html_trusted(
			    str_slice(bytes, sizeof(head), html_end)),
			.excerpt = str_slice(bytes, html_end, end),
		},
		.version = (int)head.version,
		.last = head.last != 0,
	};
	return head.fault != MARKUP_OK || is_good(&out->markup) ? WIRE_READY
								: WIRE_BROKEN;
}
