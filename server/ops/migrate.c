/* sala migrate, and waiting for a database that is just starting. */
#include "ops/migrate.h"

#include <libpq-fe.h>
#include <time.h>

#include "base/buf.h"
#include "base/embedded.h"
#include "base/log.h"
#include "db/migrate.h"
#include "ops/command.h"
#include "ops/demo.h"
#include "ops/errand.h"

enum { WAIT_S = 60, POLL_MS = 20 };

/* A server that is starting or recovering refuses for a while. */
static bool
wait_for_server(struct str conninfo)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	PGPing ping = PQPING_NO_ATTEMPT;

	for (int ms = 0; ms < WAIT_S * 1000; ms += POLL_MS) {
		ping = PQping(conninfo.ptr);
		if (ping == PQPING_OK)
			return true;
		if (ping == PQPING_NO_ATTEMPT)
			break;
		nanosleep(&pause, NULL);
	}
	log_error(ping == PQPING_NO_ATTEMPT
		      ? "the database's connection string is not understood"
		      : "the database does not answer");
	return false;
}

static void
say(void *arg, const char *line)
{
	log_info("%s", line);
}

bool
migrate_schema(struct str owner_conninfo, const char *app_role)
{
	struct migrate_options options = {
		.url = owner_conninfo.ptr,
		.app_role = app_role,
		.files = embedded_files,
		.n_files = n_embedded_files,
		.say = say,
	};
	struct buf why = { 0 };
	bool good;

	if (!wait_for_server(owner_conninfo))
		return false;
	good = db_migrate(&options, &why);
	if (!good)
		log_error("migrating: " STR_FMT, STR_ARG(buf_view(&why)));
	buf_release(&why);
	return good;
}

int
command_migrate(const struct config *config, const struct command_line *line)
{
	struct errand errand;
	bool good;

	if (line->n_words > 1)
		return COMMAND_MISUSED;
	good = errand_begin(&errand, config, true) &&
	       (!command_line_has(line, "--demo") || demo_load(&errand));
	errand_end(&errand);
	return good ? COMMAND_DONE : COMMAND_FAILED;
}
