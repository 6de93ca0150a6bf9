/*
 * What a master hands over to the program that takes its place, by execve, in
 * the same process: open descriptors, running children, and where things lie.
 * It is a text in a file in memory; the environment variable SALA_HANDOVER
 * names its descriptor.
 *
 * The program on disk is first run with --check, and the same text, to say
 * whether it would take over. It says so at the end of that text, so that
 * nothing is ever executed that does not know what it is to do.
 */
#ifndef OPS_HANDOVER_H
#define OPS_HANDOVER_H

#include "base/arena.h"
#include "base/compiler.h"
#include "ops/listen.h"
#include "ops/process.h"

enum { HANDOVER_MAX_PROCESSES = 160 };

struct handover {
	pid_t master;
	struct str program_id; /* of the generation that serves */
	struct str dir; /* where the first program was started */
	struct listening listening;
	int shared_fd, keeper_fds[2];
	int lock_fd; /* -1: the database is not ours */
	/* Of the private cluster; absent: there is none. */
	struct str state_dir, runtime_dir, socket_dir;
	/* Options that cannot change, as they were given. */
	struct str option_state_dir, option_runtime_dir, option_user;
	struct {
		enum process_role role;
		pid_t pid;
		int meter;
		struct str name;
	} processes[HANDOVER_MAX_PROCESSES];
	int n_processes;
};

/* A descriptor of the text, closed on exec; -1: the log says why. */
MUST_CHECK
int handover_write(const struct handover *);

/* Whether --check has agreed to what lies in the text. */
bool handover_is_agreed(int fd);

/* Names the text in the environment, for --check. */
void handover_name(int fd);

/*
 * Lets the descriptors live across execve, or no longer, and names the text
 * in the environment, or no longer.
 */
void handover_open(const struct handover *, int fd);
void handover_close(const struct handover *, int fd);

/*
 * In the new program. NULL: nothing was handed over. handover_take also takes
 * the descriptors; handover_look is for --check and leaves *fd for
 * handover_agree.
 */
struct handover *handover_take(struct arena *);
struct handover *handover_look(struct arena *, int *fd);
void handover_agree(int fd);

/*
 * The configuration cannot be read, though it was good a moment ago. True:
 * try again; the older generation serves meanwhile. False: nobody waits for
 * us, or we are asked to end.
 */
bool handover_waits(void);

#endif
