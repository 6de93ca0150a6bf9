/*
 * Whose rights Sala has and where it keeps things.
 *
 * Started as root it becomes the system user of the option `user`, for good,
 * and keeps its state in /var/lib/sala and its sockets in /run/sala, both
 * made and given to that user first. Started by anybody else it stays that
 * user; state lies in $XDG_STATE_HOME/sala or ~/.local/state/sala, sockets in
 * a fresh directory under $TMPDIR (a socket's path has at most 107 bytes).
 *
 *	STATE/lock		held by the one Sala that uses STATE
 *	STATE/postgres/		the private cluster
 *	STATE/sockets		link to where its socket lies just now
 */
#ifndef OPS_PLACE_H
#define OPS_PLACE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/compiler.h"

struct config;

struct place {
	const char *state_dir;
	const char *runtime_dir; /* NULL: sockets go to a fresh directory */
	const char *data_dir; /* of the private cluster */
	const char *new_data_dir; /* where it is made before it is complete */
	const char *socket_link;
	const char *user; /* name of the user that we are */
	int lock_fd; /* of place_lock */
	struct arena *arena;
};

/*
 * Gives up root's rights, if we have them, and says so. With `private` the
 * directories are made first. Texts of `place` live in the config's arena.
 * False: the log says why.
 */
MUST_CHECK
bool place_enter(struct place *, const struct config *, bool private);

/*
 * The place of another program that this one goes on for (ops/handover.h): it
 * has given up its rights, made the directories and taken the lock.
 */
MUST_CHECK
bool place_take_over(struct place *, const struct config *,
    const char *state_dir, const char *runtime_dir);

/*
 * Takes the lock of the state directory, until the process ends. False: *held_by
 * is the process that has it, or 0 when the lock cannot be made at all and
 * the log says why.
 */
MUST_CHECK
bool place_lock(struct place *, pid_t *held_by);

/* Removes a directory and all in it; absent is fine. Follows no links. */
MUST_CHECK
bool place_remove_tree(const char *path);

#endif
