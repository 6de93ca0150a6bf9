/* Catalogues, plurals, and messages as readers see them. */
#include "text/catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../tap.h"

#define HEADER                                                                 \
	"msgid \"\"\nmsgstr \"\"\n"                                            \
	"\"Content-Type: text/plain; charset=UTF-8\\n\"\n"                     \
	"\"Plural-Forms: "

static const char thai[] = HEADER "nplurals=1; plural=0;\\n\"\n"
				  "\n"
				  "msgid \"Log in\"\n"
				  "msgstr \"เข้าสู่ระบบ\"\n"
				  "\n"
				  "#, fuzzy\n"
				  "msgid \"Log out\"\n"
				  "msgstr \"ยังไม่แน่ใจ\"\n"
				  "\n"
				  "msgid \"Sign up\"\n"
				  "msgstr \"\"\n"
				  "\n"
				  "msgid \"At most {n} characters, {arg}.\"\n"
				  "msgstr \"{arg}: ไม่เกิน {n} ตัวอักษร {x}\"\n"
				  "\n"
				  "msgid \"{n} comment\"\n"
				  "msgid_plural \"{n} comments\"\n"
				  "msgstr[0] \"{n} ความเห็น\"\n"
				  "\n"
				  "#~ msgid \"Old\"\n"
				  "#~ msgstr \"เก่า\"\n";

static const char polish[] =
    HEADER "nplurals=3; plural=n==1 ? 0 : "
	   "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;\\n\"\n"
	   "msgid \"{n} post\"\n"
	   "msgid_plural \"{n} posts\"\n"
	   "msgstr[0] \"{n} wpis\"\n"
	   "msgstr[1] \"{n} wpisy\"\n"
	   "msgstr[2] \"{n} wpisów\"\n";

static struct buf b;

static struct str
said(const struct lang *lang, struct msg m)
{
	buf_reset(&b);
	msg_text(&b, lang, m);
	return buf_view(&b);
}

static void
translates(const struct catalogues *cats)
{
	const struct lang *th = lang_find(cats, STR("th"));
	const struct lang *en = lang_find(cats, STR("EN"));

	is_str(text_translate(th, STR("Log in")), "เข้าสู่ระบบ", "in Thai");
	is_str(text_translate(en, STR("Log in")), "Log in", "in English");
	is_str(text_translate(th, STR("Log out")), "Log out",
	    "a fuzzy one is none");
	is_str(text_translate(th, STR("Sign up")), "Sign up",
	    "an empty one is none");
	is_str(text_translate(th, STR("Old")), "Old", "an old one is none");
	is_int((long long)text_count(th), 3, "three are translated");
	is_int((long long)text_count(en), 0, "none into English");
	is_str(said(th, msg_arg(N_("Log in"), (struct str){ NULL, 0 })),
	    "เข้าสู่ระบบ", "a message");
	struct msg m = msg_n(N_("At most {n} characters, {arg}."), 65536);

	m.arg = STR("<ก>");
	is_str(said(th, m), "<ก>: ไม่เกิน 65,536 ตัวอักษร {x}",
	    "with number and text");
	is_str(
	    said(en, m), "At most 65,536 characters, <ก>.", "and untranslated");
	is_str(said(en, msg(NULL)), "", "a message that says nothing");
	is_str(said(en, msg("{n} {arg")), "0 {arg", "a brace left open");
}

static void
entries(const struct catalogues *cats)
{
	const struct lang *th = lang_find(cats, STR("th"));
	const struct text_entry *e = text_find(th, STR("{n} comment"));

	ok(e != NULL, "an entry is found");
	is_str(e->plural_id, "{n} comments", "with its plural");
	is_int((long long)e->n_forms, 1, "Thai has one form");
	is_int(e->line, 19, "the line is known");
	is_str(str_from(e->file), "th.po", "and the file");
	ok(text_find(th, STR("Log out")) == NULL, "a fuzzy one is not found");
	is_str(text_find(th, STR("Log in"))->plural_id, NULL, "no plural");
}

static void
plurals(const struct catalogues *cats)
{
	static const struct {
		int64_t n;
		const char *polish, *english;
	} cases[] = {
		{ 0, "{n} wpisów", "{n} posts" },
		{ 1, "{n} wpis", "{n} post" },
		{ 2, "{n} wpisy", "{n} posts" },
		{ 12, "{n} wpisów", "{n} posts" },
		{ 22, "{n} wpisy", "{n} posts" },
		{ 25, "{n} wpisów", "{n} posts" },
		{ -1, "{n} wpis", "{n} posts" },
	};
	const struct lang *en = lang_find(cats, STR("en"));
	const struct lang *pl = lang_find(cats, STR("pl"));
	const struct lang *th = lang_find(cats, STR("th"));

	for (size_t i = 0; i < COUNT(cases); i++) {
		is_str(text_plural(
			   pl, STR("{n} post"), STR("{n} posts"), cases[i].n),
		    cases[i].polish, "%d in Polish", (int)cases[i].n);
		is_str(text_plural(
			   en, STR("{n} post"), STR("{n} posts"), cases[i].n),
		    cases[i].english, "%d in English", (int)cases[i].n);
	}
	is_str(text_plural(th, STR("{n} comment"), STR("{n} comments"), 1),
	    "{n} ความเห็น", "one in Thai");
	is_int((long long)pl->n_plurals, 3, "Polish has three forms");
	is_int((long long)en->n_plurals, 2, "English has two");
	is_int((long long)lang_plural_form(en, 1), 0, "one is the first");
	is_int((long long)lang_plural_form(en, 0), 1, "none is the second");
}

static void
languages(const struct catalogues *cats)
{
	const struct lang *th = lang_find(cats, STR("th"));

	is_int((long long)catalogues_count(cats), 3, "three languages");
	for (size_t i = 0; i < 3; i++)
		ok(catalogues_at(cats, i)->index == i, "number %zu", i);
	is_str(str_from(catalogues_at(cats, 0)->code), "en", "English first");
	is_str(str_from(catalogues_at(cats, 2)->code), "th", "then by code");
	is_str(str_from(th->name), "ไทย", "Thai by its own name");
	is_str(str_from(lang_find(cats, STR("en"))->name), "English",
	    "English too");
	ok(lang_find(cats, STR("xx")) == NULL, "no such language");
}

static void
refused(const char *what, const char *po, const char *says)
{
	struct catalogues *cats = catalogues_new();
	size_t at;

	buf_reset(&b);
	ok(!catalogues_add(cats, "x.po", STR("x"), str_from(po), &b),
	    "refused: %s", what);
	if (!ok(str_find(buf_view(&b), str_from(says), &at), "and says %s",
		says))
		note("said: " STR_FMT, STR_ARG(buf_view(&b)));
	catalogues_free(cats);
}

static void
refuses(void)
{
	refused("rubbish", "msgid \"a\"\nmsgstr \"b\"\noops\n", "x.po:3: ");
	refused("two of one id",
	    "msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\nmsgstr \"c\"\n",
	    "x.po:4: this message is there already");
	refused("a context", "msgctxt \"c\"\nmsgid \"a\"\nmsgstr \"b\"\n",
	    "x.po:1: msgctxt");
	refused("no translation", "msgid \"a\"\n\nmsgid \"b\"\nmsgstr \"\"\n",
	    "x.po:3: the message before this line has no msgstr");
	refused("none at the end", "msgid \"a\"\n", "x.po:1: the message");
	refused("a translation of nothing", "msgstr \"a\"\n",
	    "x.po:1: msgstr belongs");
	refused("two translations", "msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"\n",
	    "x.po:3: this msgstr");
	refused("an index without plural", "msgid \"a\"\nmsgstr[0] \"b\"\n",
	    "x.po:2: this msgstr");
	refused("a plural without index",
	    "msgid \"a\"\nmsgid_plural \"b\"\nmsgstr \"c\"\n",
	    "x.po:3: this msgstr");
	refused("indices out of order",
	    "msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[1] \"c\"\n",
	    "x.po:3: this msgstr");
	refused("a plural of nothing", "msgid_plural \"b\"\nmsgstr[0] \"c\"\n",
	    "x.po:1: msgid_plural");
	refused("a string of nothing", "\"a\"\n", "x.po:1: this string");
	refused("an open string", "msgid \"a\n", "x.po:1: a string");
	refused("no string", "msgid\n", "x.po:1: a string");
	refused("a lone quote", "msgid \"\n", "x.po:1: a string");
	refused("a bare quote", "msgid \"a\"b\"\n", "x.po:1: a double");
	refused("an unknown escape", "msgid \"\\q\"\n", "x.po:1: this escape");
	refused("a rule that is none", HEADER "nplurals=2; plural=n=1;\\n\"\n",
	    "x.po:1: the header's Plural-Forms");
	refused("too few forms",
	    HEADER "nplurals=2; plural=n!=1;\\n\"\n"
		   "msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\n",
	    "x.po:5: the number of msgstr[]");
	refused("seven forms",
	    "msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\n"
	    "msgstr[1] \"c\"\nmsgstr[2] \"c\"\nmsgstr[3] \"c\"\n"
	    "msgstr[4] \"c\"\nmsgstr[5] \"c\"\nmsgstr[6] \"c\"\n"
	    "msgstr[7] \"c\"\n",
	    "x.po:9: this msgstr");
	refused("broken UTF-8", "msgid \"a\"\nmsgstr \"\xFF\"\n",
	    "x.po:2: this line");
	refused("another encoding",
	    "msgid \"\"\nmsgstr \"Content-Type: text/plain; "
	    "charset=TIS-620\\n\"\n",
	    "x.po:1: charset");
}

/* What gettext's own tools write. */
static void
understands(void)
{
	static const char po[] =
	    "# Translator\n#\n"
	    "#, fuzzy\nmsgid \"\"\nmsgstr \"\"\n\"Language: x\\n\"\n\n"
	    "#. for translators\n#: a.html:3 b.c:4\n"
	    "#, c-format\n#| msgid \"before\"\n"
	    "msgid \"\"\n\"two \"\n\"lines\\n\"\n"
	    "msgstr \"tab\\t quote\\\" back\\\\\"\r\n"
	    "#~ msgid \"gone\"\n#~ msgstr \"weg\"\n"
	    "#, no-wrap, fuzzy\nmsgid \"b\"\nmsgstr \"c\"\n"
	    "msgid \"d\"\nmsgstr \"e\"";
	struct catalogues *cats = catalogues_new();

	buf_reset(&b);
	if (!ok(catalogues_add(cats, "x.po", STR("x"), str_from(po), &b),
		"comments, flags, continued strings"))
		note(STR_FMT, STR_ARG(buf_view(&b)));
	const struct lang *x = lang_find(cats, STR("x"));

	is_str(text_translate(x, STR("two lines\n")), "tab\t quote\" back\\",
	    "strings are joined, escapes undone");
	is_str(text_translate(x, STR("gone")), "gone", "an old one");
	is_str(text_translate(x, STR("b")), "b", "fuzzy among other flags");
	is_str(text_translate(x, STR("d")), "e", "the next one is not fuzzy");
	is_int((long long)text_count(x), 2, "two messages");
	catalogues_free(cats);
}

static void
write_file(const char *dir, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *out = fopen(path, "w");

	fputs(text, out);
	fclose(out);
}

static void
from_a_directory(void)
{
	char dir[] = "/tmp/test_catalogue.XXXXXX", path[256];

	if (!ok(mkdtemp(dir) != NULL, "a directory"))
		return;
	write_file(dir, "th.po", thai);
	write_file(dir, "pt_BR.po", polish);
	write_file(dir, "th.po~", "nonsense");
	buf_reset(&b);
	struct catalogues *cats = catalogues_load(dir, &b);

	ok(cats != NULL && b.len == 0, "read");
	ok(lang_find(cats, STR("pt-br")) != NULL, "pt_BR.po is pt-BR");
	is_int((long long)catalogues_count(cats), 3, "and Thai and English");
	catalogues_free(cats);
	write_file(dir, "th.po", "nonsense");
	ok(catalogues_load(dir, &b) == NULL, "a broken one stops it all");
	ok(str_starts(buf_view(&b), str_from(dir)), "naming the file");
	for (const char *const *f =
		 (const char *const[]){ "th.po", "pt_BR.po", "th.po~", NULL };
	     *f != NULL; f++) {
		snprintf(path, sizeof(path), "%s/%s", dir, *f);
		unlink(path);
	}
	rmdir(dir);
	buf_reset(&b);
	ok(catalogues_load(dir, &b) == NULL && b.len > 0, "no directory");
}

static void
many(void)
{
	struct catalogues *cats = catalogues_new();
	struct buf po = { 0 };
	bool found = true;
	char id[32];

	for (int i = 0; i < 3000; i++)
		buf_fmt(&po, "msgid \"id %d\"\nmsgstr \"text %d\"\n\n", i, i);
	buf_reset(&b);
	ok(catalogues_add(cats, "x.po", STR("x"), buf_view(&po), &b),
	    "three thousand messages");
	for (int i = 0; i < 3000; i++) {
		const struct text_entry *e;

		snprintf(id, sizeof(id), "id %d", i);
		e = text_find(lang_find(cats, STR("x")), str_from(id));
		found = found && e != NULL && e->line == 1 + 3 * i;
	}
	ok(found, "all are found, and their lines");
	buf_release(&po);
	catalogues_free(cats);
}

int
main(void)
{
	struct catalogues *cats = catalogues_new();

	if (!catalogues_add(cats, "th.po", STR("th"), str_from(thai), &b) ||
	    !catalogues_add(cats, "pl.po", STR("pl"), str_from(polish), &b)) {
		note("said: " STR_FMT, STR_ARG(buf_view(&b)));
		return 1;
	}
	languages(cats);
	translates(cats);
	entries(cats);
	plurals(cats);
	catalogues_free(cats);
	understands();
	refuses();
	from_a_directory();
	many();
	buf_reset(&b);
	cats = catalogues_load(NULL, &b);
	if (!ok(cats != NULL, "the catalogues of the program are sound"))
		note(STR_FMT, STR_ARG(buf_view(&b)));
	catalogues_free(cats);
	buf_release(&b);
	return done_testing();
}
