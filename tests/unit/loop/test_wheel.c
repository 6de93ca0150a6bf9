/* The timing wheel. */
#include "loop/wheel.h"

#include <stdlib.h>

#include <event2/event.h>

#include "loop/loop.h"

#include "base/clock.h"
#include "base/mem.h"

#include "../tap.h"

struct thing {
	struct wheel_timer timer;
	int64_t expired_at;
};

static struct wheel *wheel;
static struct thing *doomed; /* freed when another thing expires */
static int n_expired;

static void
expired(struct wheel_timer *timer)
{
	struct thing *thing = (struct thing *)(void *)timer;

	thing->expired_at = clock_mono_usec();
	n_expired++;
	if (doomed != NULL && thing != doomed) {
		wheel_clear(wheel, &doomed->timer);
		free(doomed);
		doomed = NULL;
	}
}

static void
expire_in_time(struct loop *loop)
{
	static struct thing things[500];
	const int64_t now = clock_mono_usec();
	int early = 0, late = 0;

	for (int i = 0; i < 500; i++)
		wheel_set(wheel, &things[i].timer, now + i * USEC_PER_MS);
	loop_run(loop);
	is_int(n_expired, 500, "each timer expires once, then nothing is left");
	for (int i = 0; i < 500; i++) {
		const int64_t at = now + i * USEC_PER_MS;

		early += things[i].expired_at < at;
		late += things[i].expired_at > at + 2 * USEC_PER_SEC;
	}
	is_int(early, 0, "none early");
	is_int(late, 0, "none late");
}

static void
move_and_clear(struct loop *loop)
{
	struct thing later = { 0 }, sooner = { 0 }, never = { 0 };
	const int64_t now = clock_mono_usec();

	n_expired = 0;
	wheel_set(wheel, &later.timer, now + 10 * USEC_PER_MS);
	wheel_set(wheel, &later.timer, now + 400 * USEC_PER_MS);
	wheel_set(wheel, &sooner.timer, now + 3600 * USEC_PER_SEC);
	wheel_set(wheel, &sooner.timer, now + 10 * USEC_PER_MS);
	wheel_set(wheel, &never.timer, now + 10 * USEC_PER_MS);
	wheel_clear(wheel, &never.timer);
	wheel_clear(wheel, &never.timer);
	loop_run(loop);
	is_int(n_expired, 2, "a cleared timer does not expire");
	ok(later.expired_at >= now + 400 * USEC_PER_MS,
	    "one that was moved on keeps its new time");
	ok(sooner.expired_at < now + 3600 * USEC_PER_SEC,
	    "one that was moved nearer too");
}

static void
callbacks_free_others(struct loop *loop)
{
	struct thing a = { 0 };
	const int64_t now = clock_mono_usec();

	n_expired = 0;
	doomed = MEM_NEW(struct thing);
	wheel_set(wheel, &doomed->timer, now + 2 * USEC_PER_MS);
	wheel_set(wheel, &a.timer, now + 2 * USEC_PER_MS);
	loop_run(loop);
	ok(n_expired >= 1, "a callback may clear and free another due timer");
	free(doomed);
	doomed = NULL;
}

int
main(void)
{
	struct loop *loop = loop_new(event_base_new());

	wheel = wheel_new(loop, expired);
	expire_in_time(loop);
	move_and_clear(loop);
	callbacks_free_others(loop);
	wheel_free(wheel);
	loop_free(loop);
	return done_testing();
}
