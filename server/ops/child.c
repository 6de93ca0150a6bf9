/* Child processes. */
#include "ops/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

pid_t
child_fork(int death_signal)
{
	static const int handled[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD,
		SIGPIPE };
	const pid_t parent = getpid();
	pid_t pid = fork();
	sigset_t none;

	if (pid < 0)
		log_error("cannot fork: %s", strerror(errno));
	if (pid != 0)
		return pid;
	for (size_t i = 0; i < COUNT(handled); i++)
		signal(handled[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, death_signal);
	if (getppid() != parent)
		_exit(1); /* it died before prctl */
	return 0;
}

/* A file in memory that holds the input: no pipe that could fill up. */
static int
input_fd(struct str input)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd >= 0 && (write(fd, input.ptr, input.len) != (ssize_t)input.len ||
			   lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

_Noreturn static void
execute(const char *const argv[], struct str input)
{
	int in = input_fd(input);
	int out = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (in < 0 || out < 0 || dup2(in, STDIN_FILENO) < 0 ||
	    dup2(out, STDOUT_FILENO) < 0) {
		log_error("%s: %s", argv[0], strerror(errno));
		_exit(1);
	}
	execv(argv[0], (char *const *)argv);
	log_error("cannot execute %s: %s", argv[0], strerror(errno));
	_exit(1);
}

bool
child_program(const char *const argv[], struct str input)
{
	char what[80];
	int status;
	pid_t pid = child_fork(SIGKILL);

	if (pid < 0)
		return false;
	if (pid == 0)
		execute(argv, input);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	if (status == 0)
		return true;
	child_describe(status, what, sizeof(what));
	log_error("%s: %s", argv[0], what);
	return false;
}

void
child_describe(int status, char *out, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(out, size, "signal %d (%s)", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	else
		snprintf(out, size, "exit status %d", WEXITSTATUS(status));
}
