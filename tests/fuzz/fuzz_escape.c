/* Escapers: addresses and messages keep to the bytes of their place. */
#include <string.h>

#include "base/arena.h"
#include "base/msg.h"
#include "render/program_impl.h"
#include "text/catalogue.h"

#include "check.h"

/* No byte of `bytes` stands in the text. */
static void
check_without(struct str text, const char *bytes)
{
	for (size_t i = 0; i < text.len; i++)
		CHECK(memchr(bytes, text.ptr[i], strlen(bytes)) == NULL);
}

static void
check_url(struct str url)
{
	struct buf out = { 0 };

	url_whole(&out, url);
	const struct str written = buf_view(&out);
	check_without(written, "<>\"'`\\ \t\r\n^{}|");
	for (size_t i = 0; i < written.len; i++)
		CHECK(written.ptr[i] > ' ' && written.ptr[i] < 0x7f);
	CHECK(url_is_safe(written));
	CHECK(!str_starts(written, STR("//")));
	buf_release(&out);
}

static void
check_message(const struct lang *lang, struct str text, struct arena *a)
{
	static const char *const forbidden[] = {
		[ESCAPE_NONE] = "",
		[ESCAPE_HTML] = "<>\"'",
		[ESCAPE_ATTR] = "<>\"'\t\r\n",
		[ESCAPE_XML] = "<>\"'\1\b\x1f",
	};
	const struct msg m = { arena_cstr(a, text), 12, text };

	for (int e = ESCAPE_NONE; e <= ESCAPE_XML; e++) {
		struct buf out = { 0 };

		program_message(&out, lang, &m, (enum escape)e);
		check_without(buf_view(&out), forbidden[e]);
		buf_release(&out);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };
	static struct catalogues *cats; /* one for all: making it takes long */
	struct arena *a = arena_new();

	if (cats == NULL)
		cats = catalogues_new();
	check_url(text);
	check_message(catalogues_at(cats, 0), text, a);
	arena_release(a);
	return 0;
}
