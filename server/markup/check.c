/* Proves that bytes are canonical markup. */
#include "markup/check.h"

#include <string.h>

#include "base/utf8.h"
#include "markup/writer.h"

struct check {
	struct str rest;
	const struct element *open[COUNT(((struct writer *)0)->open)];
	size_t n_open;
	struct buf value, clean;
};

static const struct {
	struct str text;
	char stands_for;
} references[] = {
	{ STR_INIT("&amp;"), '&' },
	{ STR_INIT("&lt;"), '<' },
	{ STR_INIT("&gt;"), '>' },
	{ STR_INIT("&quot;"), '"' },
	{ STR_INIT("&#39;"), '\'' },
	{ STR_INIT("&#9;"), '\t' },
	{ STR_INIT("&#10;"), '\n' },
};

/* In text the last two are characters, in values these references. */
#define N_TEXT_REFERENCES (COUNT(references) - 2)

static bool
take(struct check *c, struct str literal)
{
	if (!str_starts(c->rest, literal))
		return false;
	c->rest = str_slice(c->rest, literal.len, c->rest.len);
	return true;
}

/* As many characters as stand for themselves. */
static struct str
take_plain(struct check *c)
{
	static const bool special[256] = {
		['&'] = true,
		['<'] = true,
		['>'] = true,
		['"'] = true,
		['\''] = true,
	};
	size_t n = 0;

	while (n < c->rest.len && !special[(unsigned char)c->rest.ptr[n]])
		n++;
	const struct str plain = str_slice(c->rest, 0, n);

	c->rest = str_slice(c->rest, n, c->rest.len);
	return plain;
}

/* A reference; what it stands for goes to c->value. */
static bool
take_reference(struct check *c, size_t n_references)
{
	for (size_t i = 0; i < n_references; i++) {
		if (!take(c, references[i].text))
			continue;
		buf_bytes(&c->value, &references[i].stands_for, 1);
		return true;
	}
	return false;
}

static enum content
holds(const struct check *c)
{
	return c->n_open > 0 ? c->open[c->n_open - 1]->holds : CONTENT_FLOW;
}

/* Words at the top stand in a paragraph; in lists and tables are none. */
static bool
may_have_words(const struct check *c)
{
	return c->n_open > 0 && content_accepts(holds(c), CONTENT_PHRASING);
}

static bool
check_text(struct check *c)
{
	if (c->n_open == 0)
		return take(c, STR("\n"));
	if (!may_have_words(c))
		return false;
	while (c->rest.len > 0 && c->rest.ptr[0] != '<') {
		buf_reset(&c->value);
		if (!text_is_clean(take_plain(c)))
			return false;
		if (c->rest.len > 0 && c->rest.ptr[0] != '<' &&
		    !take_reference(c, N_TEXT_REFERENCES))
			return false;
	}
	return true;
}

static struct str
take_name(struct check *c)
{
	size_t n = 0;

	while (n < c->rest.len &&
	       ((c->rest.ptr[n] >= 'a' && c->rest.ptr[n] <= 'z') ||
		   (c->rest.ptr[n] >= '0' && c->rest.ptr[n] <= '9')))
		n++;
	const struct str name = str_slice(c->rest, 0, n);

	c->rest = str_slice(c->rest, n, c->rest.len);
	return name;
}

static bool
take_value(struct check *c)
{
	buf_reset(&c->value);
	if (!take(c, STR("=\"")))
		return false;
	while (c->rest.len > 0 && c->rest.ptr[0] != '"') {
		const struct str plain = take_plain(c);

		if (plain.len > 0 &&
		    (memchr(plain.ptr, '\t', plain.len) != NULL ||
			memchr(plain.ptr, '\n', plain.len) != NULL))
			return false;
		buf_bytes(&c->value, plain.ptr, plain.len);
		if (c->rest.len > 0 && c->rest.ptr[0] != '"' &&
		    !take_reference(c, COUNT(references)))
			return false;
	}
	return take(c, STR("\""));
}

/* Its value is what its cleaner makes of it. */
static bool
check_attribute(struct check *c, const struct element *e, unsigned *seen)
{
	const struct str name = take_name(c);
	enum attribute which;

	if (!attribute_find(name, &which) ||
	    !str_is(name, attribute_name(which)) ||
	    (e->attributes & (1u << which)) == 0 ||
	    (*seen & (1u << which)) != 0 || !take_value(c))
		return false;
	*seen |= 1u << which;
	buf_reset(&c->clean);
	if (!attribute_clean(which, buf_view(&c->value), &c->clean) ||
	    !str_eq(buf_view(&c->value), buf_view(&c->clean)))
		return false;
	if (which == ATTRIBUTE_SRC)
		return url_is_image(buf_view(&c->value));
	return which != ATTRIBUTE_HREF || take(c, STR(" rel=\"" LINK_REL "\""));
}

/* Neither h1, which is the page's own, nor a link in a link. */
static bool
may_stand(const struct check *c, const struct element *e)
{
	if (e->fate != ELEMENT_KEPT || !content_accepts(holds(c), e->home) ||
	    (c->n_open == 0 && e->home == CONTENT_PHRASING) ||
	    strcmp(e->name, "h1") == 0)
		return false;
	if (strcmp(e->name, "a") != 0)
		return true;
	for (size_t i = c->n_open; i > 0; i--) {
		if (c->open[i - 1] == e)
			return false;
		if (element_isolates(c->open[i - 1]))
			break;
	}
	return true;
}

static bool
check_start(struct check *c)
{
	const struct str name = take_name(c);
	const struct element *e = element_find(name);
	unsigned seen = 0;

	/* The name itself, not one that is written otherwise. */
	if (e == NULL || !str_is(name, e->name) || !may_stand(c, e))
		return false;
	while (take(c, STR(" "))) {
		if (!check_attribute(c, e, &seen))
			return false;
	}
	if (!take(c, STR(">")))
		return false;
	if (e->holds == CONTENT_NONE)
		return true;
	if (c->n_open == COUNT(c->open))
		return false;
	c->open[c->n_open++] = e;
	return true;
}

static bool
check_end(struct check *c)
{
	const struct str name = take_name(c);

	return c->n_open > 0 && str_is(name, c->open[--c->n_open]->name) &&
	       take(c, STR(">"));
}

bool
markup_is_canonical(struct str markup)
{
	struct check c = { .rest = markup };
	bool fine = utf8_valid(markup);

	while (fine && c.rest.len > 0) {
		if (take(&c, STR("</")))
			fine = check_end(&c);
		else if (take(&c, STR("<")))
			fine = check_start(&c);
		else
			fine = check_text(&c);
	}
	buf_release(&c.value);
	buf_release(&c.clean);
	return fine && c.n_open == 0;
}
