/* A worker's life. */
#include "ops/worker.h"

#include <unistd.h>

#include "ops/sandbox.h"

int
worker_run(const struct worker *worker)
{
	sandbox_enter_worker();
	pause();
	return 0;
}
