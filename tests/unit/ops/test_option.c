/* Options: values, files, mistakes; and the real table. */
#include "ops/option.h"

#include <stdlib.h>
#include <unistd.h>

#include "../tap.h"
#include "ops/config.h"
#include "ops/listen.h"

struct target {
	struct str name, list;
	int count;
	int64_t big;
	size_t bytes;
	enum log_level level;
};

static const char *
check_short(struct str value)
{
	return value.len <= 5 ? NULL : "is too long";
}

static const struct option_choice levels[] = {
	{ "error", LOG_LEVEL_ERROR },
	{ "debug", LOG_LEVEL_DEBUG },
	{ NULL, 0 },
};

static const struct option table[] = {
	{ OPTION_SECTION("One") },
	{ "name", OPTION_TEXT, "sala", OPTION_SLOT(struct target, name),
	    .check = check_short, .help = "A name." },
	{ "list", OPTION_TEXT, "", OPTION_SLOT(struct target, list),
	    .repeats = true, .help = "A list." },
	{ OPTION_SECTION("Two") },
	{ "count", OPTION_INT, "3", OPTION_SLOT(struct target, count),
	    .min = -1, .max = 10, .help = "How many." },
	{ "big", OPTION_INT, "5", OPTION_SLOT(struct target, big), .max = 100,
	    .scale = 1000, .unit = "seconds", .help = "How long." },
	{ "bytes", OPTION_INT, "7", OPTION_SLOT(struct target, bytes),
	    .max = 100, .help = "How much." },
	{ "level", OPTION_CHOICE, "error", OPTION_SLOT(struct target, level),
	    .choices = levels, .help = "How loud." },
	{ 0 },
};

static struct str
put(struct option_set *set, const char *name, const char *value)
{
	struct str error = STR("");

	if (option_put(set, "at: ", str_from(name), str_from(value), &error))
		return STR("");
	return error;
}

static void
test_values(struct arena *arena)
{
	struct target t = { 0 };
	struct option_set set;

	option_set_init(&set, table, &t, arena);
	is_str(t.name, "sala", "a default text");
	is_int(t.count, 3, "a default number");
	is_int(t.big, 5000, "a default number in other units");
	is_int(t.bytes, 7, "a default size");
	is_int(t.level, LOG_LEVEL_ERROR, "a default choice");
	is_str(put(&set, "name", "wat"), "", "a text is taken");
	is_str(t.name, "wat", "and stored");
	is_int(t.name.ptr[t.name.len], 0, "with a NUL behind it");
	is_str(put(&set, "count", "-1"), "", "a negative number");
	is_int(t.count, -1, "is stored");
	is_str(put(&set, "level", "debug"), "", "a choice is taken");
	is_int(t.level, LOG_LEVEL_DEBUG, "and stored");
	is_str(put(&set, "list", "a"), "", "a list's first value");
	is_str(put(&set, "list", "b"), "", "and second");
	is_str(t.list, "a b", "are stored with a blank between");
	option_next_source(&set);
	is_str(put(&set, "list", "c"), "", "another source");
	is_str(t.list, "c", "replaces them");
	is_str(put(&set, "name", ""), "", "and any other value");
	is_str(t.name, "", "also by nothing");
}

static void
test_mistakes(struct arena *arena)
{
	struct target t = { 0 };
	struct option_set set;

	option_set_init(&set, table, &t, arena);
	is_str(put(&set, "nam", "x"), "at: nam: there is no such option",
	    "an unknown name");
	is_str(put(&set, "name", "toolong"), "at: name: is too long",
	    "a check's objection");
	is_str(put(&set, "name", "\xff"),
	    "at: name: must be text of one line, in UTF-8", "no text");
	is_str(put(&set, "count", "11"),
	    "at: count: 11 is not between -1 and 10", "too large a number");
	is_str(put(&set, "count", "1.5"),
	    "at: count: \"1.5\" is not a whole number", "half a number");
	is_str(put(&set, "level", "loud"),
	    "at: level: \"loud\" is none of error, debug", "no choice");
	is_str(put(&set, "count", "1"), "", "after all that, a good value");
	is_str(put(&set, "count", "2"), "at: count: given twice", "once");
	is_str(t.name, "sala", "what was refused changed nothing");
}

/* Reads a file with this text; returns the message without its path. */
static struct str
read_text(struct arena *arena, struct target *t, const char *text)
{
	char path[] = "/tmp/sala-option-XXXXXX";
	const int fd = mkstemp(path);
	FILE *out = fdopen(fd, "w");
	struct str error = STR("");
	struct option_set set;
	bool good;

	fputs(text, out);
	fclose(out);
	option_set_init(&set, table, t, arena);
	good = option_read_file(&set, path, &error);
	unlink(path);
	return good ? STR("") : str_slice(error, sizeof(path) - 1, error.len);
}

static void
test_file(struct arena *arena)
{
	struct target t = { 0 };

	is_str(read_text(arena, &t,
		   "# a comment\n"
		   "  name = a=b  \n"
		   "\n"
		   "\tcount=4"),
	    "", "a file is read");
	is_str(t.name, "a=b", "a value may hold the sign");
	is_int(t.count, 4, "the last line needs no end");
	is_str(read_text(arena, &t, "name = x\nnonsense\n"),
	    ":2: a line must be: name = value", "a line that is none");
	is_str(read_text(arena, &t, "\n\nlevel = loud\n"),
	    ":3: level: \"loud\" is none of error, debug",
	    "a mistake is told with file and line");
}

static void
test_listen(void)
{
	static const char *const good[] = { "127.0.0.1:80", "0.0.0.0:65535",
		"[::1]:8080", "[2001:db8::1]:1" };
	static const char *const bad[] = { "", ":80", "127.0.0.1",
		"127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "::1:80",
		"[::1]", "[::1:80", "localhost:80", "127.0.0.1:80 ",
		"127.0.0.1:+80", "1.2.3:80" };

	for (size_t i = 0; i < COUNT(good); i++)
		ok(listen_is_address(str_from(good[i])), "%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		ok(!listen_is_address(str_from(bad[i])), "not \"%s\"", bad[i]);
}

static void
test_table(void)
{
	for (const struct option *row = config_options;
	     row->name != NULL || row->section != NULL; row++) {
		if (row->name == NULL)
			continue;
		ok(row->help != NULL && row->value != NULL && row->type != 0,
		    "--%s has a type, a default and help", row->name);
	}
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_values(arena);
	test_mistakes(arena);
	test_file(arena);
	test_listen();
	test_table();
	arena_release(arena);
	return done_testing();
}
