/* The process that forks scribes. */
#include "scribe/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "markup/markup.h"
#include "scribe/desk.h"

/* Below it are 0, 1 and 2. */
#define KEEPER_FD 3

bool
keeper_open(int fds[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) == 0)
		return true;
	log_error("no socket for the keeper: %s", strerror(errno));
	return false;
}

/* One byte, and a file descriptor beside it. */
struct parcel {
	char byte;
	struct iovec bytes;
	struct msghdr message;
	union {
		char room[CMSG_SPACE(sizeof(int))];
		struct cmsghdr aligned;
	} control;
};

static void
parcel_init(struct parcel *p)
{
	memset(p, 0, sizeof(*p));
	p->bytes = (struct iovec){ &p->byte, 1 };
	p->message.msg_iov = &p->bytes;
	p->message.msg_iovlen = 1;
	p->message.msg_control = p->control.room;
	p->message.msg_controllen = sizeof(p->control.room);
}

static bool
send_fd(int to, int fd)
{
	struct parcel p;

	parcel_init(&p);
	struct cmsghdr *c = CMSG_FIRSTHDR(&p.message);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(int));
	return sendmsg(to, &p.message, MSG_DONTWAIT | MSG_NOSIGNAL) == 1;
}

/* -1: none came with the message. *open: there may be more messages. */
static int
receive_fd(int from, bool *open)
{
	struct parcel p;
	int fd = -1;
	ssize_t n;

	parcel_init(&p);
	do
		n = recvmsg(from, &p.message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	*open = n > 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&p.message); c != NULL && n > 0;
	     c = CMSG_NXTHDR(&p.message, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
		    c->cmsg_len == CMSG_LEN(sizeof(int)))
			memcpy(&fd, CMSG_DATA(c), sizeof(int));
	}
	return fd;
}

bool
keeper_ask(int keeper_fd, int *fd)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	const bool sent = fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 &&
			  send_fd(keeper_fd, ends[1]);

	close(ends[1]);
	if (sent)
		*fd = ends[0];
	else
		close(ends[0]);
	return sent;
}

/* A scribe does not outlive the keeper, and none is left a zombie. */
static void
fork_scribe(int fd, pid_t keeper)
{
	const pid_t pid = fork();

	if (pid < 0)
		log_error("cannot fork a scribe: %s", strerror(errno));
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		if (getppid() != keeper)
			_exit(1);
		prctl(PR_SET_NAME, "sala-scribe", 0, 0, 0);
		desk_work(fd);
	}
	close(fd);
}

static void
on_term(int signal_number)
{
	_exit(0);
}

int
keeper_run(int fd)
{
	const pid_t self = getpid();
	bool open = true;

	if ((fd != KEEPER_FD && dup2(fd, KEEPER_FD) < 0) ||
	    close_range(KEEPER_FD + 1, ~0U, 0) != 0)
		return 1;
	signal(SIGTERM, on_term);
	signal(SIGINT, SIG_IGN); /* the master's to pass on */
	signal(SIGHUP, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	prctl(PR_SET_NAME, "sala-keeper", 0, 0, 0);
	markup_init();
	while (open) {
		const int scribe = receive_fd(KEEPER_FD, &open);

		if (scribe >= 0)
			fork_scribe(scribe, self);
	}
	return 0;
}
