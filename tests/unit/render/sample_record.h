/*
 * A view with a field of every type, as sala-gen would write it. The names of
 * its values that are not there: empty, absent, zero, maybe, never, no,
 * silence, nobody, none.
 */
#ifndef TESTS_UNIT_RENDER_SAMPLE_RECORD_H
#define TESTS_UNIT_RENDER_SAMPLE_RECORD_H

#include "base/compiler.h"
#include "base/html.h"
#include "base/msg.h"
#include "base/record.h"

struct author {
	struct str name, login;
	bool is_admin;
	struct author *boss;
};

struct item {
	struct str title;
	int64_t n;
	struct author *author;
	struct str *tags;
	size_t n_tags;
};

struct sample_page {
	struct str site_title, lang, title;
	struct author *viewer;
};

struct sample {
	struct sample_page page;
	struct str text, empty, absent, url, login;
	struct html body;
	int64_t n, zero, one, maybe;
	bool has_maybe;
	int64_t time, never;
	bool has_never;
	bool yes, no;
	struct msg note, silence;
	struct author *author, *nobody;
	struct item *items;
	size_t n_items;
	struct item *none;
	size_t n_none;
	struct str *tags;
	size_t n_tags;
	struct str bytes;
};

#define AT(type, member) offsetof(struct type, member)

static const struct record author_record;
static const struct field author_fields[] = {
	{ "name", FIELD_TEXT, AT(author, name) },
	{ "login", FIELD_TEXT, AT(author, login) },
	{ "is_admin", FIELD_BOOL, AT(author, is_admin) },
	{ "boss", FIELD_RECORD, AT(author, boss), .record = &author_record },
};
static const struct record author_record = { "author", sizeof(struct author),
	author_fields, COUNT(author_fields) };

static const struct field item_fields[] = {
	{ "title", FIELD_TEXT, AT(item, title) },
	{ "n", FIELD_INT, AT(item, n) },
	{ "author", FIELD_RECORD, AT(item, author), .record = &author_record },
	{ "tags", FIELD_TEXTS, AT(item, tags), AT(item, n_tags) },
};
static const struct record item_record = { "item", sizeof(struct item),
	item_fields, COUNT(item_fields) };

static const struct field page_fields[] = {
	{ "site_title", FIELD_TEXT, AT(sample_page, site_title) },
	{ "lang", FIELD_TEXT, AT(sample_page, lang) },
	{ "title", FIELD_TEXT, AT(sample_page, title) },
	{ "viewer", FIELD_RECORD, AT(sample_page, viewer),
	    .record = &author_record },
};
static const struct record sample_page_record = { "page",
	sizeof(struct sample_page), page_fields, COUNT(page_fields) };

static const struct field sample_fields[] = {
	{ "text", FIELD_TEXT, AT(sample, text) },
	{ "empty", FIELD_TEXT, AT(sample, empty) },
	{ "absent", FIELD_TEXT, AT(sample, absent), .nullable = true },
	{ "url", FIELD_TEXT, AT(sample, url) },
	{ "login", FIELD_TEXT, AT(sample, login) },
	{ "body", FIELD_HTML, AT(sample, body) },
	{ "n", FIELD_INT, AT(sample, n) },
	{ "zero", FIELD_INT, AT(sample, zero) },
	{ "one", FIELD_INT, AT(sample, one) },
	{ "maybe", FIELD_INT, AT(sample, maybe), 0, AT(sample, has_maybe),
	    true },
	{ "time", FIELD_TIME, AT(sample, time) },
	{ "never", FIELD_TIME, AT(sample, never), 0, AT(sample, has_never),
	    true },
	{ "yes", FIELD_BOOL, AT(sample, yes) },
	{ "no", FIELD_BOOL, AT(sample, no) },
	{ "note", FIELD_MSG, AT(sample, note) },
	{ "silence", FIELD_MSG, AT(sample, silence) },
	{ "author", FIELD_RECORD, AT(sample, author),
	    .record = &author_record },
	{ "nobody", FIELD_RECORD, AT(sample, nobody),
	    .record = &author_record },
	{ "items", FIELD_LIST, AT(sample, items), AT(sample, n_items),
	    .record = &item_record },
	{ "none", FIELD_LIST, AT(sample, none), AT(sample, n_none),
	    .record = &item_record },
	{ "tags", FIELD_TEXTS, AT(sample, tags), AT(sample, n_tags) },
	{ "bytes", FIELD_BYTES, AT(sample, bytes) },
};
static const struct record sample_record = { "sample", sizeof(struct sample),
	sample_fields, COUNT(sample_fields) };

#endif
