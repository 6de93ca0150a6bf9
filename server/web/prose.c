/* What a member typed: markup by a scribe, tags out of a line. */
#include "web/prose.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "http/form.h"
#include "http/request.h"
#include "scribe/scribe.h"
#include "text/name.h"
#include "text/slug.h"

#define MAX_TAGS      20
#define TAG_MAX_CHARS 60

bool
prose_render(struct req *r, struct form *form, struct prose *p)
{
	struct scribe_answer answer;
	const struct scribe_job job = {
		.kind = p->kind == PROSE_HTML ? SCRIBE_HTML : SCRIBE_MARKDOWN,
		.source = p->source,
		.comment = p->kind == PROSE_COMMENT,
	};

	switch (scribe_run(r->task, &job, &answer)) {
	case SCRIBE_OK:
		p->html = answer.html;
		p->excerpt = answer.excerpt;
		p->version = answer.version;
		return true;
	case SCRIBE_REFUSED:
		form_error(form, p->field, answer.why);
		return false;
	case SCRIBE_AWAY:
		break;
	}
	form_error(form, NULL,
	    msg(N_("Many texts are being written at this moment. Nothing was "
		   "saved yet; please send it again.")));
	return false;
}

static bool
has_key(const struct tag_list *list, struct str key)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->keys[i], key))
			return true;
	return false;
}

/* A tag is one segment of an address. */
static struct str
without_slashes(struct req *r, struct str tag)
{
	char *out = arena_cstr(r->arena, tag);

	for (size_t i = 0; i < tag.len; i++)
		if (out[i] == '/')
			out[i] = '-';
	return (struct str){ out, tag.len };
}

/* False when the tag is too long. */
static bool
add_tag(struct req *r, struct str text, struct tag_list *list)
{
	struct str tag, key;

	text = str_trim(text);
	if (str_starts(text, STR("#")))
		text = str_slice(text, 1, text.len);
	if (!name_clean(r->arena, text, &tag))
		return true;
	if (utf8_count(tag) > TAG_MAX_CHARS)
		return false;
	tag = without_slashes(r, tag);
	key = slug_key(r->arena, tag);
	if (key.len == 0 || has_key(list, key))
		return true;
	list->tags[list->n] = tag;
	list->keys[list->n++] = key;
	return true;
}

bool
prose_tags(struct req *r, struct str line, struct form *form, const char *field,
    struct tag_list *out)
{
	struct str rest = line, tag;

	out->tags = ARENA_ARRAY(r->arena, struct str, MAX_TAGS + 1);
	out->keys = ARENA_ARRAY(r->arena, struct str, MAX_TAGS + 1);
	out->n = 0;
	while (rest.len > 0 && out->n <= MAX_TAGS) {
		str_cut(rest, ',', &tag, &rest);
		if (!add_tag(r, tag, out)) {
			form_error(form, field,
			    msg_n(
				N_("A tag has at most "
				   "{n} characters. Put commas between tags."),
				TAG_MAX_CHARS));
			return false;
		}
	}
	if (out->n <= MAX_TAGS)
		return true;
	form_error(
	    form, field, msg_n(N_("At most {n} tags, please."), MAX_TAGS));
	return false;
}

struct str
prose_tags_line(struct req *r, const struct str *tags, size_t n)
{
	struct buf line;

	buf_init(&line, 0);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_lit(&line, ", ");
		buf_str(&line, tags[i]);
	}
	return buf_take(&line, r->arena);
}
