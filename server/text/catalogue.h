/*
 * Languages and their catalogues. English is the language of the source: its
 * texts are the ids of the messages and it needs no catalogue. Any other
 * language is one file CODE.po (GNU gettext), of which fuzzy and obsolete
 * entries and empty translations count as not there. Contexts (msgctxt) are
 * not used and refused.
 *
 * Catalogues are read once, by one thread, and constant from then on: any
 * thread may look things up. Everything found lives as long as they do.
 *
 *	struct catalogues *cats = catalogues_load(NULL, &error);
 *	const struct lang *th = lang_find(cats, STR("th"));
 *
 *	text_translate(th, STR("Log in"))	เข้าสู่ระบบ
 */
#ifndef TEXT_CATALOGUE_H
#define TEXT_CATALOGUE_H

#include "base/buf.h"
#include "base/msg.h"
#include "base/str.h"

struct catalogues;
struct locale;
struct plural_rule;
struct text_table;

struct lang {
	const char *code; /* as in HTML: "th", "pt-BR" */
	const char *name; /* in itself: "ไทย" */
	size_t index; /* dense, from 0 (English) */
	size_t n_plurals; /* forms of a plural message */

	/* text/'s own. */
	const struct locale *locale;
	const struct plural_rule *plural;
	struct text_table *table;
};

/*
 * Reads all *.po of a directory, or (dir NULL) those that the program carries
 * inside. NULL when one is wrong; `error` then says "FILE:LINE: what" for each
 * fault.
 */
MUST_CHECK
struct catalogues *catalogues_load(const char *dir, struct buf *error);

/*
 * English alone, and one more language from a .po file's text; for tests and
 * for catalogues_load. `file` is the name for messages. A language that is
 * there already gets the further entries.
 */
struct catalogues *catalogues_new(void);
MUST_CHECK
bool catalogues_add(struct catalogues *cats, const char *file, struct str code,
    struct str po_text, struct buf *error);
void catalogues_free(struct catalogues *cats);

/* English first, then by code. */
size_t catalogues_count(const struct catalogues *cats);
const struct lang *catalogues_at(const struct catalogues *cats, size_t i);

/* By its code, in any case; NULL when there is no such catalogue. */
const struct lang *lang_find(const struct catalogues *cats, struct str code);

/*
 * What a browser's Accept-Language asks for (RFC 9110 §12.5.4, matched by
 * RFC 4647 §3.4 lookup), or `fallback`. A broken header is read as far as it
 * makes sense.
 */
const struct lang *lang_best(const struct catalogues *cats,
    struct str accept_language, const struct lang *fallback);

/* Which of the language's n_plurals forms speaks of n things. */
size_t lang_plural_form(const struct lang *lang, int64_t n);

/* A translated message. */
struct text_entry {
	struct str id;
	struct str plural_id; /* absent: a message without plural */
	const struct str *forms; /* 1, or n_plurals of the language */
	size_t n_forms;
	const char *file; /* "templates/po/th.po" */
	int line; /* of its msgid; 0: unknown */
};

/* NULL when it is not translated. */
const struct text_entry *text_find(const struct lang *lang, struct str id);

/* All of a language, in no order. */
size_t text_count(const struct lang *lang);
const struct text_entry *text_at(const struct lang *lang, size_t i);

/* The translation, or the id itself. */
struct str text_translate(const struct lang *lang, struct str id);
struct str text_plural(const struct lang *lang, struct str singular_id,
    struct str plural_id, int64_t n);

/*
 * Writes a message translated, {n} and {arg} filled in; plain text, which is
 * still to be escaped for where it goes. A NULL id writes nothing.
 */
void msg_text(struct buf *b, const struct lang *lang, struct msg m);

#endif
