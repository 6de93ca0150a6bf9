/*
 * Bodies of forms. The first line is the Content-Type, the rest the body;
 * what comes out is clean text.
 */
#include <string.h>

#include "base/utf8.h"
#include "http/pairs_impl.h"

#include "check.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str all = { (const char *)data, size };
	struct arena *a = arena_new();
	struct str type, body;
	struct pairs pairs;

	str_cut(all, '\n', &type, &body);
	const struct refusal refusal = pairs_read_form(a, type, body, &pairs);

	CHECK(refusal.status == 0 || refusal.why != NULL);
	for (size_t i = 0; refusal.status == 0 && i < pairs.n; i++) {
		CHECK(utf8_is_clean(pairs.list[i].name, true));
		CHECK(utf8_is_clean(pairs.list[i].value, true));
		CHECK(pairs_get(&pairs, pairs.list[i].name).ptr != NULL);
	}
	arena_release(a);
	return 0;
}
