/* Hashes of passwords, and which passwords are refused. */
#include "model/password.h"

#include <string.h>

#include "model/password_words.h"
#include "../tap.h"

static void
test_hash(void)
{
	struct password_hash one, two;
	struct str password = STR("ศาลาริมน้ำ 7");

	ok(password_hash(&one, password), "a password is hashed");
	ok(strncmp(one.text, "$argon2id$", 10) == 0, "by argon2id");
	ok(password_hash(&two, password) && strcmp(one.text, two.text) != 0,
	    "the same password gives another hash each time");
	ok(password_verify(str_from(one.text), password), "it is verified");
	ok(!password_verify(str_from(one.text), STR("something else")),
	    "another password is not");
	ok(!password_verify((struct str){ 0 }, password),
	    "an account without a hash is never matched");
	ok(!password_verify(STR("$argon2id$nonsense"), password),
	    "nor is a broken hash");
}

static void
test_jobs(void)
{
	struct password_make make = { .password = STR("correct horse") };
	struct password_check check = { .password = STR("correct horse") };

	password_make_run(&make);
	ok(make.good, "a job makes a hash");
	check.hash = str_from(make.hash.text);
	password_check_run(&check);
	ok(check.good, "a job verifies it");
	check.password = STR("wrong horse");
	password_check_run(&check);
	ok(!check.good, "and finds a wrong one");
}

static void
test_refused(void)
{
	static const char *const bad[] = { "password", "Password123!",
		"p4ssw0rd", "P@$$w0rd", "12345678", "87654321", "qwertyui",
		"asdf1234", "1q2w3e4r", "aaaaaaaa", "abcabcabc", "11112222",
		"1qaz2wsx", "iloveyou", "Thailand2548", "sawasdee1", "25122548",
		"19840101", "0812345678", "letmein1!", "dragon123", "admin1234",
		"welcome!!", "!welcome1", "lovelove", "qazwsxedc", "superman99",
		"monkeydragon", "qwerty12" };

	for (size_t i = 0; i < COUNT(bad); i++)
		ok(password_refusal(str_from(bad[i]), STR("somsri")).id != NULL,
		    "%s is refused", bad[i]);
}

static void
test_accepted(void)
{
	static const char *const good[] = { "ศาลาริมน้ำ", "correct horse staple",
		"84629175", "kx7#mq2!zz", "river of nine boats",
		"dragon 5519 lantern", "0x7fae12bb", "สวัสดีชาวโลก" };

	for (size_t i = 0; i < COUNT(good); i++)
		ok(password_refusal(str_from(good[i]), STR("somsri")).id ==
			NULL,
		    "%s is accepted", good[i]);
}

static void
test_length_and_login(void)
{
	char text[129 * 3];
	struct msg m = password_refusal(STR("kx7#mq2"), STR("somsri"));

	is_int(m.n, 8, "seven characters are too few");
	ok(password_refusal(STR("ศาลาริม"), STR("x")).n == 8,
	    "characters are counted, not bytes");
	for (size_t i = 0; i < 129; i++)
		memcpy(text + 3 * i, i % 2 ? "ก" : "ข", 3);
	m = password_refusal((struct str){ text, 3 * 129 }, STR("x"));
	is_int(m.n, 128, "129 are too many");
	m = password_refusal((struct str){ text, 3 * 128 }, STR("x"));
	ok(m.id == NULL, "128 are not");
	ok(password_refusal(STR("Chalerm-2"), STR("chalerm")).id != NULL,
	    "the login name with little around it is refused");
	ok(password_refusal(STR("chalerm likes boats"), STR("chalerm")).id ==
		NULL,
	    "with much around it it is accepted");
}

static void
test_words(void)
{
	bool sorted = true;

	for (size_t i = 1; i < n_password_words; i++)
		sorted = sorted &&
			 strcmp(password_words[i - 1], password_words[i]) < 0;
	ok(sorted, "the words are sorted");
}

int
main(void)
{
	test_hash();
	test_jobs();
	test_refused();
	test_accepted();
	test_length_and_login();
	test_words();
	return done_testing();
}
