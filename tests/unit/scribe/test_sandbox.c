/*
 * What a scribe may not do kills it. Each attempt is made by a process of its
 * own that has entered the sandbox as a scribe does.
 */
#include "scribe/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "markup/markup.h"

#include "../tap.h"

static void
opens_a_file(void)
{
	open("/etc/passwd", O_RDONLY);
}

static void
makes_a_file(void)
{
	open("/tmp/x", O_WRONLY | O_CREAT, 0600);
}

static void
opens_a_socket(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
}

static void
writes_elsewhere(void)
{
	if (write(2, "x", 1) < 0)
		_exit(1);
}

static void
reads_elsewhere(void)
{
	char c;

	if (read(0, &c, 1) < 0)
		_exit(1);
}

static void
forks(void)
{
	fork();
}

static void
executes(void)
{
	execl("/bin/true", "true", (char *)NULL);
}

static void
kills(void)
{
	kill(getppid(), 0);
}

static void
traces(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
}

static void
makes_code(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void
turns_data_into_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static void
maps_a_file(void)
{
	mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, SANDBOX_FD, 0);
}

static void
raises_its_limits(void)
{
	setrlimit(RLIMIT_AS, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY });
}

static void
sends_a_descriptor(void)
{
	struct msghdr message = { 0 };

	sendmsg(SANDBOX_FD, &message, 0);
}

static void
ignores_the_alarm(void)
{
	signal(SIGPROF, SIG_IGN);
}

static void
calls_by_another_number(void)
{
	/* x86-64 programs may use x32's numbers. */
	syscall(0x40000000 | SYS_getpid);
}

static void
runs_for_ever(void)
{
	sandbox_start_clock();
	for (volatile int i = 0;; i++)
		;
}

static void
takes_all_memory(void)
{
	for (int i = 0; i < 300; i++) {
		volatile char *p = malloc(1 << 20);

		if (p == NULL)
			_exit(77);
		*p = 1;
	}
}

static void
renders(void)
{
	struct arena *a = arena_new();
	const struct markup m = markup_render(
	    a, &(struct markup_source){
		   .text = STR("# ชุมพร\n\n|ก|\n|-|\n\n&hearts; www.x.org") });

	arena_release(a);
	_exit(m.fault == MARKUP_OK ? 77 : 1);
}

static const struct attempt {
	const char *name;
	void (*make)(void);
	int signal; /* that kills it; 0: it ends with status 77 */
} attempts[] = {
	{ "opens a file", opens_a_file, SIGSYS },
	{ "makes a file", makes_a_file, SIGSYS },
	{ "opens a socket", opens_a_socket, SIGSYS },
	{ "writes elsewhere", writes_elsewhere, SIGSYS },
	{ "reads elsewhere", reads_elsewhere, SIGSYS },
	{ "forks", forks, SIGSYS },
	{ "executes", executes, SIGSYS },
	{ "signals", kills, SIGSYS },
	{ "traces", traces, SIGSYS },
	{ "makes code", makes_code, SIGSYS },
	{ "turns data into code", turns_data_into_code, SIGSYS },
	{ "maps a file", maps_a_file, SIGSYS },
	{ "raises its limits", raises_its_limits, SIGSYS },
	{ "sends a descriptor", sends_a_descriptor, SIGSYS },
	{ "ignores the alarm", ignores_the_alarm, SIGSYS },
	{ "calls by another number", calls_by_another_number, SIGSYS },
	{ "runs for ever", runs_for_ever, SIGPROF },
	{ "takes all memory", takes_all_memory, 0 },
	{ "renders a text", renders, 0 },
};

static int
run(void (*fn)(void), bool shut_in)
{
	int ends[2], status = -1;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return -1;
	const pid_t pid = fork();

	if (pid == 0) {
		if (!sandbox_keep_only(ends[1]) ||
		    (shut_in && !sandbox_enter()))
			_exit(99);
		fn();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	close(ends[0]);
	close(ends[1]);
	return status;
}

static void
counts_files(void)
{
	int open_files = 0;

	for (int fd = 0; fd < 1024; fd++)
		open_files += fcntl(fd, F_GETFD) >= 0;
	_exit(open_files);
}

int
main(void)
{
	if (!sandbox_is_real())
		return skip_all("scribes are not shut in in this build");
	markup_init();
	for (int i = 0; i < 20; i++)
		ok(dup(1) >= 0, "a file is open");
	is_int(WEXITSTATUS(run(counts_files, false)), 4,
	    "a scribe has its socket and 0, 1, 2");
	for (size_t i = 0; i < COUNT(attempts); i++) {
		const struct attempt *a = &attempts[i];
		const int status = run(a->make, true);

		if (a->signal != 0)
			ok(WIFSIGNALED(status) && WTERMSIG(status) == a->signal,
			    "it %s and is killed (%#x)", a->name, status);
		else
			ok(WIFEXITED(status) && WEXITSTATUS(status) == 77,
			    "it %s (%#x)", a->name, status);
	}
	return done_testing();
}
