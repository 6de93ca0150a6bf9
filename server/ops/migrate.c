/* sala migrate, and waiting for a database that is just starting. */
#include "ops/migrate.h"

#include <libpq-fe.h>
#include <time.h>

#include "base/log.h"
#include "ops/command.h"

enum { WAIT_S = 60, POLL_MS = 20 };

/* A server that is starting or recovering refuses for a while. */
static bool
wait_for_server(struct str conninfo)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };

	for (int ms = 0; ms < WAIT_S * 1000; ms += POLL_MS) {
		if (PQping(conninfo.ptr) == PQPING_OK)
			return true;
		nanosleep(&pause, NULL);
	}
	log_error("the database does not answer");
	return false;
}

bool
migrate_schema(struct str conninfo)
{
	return wait_for_server(conninfo);
}

int
command_migrate(const struct config *config, const struct command_line *line)
{
	return COMMAND_FAILED;
}
