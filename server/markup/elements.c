/* The table of elements. */
#include "markup/elements.h"

#include <stdlib.h>
#include <string.h>

#define BIT(name) (1u << ATTRIBUTE_##name)
#define COMMON	  (BIT(DIR) | BIT(ID) | BIT(LANG) | BIT(TITLE))
#define CELL	  (COMMON | BIT(ALIGN) | BIT(COLSPAN) | BIT(ROWSPAN))

#define DROPPED(name)                                                          \
	{                                                                      \
		name, ELEMENT_DROPPED, 0, 0, 0, NULL                           \
	}
#define UNWRAPPED(name)                                                        \
	{                                                                      \
		name, ELEMENT_UNWRAPPED, 0, 0, 0, NULL                         \
	}
#define BREAK(name)                                                            \
	{                                                                      \
		name, ELEMENT_BREAK, 0, 0, 0, NULL                             \
	}
#define ALIAS(name, other)                                                     \
	{                                                                      \
		name, ELEMENT_KEPT, 0, 0, 0, other                             \
	}
#define KEPT(name, home, holds, attributes)                                    \
	{                                                                      \
		name, ELEMENT_KEPT, CONTENT_##home, CONTENT_##holds,           \
		    attributes, NULL                                           \
	}
#define INLINE(name) KEPT(name, PHRASING, PHRASING, COMMON)

/* In the order of strcmp. */
static const struct element elements[] = {
	KEPT("a", PHRASING, PHRASING, COMMON | BIT(HREF)),
	INLINE("abbr"),
	ALIAS("acronym", "abbr"),
	BREAK("address"),
	DROPPED("applet"),
	DROPPED("area"),
	BREAK("article"),
	BREAK("aside"),
	DROPPED("audio"),
	INLINE("b"),
	DROPPED("base"),
	DROPPED("basefont"),
	INLINE("bdi"),
	INLINE("bdo"),
	DROPPED("bgsound"),
	UNWRAPPED("big"),
	UNWRAPPED("blink"),
	KEPT("blockquote", FLOW, FLOW, COMMON),
	UNWRAPPED("body"),
	KEPT("br", PHRASING, NONE, 0),
	UNWRAPPED("button"),
	DROPPED("canvas"),
	KEPT("caption", TABLE, FLOW, COMMON),
	BREAK("center"),
	INLINE("cite"),
	KEPT("code", PHRASING, PHRASING, COMMON | BIT(CLASS)),
	DROPPED("col"),
	UNWRAPPED("colgroup"),
	UNWRAPPED("data"),
	DROPPED("datalist"),
	KEPT("dd", TERMS, FLOW, COMMON),
	INLINE("del"),
	BREAK("details"),
	INLINE("dfn"),
	BREAK("dialog"),
	ALIAS("dir", "ul"),
	KEPT("div", FLOW, FLOW, COMMON | BIT(ALIGN)),
	KEPT("dl", FLOW, TERMS, COMMON),
	KEPT("dt", TERMS, PHRASING, COMMON),
	INLINE("em"),
	DROPPED("embed"),
	BREAK("fieldset"),
	KEPT("figcaption", FLOW, FLOW, COMMON),
	KEPT("figure", FLOW, FLOW, COMMON),
	UNWRAPPED("font"),
	BREAK("footer"),
	BREAK("form"),
	DROPPED("frame"),
	DROPPED("frameset"),
	KEPT("h1", FLOW, PHRASING, COMMON | BIT(ALIGN)),
	KEPT("h2", FLOW, PHRASING, COMMON | BIT(ALIGN)),
	KEPT("h3", FLOW, PHRASING, COMMON | BIT(ALIGN)),
	KEPT("h4", FLOW, PHRASING, COMMON | BIT(ALIGN)),
	KEPT("h5", FLOW, PHRASING, COMMON | BIT(ALIGN)),
	KEPT("h6", FLOW, PHRASING, COMMON | BIT(ALIGN)),
	UNWRAPPED("head"),
	BREAK("header"),
	BREAK("hgroup"),
	KEPT("hr", FLOW, NONE, 0),
	UNWRAPPED("html"),
	INLINE("i"),
	DROPPED("iframe"),
	KEPT("img", PHRASING, NONE,
	    COMMON | BIT(ALT) | BIT(SRC) | BIT(WIDTH) | BIT(HEIGHT)),
	DROPPED("input"),
	INLINE("ins"),
	DROPPED("isindex"),
	INLINE("kbd"),
	DROPPED("keygen"),
	UNWRAPPED("label"),
	BREAK("legend"),
	KEPT("li", LIST, FLOW, COMMON | BIT(VALUE)),
	DROPPED("link"),
	ALIAS("listing", "pre"),
	BREAK("main"),
	DROPPED("map"),
	INLINE("mark"),
	BREAK("marquee"),
	DROPPED("math"),
	ALIAS("menu", "ul"),
	DROPPED("meta"),
	DROPPED("meter"),
	BREAK("nav"),
	UNWRAPPED("nobr"),
	DROPPED("noembed"),
	DROPPED("noframes"),
	DROPPED("noscript"),
	DROPPED("object"),
	KEPT("ol", FLOW, LIST, COMMON | BIT(START) | BIT(TYPE) | BIT(REVERSED)),
	DROPPED("optgroup"),
	DROPPED("option"),
	UNWRAPPED("output"),
	KEPT("p", FLOW, PHRASING, COMMON | BIT(ALIGN)),
	DROPPED("param"),
	UNWRAPPED("picture"),
	ALIAS("plaintext", "pre"),
	KEPT("pre", FLOW, PHRASING, COMMON),
	DROPPED("progress"),
	INLINE("q"),
	UNWRAPPED("rb"),
	UNWRAPPED("rp"),
	UNWRAPPED("rt"),
	UNWRAPPED("rtc"),
	UNWRAPPED("ruby"),
	INLINE("s"),
	INLINE("samp"),
	DROPPED("script"),
	BREAK("search"),
	BREAK("section"),
	DROPPED("select"),
	UNWRAPPED("slot"),
	INLINE("small"),
	DROPPED("source"),
	INLINE("span"),
	ALIAS("strike", "s"),
	INLINE("strong"),
	DROPPED("style"),
	INLINE("sub"),
	BREAK("summary"),
	INLINE("sup"),
	DROPPED("svg"),
	KEPT("table", FLOW, TABLE, COMMON),
	KEPT("tbody", TABLE, ROWS, COMMON),
	KEPT("td", CELLS, FLOW, CELL),
	DROPPED("template"),
	DROPPED("textarea"),
	KEPT("tfoot", TABLE, ROWS, COMMON),
	KEPT("th", CELLS, FLOW, CELL | BIT(SCOPE)),
	KEPT("thead", TABLE, ROWS, COMMON),
	KEPT("time", PHRASING, PHRASING, COMMON | BIT(DATETIME)),
	DROPPED("title"),
	KEPT("tr", ROWS, CELLS, COMMON),
	DROPPED("track"),
	ALIAS("tt", "code"),
	INLINE("u"),
	KEPT("ul", FLOW, LIST, COMMON),
	INLINE("var"),
	DROPPED("video"),
	KEPT("wbr", PHRASING, NONE, 0),
	ALIAS("xmp", "pre"),
};

static int
by_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct element *)row)->name);
}

static const struct element *
find(const char *name)
{
	return bsearch(
	    name, elements, COUNT(elements), sizeof(elements[0]), by_name);
}

const struct element *
element_find(struct str name)
{
	char lower[16];

	if (name.len == 0 || name.len >= sizeof(lower))
		return NULL;
	for (size_t i = 0; i < name.len; i++) {
		const char c = name.ptr[i];

		lower[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	lower[name.len] = '\0';
	const struct element *e = find(lower);

	return e != NULL && e->as != NULL ? find(e->as) : e;
}

bool
content_accepts(enum content holds, enum content home)
{
	return holds == home ||
	       (holds == CONTENT_FLOW && home == CONTENT_PHRASING) ||
	       (holds == CONTENT_TABLE && home == CONTENT_ROWS);
}

bool
element_is_mute(const struct element *e)
{
	return strcmp(e->name, "a") == 0 || strcmp(e->name, "bdo") == 0 ||
	       strcmp(e->name, "span") == 0;
}
