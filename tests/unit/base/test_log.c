/* The log, read back from a file. */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

#include "../tap.h"

static int fd;
static char text[1 << 20];

/* All that was written since the last time. */
static struct str
written(void)
{
	const ssize_t n = pread(fd, text, sizeof(text), 0);

	if (ftruncate(fd, 0) != 0)
		return (struct str){ NULL, 0 };
	lseek(fd, 0, SEEK_SET);
	return (struct str){ text, (size_t)n };
}

/* What stands behind the time and the name. */
static struct str
said(void)
{
	struct str line = written();
	size_t at;

	if (!str_find(line, STR("]: "), &at))
		return (struct str){ NULL, 0 };
	return str_slice(line, at + 3, line.len);
}

static void
events(void)
{
	log_open((struct log_options){
	    .fd = fd, .level = LOG_LEVEL_INFO, .name = "test" });
	log_info("hello %s", "you");
	const struct str line = written();
	size_t at;

	ok(str_find(line, STR("Z info test["), &at) && at == 23,
	    "time, level, name");
	ok(str_ends(line, STR("]: hello you\n")), "and text");
	log_debug("not said");
	is_str(written(), "", "debug is below info");
	log_error("one\ntwo\x1b[31m \\ \x7f \xC2\x85 \xE0\xB8\x81");
	is_str(said(),
	    "one\\x0Atwo\\x1B[31m \\\\ \\x7F \\xC2\x85 \xE0\xB8\x81\n",
	    "control bytes cannot forge a line");
	errno = ENOENT;
	log_warn("errno is left alone");
	is_int(errno, ENOENT, "errno is left alone");
	written();
}

static void
long_lines(void)
{
	struct arena *a = arena_new();
	char *many = arena_alloc(a, 10001);

	memset(many, '\n', 10000);
	log_info("%s", many);
	const struct str line = written();

	ok(line.len <= 4096 && str_ends(line, STR("\\x0A\n")),
	    "a line that is too long is cut between escapes");
	arena_release(a);
}

static void
lots(void)
{
	log_raw_line(STR("GET /\r\n"));
	is_str(written(), "", "raw lines wait");
	log_flush();
	is_str(written(), "GET /\\x0D\\x0A\n", "for the flush");
	log_raw_line(STR("GET /1"));
	log_error("x");
	ok(str_starts(written(), STR("GET /1\n2")),
	    "an event writes the waiting ones first");
	for (int i = 0; i < 5000; i++)
		log_raw_line(STR("GET /p/123 200 1234"));
	const struct str some = written();

	ok(some.len >= 32000 && str_ends(some, STR("200 1234\n")),
	    "a full lot is written by itself, in whole lines");
	log_flush();
	is_int((long long)(some.len + written().len), 100000,
	    "and nothing is lost");
}

static void
forks(void)
{
	log_raw_line(STR("before"));
	const pid_t pid = fork();

	if (pid == 0)
		exit(0);
	waitpid(pid, NULL, 0);
	log_flush();
	is_str(written(), "before\n", "a child does not say it again");
}

static void
journal(void)
{
	log_open((struct log_options){
	    .fd = fd, .level = LOG_LEVEL_DEBUG, .style = LOG_STYLE_JOURNAL });
	log_debug("fine");
	is_str(written(), "<7>fine\n", "the journal adds the rest");
}

int
main(void)
{
	fd = memfd_create("log", 0);
	events();
	long_lines();
	lots();
	forks();
	journal();
	return done_testing();
}
