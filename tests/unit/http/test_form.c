/* Forms: kinds of fields, their limits, mistakes. */
#include "http/form.h"

#include <string.h>

#include "base/record.h"
#include "http/exchange_impl.h"

#include "../tap.h"

struct all_form {
	struct form base;
	struct str line, text, kind, password, nonce, hidden;
	struct msg line_error, text_error, kind_error, password_error;
	struct msg nonce_error, hidden_error, id_error;
	bool kind_is_red, kind_is_blue, flag;
	int64_t id;
};

#define AT(member) offsetof(struct all_form, member)

static const struct form_choice kinds[] = {
	{ "red", AT(kind_is_red) },
	{ "blue", AT(kind_is_blue) },
};
static const struct form_field fields[] = {
	{ "line", FORM_LINE, true, AT(line), AT(line_error), .max_chars = 5 },
	{ "text", FORM_TEXT, true, AT(text), AT(text_error),
	    .max_bytes = 2048 },
	{ "kind", FORM_CHOICE, true, AT(kind), AT(kind_error), .choices = kinds,
	    .n_choices = 2 },
	{ "flag", FORM_FLAG, false, AT(flag) },
	{ "id", FORM_ID, true, AT(id), AT(id_error) },
	{ "password", FORM_PASSWORD, true, AT(password), AT(password_error),
	    .min_chars = 8, .max_chars = 128 },
	{ "nonce", FORM_NONCE, true, AT(nonce), AT(nonce_error) },
	{ "hidden", FORM_HIDDEN, false, AT(hidden), AT(hidden_error) },
};
static const struct form_def def = { "all", sizeof(struct all_form), fields,
	COUNT(fields) };

/* Names and values in turn, ended by NULL. */
static bool
read_form(struct arena *a, struct all_form *form, const char *const *sent)
{
	struct exchange *x = ARENA_NEW(a, struct exchange);

	x->req.arena = a;
	x->req.exchange = x;
	x->form.list = ARENA_ARRAY(a, struct req_pair, 20);
	for (; sent[0] != NULL; sent += 2)
		x->form.list[x->form.n++] =
		    (struct req_pair){ str_from(sent[0]), str_from(sent[1]) };
	return form_read(&x->req, &def, form);
}

static const char *const good[] = { "line", " a\tb\r\n \n c ", "text",
	"one\r\ntwo\rthree\n", "kind", "blue", "flag", "on", "id",
	"9007199254740993", "password", " secret ä ", "nonce",
	"AAAAAAAAAAAAAAAAAAAA-_", "hidden", " x\r\n ", "other", "ignored",
	"line", "the second is not looked at", NULL };

static void
reads_all(struct arena *a)
{
	struct all_form form;

	ok(read_form(a, &form, good), "a good form");
	is_int((long long)form.base.n_errors, 0, "no mistakes");
	is_str(form.line, "a b c", "a line is one line");
	is_str(form.text, "one\ntwo\nthree\n", "line ends of a text are LF");
	is_str(form.kind, "blue", "a choice");
	ok(form.kind_is_blue && !form.kind_is_red, "as flags too");
	ok(form.flag, "a flag");
	is_int(form.id, INT64_C(9007199254740993), "a large number");
	is_str(form.password, " secret ä ", "a password as it was typed");
	is_str(form.hidden, " x\r\n ", "a hidden field as it was sent");
	ok(form.base.def == &def, "it knows its declaration");
}

static void
finds_mistakes(struct arena *a)
{
	static const char *const nothing[] = { NULL };
	static const char *const bad[] = { "line", "abcdef", "text", " \r\n ",
		"kind", "green", "flag", "0", "id", "12x", "password",
		"seven77", "nonce", "short", NULL };
	struct all_form form;

	ok(!read_form(a, &form, nothing), "an empty form");
	is_int((long long)form.base.n_errors, 6, "lacks six fields");
	ok(form.base.failed, "and has failed");
	ok(form.line.ptr != NULL && form.line.len == 0,
	    "an absent field is empty text");
	is_str(form.base.errors[0].field, "line", "mistakes are in order");
	ok(form.line_error.id != NULL && form.id_error.id != NULL,
	    "and beside their fields");
	ok(form.hidden_error.id == NULL, "where there are any");
	ok(!read_form(a, &form, bad), "a form with every mistake");
	is_int((long long)form.base.n_errors, 6, "six of them");
	is_str(form.line, "abcdef", "what was typed is still there");
	is_int(form.line_error.n, 5, "a message says the limit");
	is_str(str_from(form.text_error.id), "Please fill this in.",
	    "blanks are nothing");
	is_str(form.kind, "green", "a wrong choice is kept");
	ok(!form.kind_is_red && !form.kind_is_blue, "but no choice");
	ok(!form.flag, "\"0\" is off");
	is_int(form.id, 0, "no number");
	is_int(form.password_error.n, 8, "a password too short");
}

static bool
takes(struct arena *a, const char *name, const char *value)
{
	const char *sent[] = { name, value, NULL };
	struct all_form form;

	read_form(a, &form, sent);
	for (size_t i = 0; i < form.base.n_errors; i++)
		if (str_is(form.base.errors[i].field, name))
			return false;
	return true;
}

static void
limits(struct arena *a)
{
	char large[2050];

	memset(large, 'a', sizeof(large));
	large[2048] = '\0';
	ok(takes(a, "text", large), "a text of the limit");
	large[2048] = 'a';
	large[2049] = '\0';
	ok(!takes(a, "text", large), "a byte more");
	ok(takes(a, "line", "กขคงจ"), "five characters");
	ok(!takes(a, "line", "กขคงจฉ"), "not six");
	ok(takes(a, "password", "12345678"), "eight");
	ok(!takes(a, "password", "1234567"), "not seven");
	large[128] = '\0';
	ok(takes(a, "password", large), "128");
	large[128] = 'a';
	large[129] = '\0';
	ok(!takes(a, "password", large), "not 129");
	ok(takes(a, "id", "1"), "an id");
	ok(!takes(a, "id", "0"), "0 is none");
	ok(!takes(a, "id", "-1"), "nor -1");
	ok(!takes(a, "id", "01"), "nor 01");
	ok(!takes(a, "id", "9223372036854775808"), "nor what overflows");
	ok(takes(a, "nonce", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"),
	    "43 characters of a nonce");
	ok(!takes(a, "nonce", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQR"),
	    "not 44");
	ok(!takes(a, "nonce", "abcdefghijklmnopqrstu"), "nor 21");
	ok(!takes(a, "nonce", "abcdefghijklmnopqrst.~"), "nor others");
}

static void
later_mistakes(struct arena *a)
{
	struct all_form form;

	form_init(&def, a, &form);
	form_error(&form.base, "line", msg("First."));
	form_error(&form.base, "line", msg("Second."));
	form_error(&form.base, NULL, msg("All of it."));
	is_int((long long)form.base.n_errors, 2, "one mistake for each");
	is_str(str_from(form.line_error.id), "First.", "the first stays");
	is_str(form.base.errors[1].field, "", "one of the form as a whole");
	ok(form.base.failed, "it has failed");
	ok(record_find(&form_error_record, STR("message")) != NULL &&
		record_find(&form_error_record, STR("field")) != NULL,
	    "templates see both");
}

int
main(void)
{
	struct arena *a = arena_new();

	reads_all(a);
	finds_mistakes(a);
	limits(a);
	later_mistakes(a);
	arena_release(a);
	return done_testing();
}
