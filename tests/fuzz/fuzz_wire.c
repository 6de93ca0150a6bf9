/* What a worker and a scribe read from each other. The first byte says which
 * of the two it is. */
#include "scribe/wire.h"

#include "base/utf8.h"

#include "check.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_answer answer;
	struct wire_job job;

	if (size == 0)
		return 0;
	const struct str bytes = { (const char *)data + 1, size - 1 };

	if (data[0] & 1) {
		if (wire_get_job(bytes, &job) == WIRE_READY)
			CHECK(job.source.text.len < bytes.len);
		return 0;
	}
	if (wire_get_answer(bytes, &answer) != WIRE_READY)
		return 0;
	const struct markup *m = &answer.markup;

	CHECK(m->fault < N_MARKUP_FAULTS && m->n >= 0);
	CHECK(m->html.text.len + m->excerpt.len < bytes.len);
	CHECK(utf8_valid(m->html.text));
	CHECK(utf8_is_clean(m->excerpt, false));
	return 0;
}
