/* The pipeline from source to markup, and its refusals in words. */
#include "markup/markup.h"

#include <string.h>

#include "base/utf8.h"
#include "markup/limits.h"
#include "markup/markdown.h"
#include "markup/sanitise.h"
#include "markup/source.h"
#include "text/words.h"

static enum markup_fault
to_html(struct arena *a, const struct markup_source *source, struct str text,
    struct markup *out)
{
	enum markup_fault fault;

	text = source_clean(a, text);
	if (source->kind == MARKUP_HTML) {
		/* Word's own markup will be cleaned up here. */
		text = source_keep_signs(a, text);
		fault = limits_html(text);
		return fault != MARKUP_OK
			   ? fault
			   : sanitise(a, text, source->comment, out);
	}
	fault = limits_markdown(text, &out->n);
	if (fault != MARKUP_OK)
		return fault;
	out->n = 0;
	text = source_keep_notes(a, text);
	fault = markdown_to_html(a, text, &text);
	if (fault != MARKUP_OK)
		return fault;
	fault = limits_html(text);
	return fault != MARKUP_OK ? fault
				  : sanitise(a, text, source->comment, out);
}

struct markup
markup_render(struct arena *a, const struct markup_source *source)
{
	const size_t max = source->comment ? MARKUP_MAX_COMMENT_BYTES
					   : MARKUP_MAX_SOURCE_BYTES;
	const struct str text = source->text;
	struct markup out = { 0 };

	if (text.len > max) {
		out.fault = MARKUP_TOO_LONG;
		out.n = (int64_t)(max >> 10);
	} else if (!utf8_valid(text) ||
		   (text.len > 0 && memchr(text.ptr, 0, text.len) != NULL)) {
		out.fault = MARKUP_NOT_TEXT;
	} else {
		out.fault = to_html(a, source, text, &out);
	}
	return out;
}

void
markup_init(void)
{
	static const char text[] =
	    "# ชุมพร\n\nเรื่อง **KM** ที่ www.example.org &hearts;\n\n"
	    "| ก | ข |\n|--|--|\n| ๑ | ๒ |\n";
	const struct markup_source source = { .text = str_from(text) };
	struct arena *a = arena_new();

	sanitise_init();
	text_prepare();
	markup_render(a, &source);
	arena_release(a);
}

struct msg
markup_fault_msg(enum markup_fault fault, int64_t n)
{
	static const char *const texts[N_MARKUP_FAULTS] = {
		[MARKUP_NOT_TEXT] =
		    N_("The text contains characters that are not valid."),
		[MARKUP_TOO_LONG] =
		    N_("The text is too long: at most {n} KB are possible."),
		[MARKUP_TOO_MANY_MARKS] =
		    N_("Line {n} begins with too many list or quote marks."),
		[MARKUP_TOO_MANY_ATTRIBUTES] =
		    N_("A tag in the text has too many attributes."),
		[MARKUP_TAG_TOO_LONG] = N_("A tag in the text is too long."),
		[MARKUP_TOO_DEEP] =
		    N_("Lists, quotes or tags in the text are nested too "
		       "deeply."),
		[MARKUP_TOO_MUCH] =
		    N_("The text takes too long to process or is too complex. "
		       "Please simplify it, or divide it into several."),
	};

	return msg_n(fault < N_MARKUP_FAULTS ? texts[fault] : NULL, n);
}
