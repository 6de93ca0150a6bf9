/*
 * The waits that are built on parking: for time and for descriptors.
 */
#include <event2/event.h>
#include <event2/event_struct.h>

#include "loop/loop.h"
#include "loop/task.h"

#include "base/clock.h"

/* Rounded up; 0 when it is past; -1 when `until` is 0, for never. */
static int
ms_until(int64_t until)
{
	if (until == 0)
		return -1;
	const int64_t left = until - clock_mono_usec();

	return left <= 0 ? 0 : (int)((left + USEC_PER_MS - 1) / USEC_PER_MS);
}

bool
task_sleep(struct task *task, int ms)
{
	const int64_t until = clock_mono_usec() + ms * USEC_PER_MS;

	for (;;) {
		const int left_ms = ms_until(until);

		if (left_ms == 0)
			return true;
		if (task_expired(task))
			return false;
		task_park(task, left_ms);
	}
}

struct fd_wait {
	struct task *task;
	bool ready;
};

static void
on_fd(evutil_socket_t fd, short what, void *arg)
{
	struct fd_wait *wait = arg;

	(void)fd, (void)what;
	wait->ready = true;
	task_wake(wait->task);
}

bool
task_wait_fd(struct task *task, int fd, short what, int timeout_ms)
{
	struct fd_wait wait = { .task = task };
	struct event ev;
	const int64_t until =
	    timeout_ms < 0 ? 0 : clock_mono_usec() + timeout_ms * USEC_PER_MS;

	event_assign(&ev, task_loop(task)->base, fd,
	    (short)(what & (EV_READ | EV_WRITE)), on_fd, &wait);
	if (event_add(&ev, NULL) != 0)
		return false;
	while (!wait.ready) {
		if (task_park(task, ms_until(until)) == TASK_TIMED_OUT)
			break;
	}
	event_del(&ev);
	return wait.ready;
}
