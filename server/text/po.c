/*
 * The reader of .po files goes by lines: each is a comment, a keyword with a
 * string, or a further string for the keyword before it.
 */
#include "text/po_impl.h"

#include <string.h>

#include "base/utf8.h"

#define MAX_FAULTS 20

enum keyword {
	KEYWORD_NONE,
	KEYWORD_CONTEXT,
	KEYWORD_ID,
	KEYWORD_PLURAL,
	KEYWORD_TEXT,
};

/* Longer ones before those that they begin with. */
static const struct {
	struct str name;
	enum keyword keyword;
} keywords[] = {
	{ STR_INIT("msgctxt"), KEYWORD_CONTEXT },
	{ STR_INIT("msgid_plural"), KEYWORD_PLURAL },
	{ STR_INIT("msgid"), KEYWORD_ID },
	{ STR_INIT("msgstr"), KEYWORD_TEXT },
};

struct reader {
	struct arena *arena;
	struct po_file *po;
	int line, faults;
	size_t room; /* for entries */
	bool fuzzy; /* the next entry is */
	enum keyword last;
	struct po_entry entry; /* being put together */
	struct buf string; /* of the last keyword */
};

void
po_complain(struct po_file *po, int line, const char *what)
{
	buf_fmt(po->error, "%s:%d: %s\n", po->name, line, what);
	po->failed = true;
}

static void
complain(struct reader *r, const char *what)
{
	if (r->faults++ < MAX_FAULTS)
		po_complain(r->po, r->line, what);
}

/* The last keyword has all of its strings. */
static void
end_string(struct reader *r)
{
	struct po_entry *e = &r->entry;
	const struct str text = arena_str(r->arena, buf_view(&r->string));

	switch (r->last) {
	case KEYWORD_ID:
		e->id = text;
		break;
	case KEYWORD_PLURAL:
		e->plural_id = text;
		break;
	case KEYWORD_TEXT:
		e->forms[e->n_forms++] = text;
		break;
	case KEYWORD_CONTEXT:
	case KEYWORD_NONE:
		break;
	}
	buf_reset(&r->string);
}

static void
keep(struct reader *r)
{
	struct po_file *po = r->po;

	if (po->n_entries == r->room) {
		r->room = r->room == 0 ? 64 : r->room * 2;
		struct po_entry *more =
		    ARENA_ARRAY(r->arena, struct po_entry, r->room);

		if (po->n_entries > 0)
			memcpy(
			    more, po->entries, po->n_entries * sizeof(*more));
		po->entries = more;
	}
	po->entries[po->n_entries++] = r->entry;
}

static void
end_entry(struct reader *r)
{
	end_string(r);
	if (r->last == KEYWORD_TEXT)
		keep(r);
	else if (r->last != KEYWORD_NONE)
		complain(r, "the message before this line has no msgstr");
	r->entry = (struct po_entry){ 0 };
	r->last = KEYWORD_NONE;
}

static char
unescape(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case '"':
	case '\\':
		return c;
	default:
		return '\0';
	}
}

/* A backslash and what it stands for. */
static bool
read_escape(struct reader *r, struct str *rest)
{
	const char c = rest->len > 1 ? unescape(rest->ptr[1]) : '\0';

	if (rest->ptr[0] == '"')
		complain(r, "a double quote needs a backslash");
	else if (c == '\0')
		complain(r, "this escape is not known");
	if (rest->ptr[0] == '"' || c == '\0')
		return false;
	buf_char(&r->string, c);
	*rest = str_slice(*rest, 2, rest->len);
	return true;
}

/* "…", and nothing behind it. */
static void
read_string(struct reader *r, struct str s)
{
	size_t run;

	if (s.len < 2 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"') {
		complain(r, "a string in double quotes is expected");
		return;
	}
	s = str_slice(s, 1, s.len - 1);
	do {
		for (run = 0; run < s.len; run++)
			if (s.ptr[run] == '"' || s.ptr[run] == '\\')
				break;
		buf_bytes(&r->string, s.ptr, run);
		s = str_slice(s, run, s.len);
	} while (s.len > 0 && read_escape(r, &s));
}

/* "msgstr" for a message without plural, "msgstr[0]", "msgstr[1]" … else. */
static void
begin_text(struct reader *r, struct str *rest)
{
	struct po_entry *e = &r->entry;
	const bool plural = e->plural_id.ptr != NULL;
	char index[] = "[0]";

	index[1] = (char)('0' + e->n_forms);
	if (e->n_forms == 0)
		e->forms = ARENA_ARRAY(r->arena, struct str, PO_MAX_FORMS);
	if (plural && str_starts(*rest, str_from(index)) &&
	    e->n_forms < PO_MAX_FORMS)
		*rest = str_slice(*rest, 3, rest->len);
	else if (plural || e->n_forms > 0 || str_starts(*rest, STR("[")))
		complain(r, "this msgstr is not the one that is expected");
	/* Of those that are too many the last is overwritten. */
	if (e->n_forms == PO_MAX_FORMS)
		e->n_forms--;
}

static void
begin_keyword(struct reader *r, enum keyword keyword, struct str *rest)
{
	end_string(r);
	switch (keyword) {
	case KEYWORD_CONTEXT:
		complain(r, "msgctxt is not supported");
		break;
	case KEYWORD_ID:
		r->entry.line = r->line;
		r->entry.fuzzy = r->fuzzy;
		r->fuzzy = false;
		break;
	case KEYWORD_PLURAL:
		if (r->last != KEYWORD_ID)
			complain(r, "msgid_plural belongs behind a msgid");
		break;
	case KEYWORD_TEXT:
		if (r->last == KEYWORD_NONE || r->last == KEYWORD_CONTEXT)
			complain(r, "msgstr belongs behind a msgid");
		begin_text(r, rest);
		break;
	case KEYWORD_NONE:
		break;
	}
	r->last = keyword;
}

static void
read_keyword(struct reader *r, struct str line)
{
	for (size_t i = 0; i < COUNT(keywords); i++) {
		const enum keyword keyword = keywords[i].keyword;
		struct str rest;

		if (!str_starts(line, keywords[i].name))
			continue;
		rest = str_slice(line, keywords[i].name.len, line.len);
		/* A context or an id begins the next entry. */
		if (keyword == KEYWORD_CONTEXT ||
		    (keyword == KEYWORD_ID && r->last != KEYWORD_CONTEXT))
			end_entry(r);
		begin_keyword(r, keyword, &rest);
		read_string(r, str_trim(rest));
		return;
	}
	complain(r, "this line is not understood");
}

/* "#, fuzzy, c-format"; of an obsolete entry ("#~") nothing is read. */
static void
read_comment(struct reader *r, struct str line)
{
	struct str flag, flags = str_slice(line, 2, line.len);

	if (r->last != KEYWORD_NONE)
		end_entry(r);
	if (str_starts(line, STR("#~")))
		r->fuzzy = false;
	if (!str_starts(line, STR("#,")))
		return;
	while (flags.len > 0) {
		str_cut(flags, ',', &flag, &flags);
		r->fuzzy |= str_is(str_trim(flag), "fuzzy");
	}
}

static void
read_line(struct reader *r, struct str line)
{
	if (line.len == 0)
		return;
	if (line.ptr[0] == '#')
		read_comment(r, line);
	else if (line.ptr[0] != '"')
		read_keyword(r, line);
	else if (r->last == KEYWORD_NONE)
		complain(r, "this string belongs to no message");
	else
		read_string(r, line);
}

bool
po_read(struct arena *a, struct po_file *po, struct str text)
{
	struct reader r = { .arena = a, .po = po };
	struct str line;

	while (text.len > 0) {
		r.line++;
		str_cut(text, '\n', &line, &text);
		if (utf8_is_clean(line, true))
			read_line(&r, str_trim(line));
		else
			complain(&r, "this line is not text in UTF-8");
	}
	end_entry(&r);
	buf_release(&r.string);
	return !po->failed;
}

struct str
po_header_field(struct str header, struct str name)
{
	struct str line, key, value;

	while (header.len > 0) {
		str_cut(header, '\n', &line, &header);
		if (str_cut(line, ':', &key, &value) &&
		    str_eq_nocase(str_trim(key), name))
			return str_trim(value);
	}
	return (struct str){ NULL, 0 };
}
