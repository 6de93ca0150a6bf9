/* The proof itself: it reads what a broken scribe may send. What it lets
 * through, the sanitiser leaves alone. */
#include "markup/check.h"
#include "markup/markup.h"

#include "check.h"

static bool ready;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };

	if (!ready)
		markup_init();
	ready = true;
	if (!markup_is_canonical(text) || size > MARKUP_MAX_SOURCE_BYTES)
		return 0;
	struct arena *a = arena_new();
	const struct markup m = markup_render(
	    a, &(struct markup_source){ .kind = MARKUP_HTML, .text = text });

	CHECK(m.fault == MARKUP_OK || m.fault == MARKUP_TOO_DEEP);
	CHECK(m.fault != MARKUP_OK || markup_is_canonical(m.html.text));
	arena_release(a);
	return 0;
}
