/* Looking at everything that could keep `sala serve` from starting. */
#include "ops/check.h"

#include <stdio.h>

#include "base/log.h"
#include "base/shared.h"
#include "ops/command.h"
#include "ops/config.h"
#include "ops/handover.h"
#include "ops/worker.h"

static bool
is_same(const char *name, struct str was, struct str is)
{
	if (str_eq(was, is))
		return true;
	log_error("%s: this cannot change while Sala runs; restart it", name);
	return false;
}

/* What was decided once and for all when Sala was started. */
static bool
stays_in_place(const struct config *config, const struct handover *h)
{
	const bool private = config->database.len == 0;
	bool good = true;

	if (private != (h->socket_dir.ptr != NULL)) {
		log_error("database: the private one and one of yours cannot "
			  "change places while Sala runs; restart it");
		good = false;
	}
	good &=
	    is_same("state-dir", h->option_state_dir, config->ops.state_dir);
	good &= is_same(
	    "runtime-dir", h->option_runtime_dir, config->ops.runtime_dir);
	good &= is_same("user", h->option_user, config->ops.user);
	return good;
}

int
check_serve(const struct config *config)
{
	struct shared *shared = shared_new(&(struct shared_options){ 0 });
	int fd;
	const struct handover *h = handover_look(config->arena, &fd);
	bool good = worker_check(config, shared);

	good &=
	    listen_check(config->ops.listen, h != NULL ? &h->listening : NULL);
	if (h != NULL)
		good &= stays_in_place(config, h);
	shared_free(shared);
	if (good && h != NULL)
		handover_agree(fd);
	else if (good)
		puts("sala: the configuration is good");
	return good ? COMMAND_DONE : COMMAND_FAILED;
}
