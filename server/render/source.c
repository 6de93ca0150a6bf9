/* Template files: found, read, parsed, linked. */
#include "render/source_impl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/embedded.h"
#include "base/utf8.h"

#define MAX_FILE_BYTES (1 << 20)

static enum format
format_of(struct str name)
{
	if (str_ends(name, STR(".html")))
		return FORMAT_HTML;
	return str_ends(name, STR(".xml")) ? FORMAT_XML : FORMAT_TEXT;
}

/* The whole of an open file; absent, with a fault told, if it cannot be. */
static struct str
read_all(struct sources *s, const char *path, FILE *in)
{
	struct stat st;

	if (fstat(fileno(in), &st) == 0 && st.st_size < MAX_FILE_BYTES) {
		const size_t size = (size_t)st.st_size;
		char *bytes = arena_alloc(s->arena, size + 1);

		if (fread(bytes, 1, size + 1, in) == size)
			return (struct str){ bytes, size };
	}
	fault(s->faults, (struct place){ path, 0 },
	    "cannot be read, or is larger than 1 MB");
	return (struct str){ NULL, 0 };
}

/* False: the override folder has no such file. */
static bool
read_override(struct sources *s, struct source *src, struct str *text)
{
	const char *path = arena_fmt(s->arena, "%s/%s", s->dir, src->name).ptr;
	FILE *in = fopen(path, "rb");

	if (in == NULL && errno == ENOENT)
		return false;
	src->label = path;
	if (in == NULL) {
		fault(s->faults, (struct place){ path, 0 }, "%s",
		    strerror(errno));
		return true;
	}
	*text = read_all(s, path, in);
	fclose(in);
	return true;
}

static bool
read_embedded(struct sources *s, struct source *src, struct str *text)
{
	src->label = arena_fmt(s->arena, "templates/%s", src->name).ptr;
	for (size_t i = 0; i < s->n_files; i++) {
		if (strcmp(s->files[i].path, src->label) != 0)
			continue;
		*text = (struct str){ s->files[i].bytes, s->files[i].len };
		return true;
	}
	return false;
}

/* True and cut off when the text begins with it, in any case. */
static bool
skip_prolog(struct str *text, struct str prolog)
{
	if (!str_eq_nocase(str_slice(*text, 0, prolog.len), prolog))
		return false;
	*text = str_slice(*text, prolog.len, text->len);
	return true;
}

static void
parse_source(struct sources *s, struct source *src, struct str text)
{
	struct parse p = { .arena = s->arena,
		.faults = s->faults,
		.file = src->label,
		.first_line = 1,
		.format = src->format,
		.is_fragment = src->is_partial };
	size_t end;

	if (!utf8_valid(text) || memchr(text.ptr, '\0', text.len) != NULL) {
		fault(s->faults, (struct place){ src->label, 0 },
		    "is not valid UTF-8");
		return;
	}
	/* The renderer writes both itself. */
	if (src->format == FORMAT_XML && str_starts(text, STR("<?xml ")) &&
	    str_find(text, STR("?>"), &end))
		text = str_slice(text, end + 2, text.len);
	else if (src->format == FORMAT_HTML)
		skip_prolog(&text, STR("<!doctype html>"));
	parse_count_tags(&p, text);
	src->first = src->format == FORMAT_TEXT ? plain_parse(&p, text)
						: xml_parse(&p, text);
}

static void
link_partial(struct sources *s, enum format format, struct node *n)
{
	static const char *const endings[] = {
		[FORMAT_HTML] = "html",
		[FORMAT_XML] = "xml",
		[FORMAT_TEXT] = "txt",
	};
	const struct str name = arena_fmt(s->arena, "partials/" STR_FMT ".%s",
	    STR_ARG(n->name), endings[format]);

	n->partial = source_find(s, name, n->at);
	n->is_inline = true;
	if (n->partial->link == LINK_BUSY) {
		fault(
		    s->faults, n->at, "%s includes itself", n->partial->label);
		n->partial = NULL;
		return;
	}
	for (const struct node *c = n->partial->first; c != NULL; c = c->next)
		n->is_inline = n->is_inline && c->is_inline;
}

static bool
all_inline(const struct node *first)
{
	for (; first != NULL; first = first->next) {
		if (!first->is_inline)
			return false;
	}
	return true;
}

static bool
element_is_inline(enum format format, const struct node *n)
{
	return format == FORMAT_HTML &&
	       (n->element->flags & (ELEMENT_BLOCK | ELEMENT_BOX)) == 0 &&
	       all_inline(n->first);
}

static void
link_node(struct sources *s, enum format format, struct node *n)
{
	for (struct attr *a = n->attrs; a != NULL; a = a->next)
		source_link(s, format, a->value);
	source_link(s, format, n->first);
	switch (n->kind) {
	case NODE_TEXT:
		n->is_inline = !n->is_gap;
		break;
	case NODE_FIELD:
		n->is_inline = true;
		break;
	case NODE_SECTION:
	case NODE_FORM:
		n->is_inline = all_inline(n->first);
		break;
	case NODE_PLURAL:
		n->is_inline = false;
		break;
	case NODE_PARTIAL:
		link_partial(s, format, n);
		break;
	case NODE_ELEMENT:
		n->is_inline = element_is_inline(format, n);
		break;
	}
}

void
source_link(struct sources *s, enum format format, struct node *first)
{
	for (struct node *n = first; n != NULL; n = n->next)
		link_node(s, format, n);
}

static struct source *
add_source(struct sources *s, struct str name, struct place from)
{
	struct source *src = ARENA_NEW(s->arena, struct source);
	struct str text = { NULL, 0 };

	src->name = arena_cstr(s->arena, name);
	src->format = format_of(name);
	src->is_partial = str_starts(name, STR("partials/"));
	src->next = s->list;
	s->list = src;
	src->link = LINK_BUSY;
	if ((s->dir == NULL || !read_override(s, src, &text)) &&
	    !read_embedded(s, src, &text))
		fault(s->faults, from, "there is no template %s", src->name);
	else if (text.ptr != NULL)
		parse_source(s, src, text);
	source_link(s, src->format, src->first);
	if (src->format != FORMAT_TEXT)
		space_trim(s->arena, src->first);
	src->link = LINK_DONE;
	return src;
}

struct source *
source_find(struct sources *s, struct str name, struct place from)
{
	for (struct source *src = s->list; src != NULL; src = src->next) {
		if (str_is(name, src->name))
			return src;
	}
	return add_source(s, name, from);
}
