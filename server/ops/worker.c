/* A worker's life. */
#include "ops/worker.h"

#include <signal.h>
#include <unistd.h>

#include "ops/sandbox.h"

int
worker_run(const struct worker *worker)
{
	sigset_t set;
	int sig;
	sandbox_enter_worker();
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigwait(&set, &sig);
	return 0;
}
