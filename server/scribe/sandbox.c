/* What a scribe may do. */
#include "scribe/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#ifdef HAVE_VALGRIND_VALGRIND_H
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

bool
sandbox_is_real(void)
{
#ifdef SALA_SANITIZED
	return false;
#else
	return !RUNNING_ON_VALGRIND;
#endif
}

int
sandbox_job_ms(void)
{
	return RUNNING_ON_VALGRIND ? 10000 : 2000;
}

bool
sandbox_keep_only(int fd)
{
	const int nowhere = open("/dev/null", O_RDWR);
	const int last = sandbox_is_real() ? 2 : 1;

	if (nowhere < 0)
		return false;
	for (int i = 0; i <= last; i++) {
		if (dup2(nowhere, i) < 0)
			return false;
	}
	if (fd != SANDBOX_FD && dup2(fd, SANDBOX_FD) < 0)
		return false;
	return close_range(SANDBOX_FD + 1, ~0U, 0) == 0;
}

static bool
set_limit(int what, rlim_t value)
{
	return setrlimit(what, &(struct rlimit){ value, value }) == 0;
}

/* The sanitizers' checker of leaks forks, traces and writes. */
static bool
set_limits(void)
{
	if (!set_limit(RLIMIT_CORE, 0) ||
	    !set_limit(RLIMIT_CPU, SANDBOX_LIFE_S))
		return false;
	return !sandbox_is_real() ||
	       (set_limit(RLIMIT_AS, (rlim_t)SANDBOX_MEMORY_BYTES) &&
		   set_limit(RLIMIT_FSIZE, 0) && set_limit(RLIMIT_NPROC, 0) &&
		   prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
}

/* Of the calls that need no more than their name. */
static const int allowed_calls[] = {
	SCMP_SYS(brk),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(futex),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(madvise),
	SCMP_SYS(mremap),
	SCMP_SYS(munmap),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(setitimer),
};

/* read and write on the socket; memory that is no file and never code. */
static int
add_narrow_rules(scmp_filter_ctx ctx)
{
	const scmp_datum_t fd = SANDBOX_FD;
	int failed = 0;

	failed |= seccomp_rule_add(
	    ctx, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0(SCMP_CMP_EQ, fd));
	failed |= seccomp_rule_add(
	    ctx, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, fd));
	failed |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
	    SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
	failed |= seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return failed;
}

static bool
filter_calls(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int failed = ctx == NULL;

	for (size_t i = 0; i < COUNT(allowed_calls) && !failed; i++)
		failed =
		    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed_calls[i], 0);
	if (!failed)
		failed = add_narrow_rules(ctx);
	if (!failed)
		failed = seccomp_load(ctx);
	seccomp_release(ctx);
	return failed == 0;
}

/*
 * Every signal does what it does at first: the alarm must kill. But a Ctrl-C
 * or a closed terminal is the master's to pass on.
 */
static void
reset_signals(void)
{
	static const int changed[] = { SIGPROF, SIGCHLD, SIGPIPE, SIGTERM };
	sigset_t none;

	for (size_t i = 0; i < COUNT(changed); i++)
		signal(changed[i], SIG_DFL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

bool
sandbox_enter(void)
{
	reset_signals();
	return set_limits() && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       (!sandbox_is_real() || filter_calls());
}

static void
set_clock(int ms)
{
	const struct itimerval timer = {
		.it_value = { ms / 1000, ms % 1000 * 1000 },
	};

	setitimer(ITIMER_PROF, &timer, NULL);
}

void
sandbox_start_clock(void)
{
	set_clock(sandbox_job_ms());
}

void
sandbox_stop_clock(void)
{
	set_clock(0);
}
