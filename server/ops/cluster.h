/*
 * The private PostgreSQL: with no database configured, Sala makes, starts,
 * watches and stops a cluster of its own. It listens on a Unix socket alone,
 * in a directory that only its user can enter; pg_hba.conf lets that user in
 * as the roles sala_owner (migrations) and sala (everything else), and nobody
 * as superuser.
 *
 * cluster_run is the whole life of the child process that becomes the
 * postmaster. It first ends what an earlier life of Sala left behind (a
 * kill -9 of the master leaves a postmaster that is shutting down; a kill -9
 * of the postmaster leaves backends that hold the shared memory), makes the
 * cluster if there is none, and then executes postgres. A cluster is made in
 * a directory of another name and gets its own name when it is complete, so
 * that an interrupted first start is recognised and begun anew.
 *
 * Binaries: the newest PostgreSQL (15 or later) of /usr/lib/postgresql, of
 * pg_config or of $PATH; for an existing cluster, those of its version.
 */
#ifndef OPS_CLUSTER_H
#define OPS_CLUSTER_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/str.h"

struct place;

struct cluster {
	const struct place *place;
	const char *socket_dir;
	struct str conninfo; /* as the role sala */
	struct str owner_conninfo; /* as the role sala_owner */
	bool quiet; /* its log has nothing but what ends it */
};

/*
 * Prepares the directory of the socket, removing the one of an earlier life.
 * The caller holds the place's lock. False: the log says why.
 */
MUST_CHECK
bool cluster_init(struct cluster *, const struct place *);

/* As cluster_init for one that another program has begun, on that socket. */
void cluster_take_over(
    struct cluster *, const struct place *, const char *socket_dir);

/* As cluster_init for a cluster that another process runs just now. */
MUST_CHECK
bool cluster_find_running(struct cluster *, const struct place *);

/* Becomes the postmaster; ends the process when that fails. */
_Noreturn void cluster_run(const struct cluster *);

/*
 * Whether the postmaster says in its file that it is ready, so that nobody
 * knocks too early; it may have been killed since.
 */
bool cluster_is_ready(const struct place *);

/* The signal that makes a postmaster end quickly and cleanly. */
enum { CLUSTER_STOP_SIGNAL = 2 /* SIGINT: fast shutdown */ };

/* Removes the socket's directory; the postmaster has ended. */
void cluster_release(struct cluster *);

/* For cluster_run. Ends every process of this data directory. */
MUST_CHECK
bool cluster_end_old(const char *data_dir);

/* For cluster_run. Makes the cluster; `bin_dir` holds initdb and postgres. */
MUST_CHECK
bool cluster_make(const struct place *, const char *bin_dir);

/*
 * Finds the directory of the binaries: of major version `major`, or of the
 * newest when it is 0. False: the log says what is missing.
 */
MUST_CHECK
bool cluster_find_binaries(int major, char *out, size_t size);

#endif
