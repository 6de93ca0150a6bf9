/* Migrations, as the master and the commands run them. */
#ifndef OPS_MIGRATE_H
#define OPS_MIGRATE_H

#include "base/compiler.h"
#include "base/str.h"

/*
 * Waits until the server accepts connections (a minute at most), then brings
 * the schema up to date and grants the application's role its rights. False:
 * the log says why.
 */
MUST_CHECK
bool migrate_schema(struct str owner_conninfo, const char *app_role);

#endif
