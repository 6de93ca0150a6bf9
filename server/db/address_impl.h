/*
 * Where the database is: a libpq URL or conninfo string, taken apart so that
 * its host names can be resolved on a pool thread. libpq would resolve them
 * itself, but blocking; given `hostaddr` it does not.
 */
#ifndef DB_ADDRESS_IMPL_H
#define DB_ADDRESS_IMPL_H

#include <stdbool.h>
#include <stddef.h>

#include <libpq-fe.h>

#include "base/compiler.h"

struct address;
struct endpoints;

/* NULL and *error (to be freed) when the string cannot be understood. With
 * one reference. */
struct address *address_parse(const char *url, char **error);
struct address *address_retain(struct address *a);
void address_release(struct address *a);

/* Whether there is a name that has to be looked up. */
bool address_has_names(const struct address *a);

/*
 * All addresses of all hosts; blocks when there are names. Touches nothing
 * but its arguments, so that it may run on a pool thread. A name that is not
 * found is left out; when none is left, NULL and *error (to be freed).
 */
struct endpoints *address_resolve(const struct address *a, char **error);
void endpoints_free(struct endpoints *e);

/*
 * Starts a connection, as PQconnectStart. The hosts are tried in their order
 * beginning with number `attempt`, so that one that swallows packets does
 * not keep us from the others. NULL: out of memory.
 */
PGconn *address_connect(const struct address *a, const struct endpoints *e,
    unsigned attempt, const char *application_name);

#endif
