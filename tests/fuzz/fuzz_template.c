/*
 * Templates: the first byte chooses what the rest is. Whatever is accepted is
 * rendered with text that tries to break out, and what comes out is looked at.
 */
#include <libxml/parser.h>
#include <string.h>

#include "../unit/render/sample.h"
#include "check.h"

#define ATTACK "<attack x='\"&]]>"

static void
check_xml(struct str page)
{
	struct buf all = { 0 };

	buf_lit(&all, "<a>");
	buf_str(&all, str_slice(page,
			  sizeof("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
			  page.len));
	buf_lit(&all, "</a>");
	xmlDoc *doc = xmlReadMemory(all.ptr, (int)all.len, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	CHECK(doc != NULL);
	xmlFreeDoc(doc);
	buf_release(&all);
}

/* A catalogue whose one translation is the input. */
static bool
add_translation(struct sample_set *set, struct str text)
{
	struct buf po = { 0 }, error = { 0 };

	buf_lit(&po,
	    "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\""
	    "\n\nmsgid \"A {{text}} <b>{{#yes}}x{{/yes}}</b>\"\nmsgstr \"");
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buf_lit(&po, "\\");
		buf_char(&po, text.ptr[i]);
	}
	buf_lit(&po, "\"\n");
	const bool good =
	    catalogues_add(set->cats, "x.po", STR("fr"), buf_view(&po), &error);
	buf_release(&po);
	buf_release(&error);
	return good;
}

/* What makes tags and ends attributes. */
static size_t
count_markup(struct str page)
{
	size_t n = 0;

	for (size_t i = 0; i < page.len; i++)
		n += page.ptr[i] == '<' || page.ptr[i] == '"';
	return n;
}

/* The page with this text wherever a text goes. */
static void
render_with(struct templates *t, const struct lang *lang, struct arena *a,
    struct str text, struct buf *out)
{
	struct sample *data = sample_new(a);

	data->text = data->url = data->login = text;
	data->note = msg_arg("{n} {arg}", text);
	buf_init(out, 1 << 20);
	templates_render(t, 0, lang, data, out);
}

/*
 * What breaks out makes more markup than a harmless text does. To look for the
 * attack itself would not do: a template may have the very same words. Pages
 * that are cut off at the buffer's limit end at different places.
 */
static void
render(struct sample_set *set, struct arena *a, const char *code)
{
	struct str error = { NULL, 0 };
	struct templates *t = sample_load(set, a, &error);
	const struct lang *lang = lang_find(set->cats, str_from(code));
	struct buf out, harmless;

	if (t == NULL) {
		CHECK(error.len > 0);
		return;
	}
	render_with(t, lang, a, STR(ATTACK), &out);
	render_with(t, lang, a, STR("harmless"), &harmless);
	if (strcmp(set->file, "t.txt") != 0 && !out.failed && !harmless.failed)
		CHECK(count_markup(buf_view(&out)) ==
		      count_markup(buf_view(&harmless)));
	if (strcmp(set->file, "t.xml") == 0 && !out.failed)
		check_xml(buf_view(&out));
	buf_release(&out);
	buf_release(&harmless);
	templates_free(t);
}

/* The input is a template. */
static void
fuzz_file(const char *file, const char *text, struct arena *a)
{
	static struct catalogues *cats; /* one for all: making it takes long */
	struct sample_set set = { .file = file };

	if (cats == NULL)
		cats = catalogues_new();
	set.cats = cats;
	sample_file(&set, "templates/partials/a.html", "<b>{{text}}</b>");
	sample_file(&set, "templates/partials/a.xml", "<b>{{text}}</b>");
	sample_file(&set, "templates/partials/a.txt", "{{text}}");
	sample_file(&set, arena_fmt(a, "templates/%s", file).ptr, text);
	render(&set, a, "en");
}

/* The input is a translation. */
static void
fuzz_translation(const char *text, struct arena *a)
{
	struct sample_set set = { .file = "t.html", .cats = catalogues_new() };

	sample_file(&set, "templates/t.html",
	    "<p>A {{text}} <b>{{#yes}}x{{/yes}}</b></p>");
	if (add_translation(&set, str_from(text)))
		render(&set, a, "fr");
	catalogues_free(set.cats);
}

static void
fuzz(uint8_t kind, const char *text, struct arena *a)
{
	static const char *const files[] = { "t.html", "t.xml", "t.txt" };

	if (kind % 4 < 3)
		fuzz_file(files[kind % 4], text, a);
	else
		fuzz_translation(text, a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();

	if (size > 0)
		fuzz(data[0],
		    arena_cstr(
			a, (struct str){ (const char *)data + 1, size - 1 }),
		    a);
	arena_release(a);
	return 0;
}
