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

/*
 * Opens the addresses (separated by blanks) into fds, which has LISTEN_MAX
 * places; non-blocking, closed on exec. False: a line in the log says which
 * and why, and none is left open.
 */
MUST_CHECK
bool listen_open(struct str addresses, int *fds, int *n_fds);

void listen_close(int *fds, int *n_fds);

#endif
