/*
 * The program's own statements against its own schema: an empty database is
 * migrated as `sala migrate` does it, and every statement must be what it is
 * declared to be.
 */
#include "harness.h"

#include "base/buf.h"
#include "base/embedded.h"
#include "base/log.h"
#include "db/migrate.h"
#include "queries.h"

static void
say(void *arg, const char *line)
{
	printf("# %s\n", line);
}

int
main(int argc, char **argv)
{
	struct harness h;
	struct buf error = { 0 };
	struct db_options options;

	harness_init_empty(&h, argv);
	options = (struct db_options){ .url = h.url,
		.statements = statements,
		.n_statements = n_statements,
		.files = embedded_files,
		.n_files = n_embedded_files };
	if (!ok(db_migrate(&(struct migrate_options){ .url = h.url,
			       .files = embedded_files,
			       .n_files = n_embedded_files,
			       .say = say },
		    &error),
		"the schema is made"))
		printf("# %.*s\n", (int)error.len, error.ptr);
	if (!ok(harness_open(&h, options), "all statements are as declared"))
		printf("# " STR_FMT "\n", STR_ARG(db_why_not_ready(h.db)));
	buf_release(&error);
	harness_end(&h);
	return done_testing();
}
