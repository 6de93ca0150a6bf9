/*
 * Listening sockets: one per address, opened by the master before it gives up
 * root's rights (ports below 1024), inherited by all workers and kept open
 * across their generations.
 */
#ifndef OPS_LISTEN_H
#define OPS_LISTEN_H

#include "base/compiler.h"
#include "base/str.h"

enum { LISTEN_MAX = 16 };

/* "127.0.0.1:8080", "[::1]:8080"; numeric only, port 1 to 65535. */
bool listen_is_address(struct str address);

/* Addresses, as they were written, and a socket for each. */
struct listening {
	struct str addresses[LISTEN_MAX];
	int fds[LISTEN_MAX];
	int n;
};

/*
 * Opens the addresses (separated by blanks); non-blocking, closed on exec. A
 * socket for an address of `had` (which may be NULL) is one of had's,
 * duplicated: who waits in its queue stays there. Borrows the text. False: a
 * line in the log says which and why, and none is left open.
 */
MUST_CHECK
bool listen_open(
    struct str addresses, const struct listening *had, struct listening *out);

/* Whether listen_open would succeed. With had == NULL an address that
 * somebody uses is none to complain of: that may be ourselves. */
MUST_CHECK
bool listen_check(struct str addresses, const struct listening *had);

void listen_close(struct listening *);

#endif
