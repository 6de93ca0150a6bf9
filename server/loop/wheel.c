/*
 * The timing wheel: a ring of slots, one a tick. A timer sits in the slot of
 * the tick at which it must be looked at: that of its deadline, or earlier
 * when the deadline was moved on since or lies beyond the ring.
 */
#include "loop/wheel.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>

#include <event2/event.h>

#include "loop/loop.h"

#include "base/clock.h"
#include "base/mem.h"

#define SLOTS	  1024
#define TICK_USEC (WHEEL_TICK_MS * USEC_PER_MS)

struct wheel {
	void (*expired)(struct wheel_timer *);
	struct event *ticker;
	int64_t now; /* the tick that was worked off last */
	size_t n_set;
	struct wheel_timer *slots[SLOTS];
};

static void on_tick(evutil_socket_t, short, void *);

struct wheel *
wheel_new(struct loop *loop, void (*expired)(struct wheel_timer *))
{
	struct wheel *wheel = MEM_NEW(struct wheel);

	wheel->expired = expired;
	wheel->ticker = event_new(loop->base, -1, EV_PERSIST, on_tick, wheel);
	return wheel;
}

void
wheel_free(struct wheel *wheel)
{
	assert(wheel->n_set == 0);
	event_free(wheel->ticker);
	free(wheel);
}

static void
insert(struct wheel_timer **head, struct wheel_timer *timer)
{
	timer->next = *head;
	timer->prev = head;
	if (*head != NULL)
		(*head)->prev = &timer->next;
	*head = timer;
}

static void
take_out(struct wheel_timer *timer)
{
	*timer->prev = timer->next;
	if (timer->next != NULL)
		timer->next->prev = timer->prev;
	timer->next = NULL;
	timer->prev = NULL;
}

static int64_t
tick_of(const struct wheel *wheel, int64_t at_usec)
{
	const int64_t tick = (at_usec + TICK_USEC - 1) / TICK_USEC;

	if (tick <= wheel->now)
		return wheel->now + 1;
	if (tick >= wheel->now + SLOTS)
		return wheel->now + SLOTS - 1;
	return tick;
}

static void
place(struct wheel *wheel, struct wheel_timer *timer)
{
	timer->tick = tick_of(wheel, timer->at_usec);
	insert(&wheel->slots[timer->tick % SLOTS], timer);
}

static void
start_ticking(struct wheel *wheel)
{
	const struct timeval tv = { .tv_usec = TICK_USEC };

	wheel->now = clock_mono_usec() / TICK_USEC;
	event_add(wheel->ticker, &tv);
}

void
wheel_set(struct wheel *wheel, struct wheel_timer *timer, int64_t at_usec)
{
	timer->at_usec = at_usec;
	if (timer->prev != NULL) {
		if (tick_of(wheel, at_usec) >= timer->tick)
			return;
		take_out(timer);
	} else if (wheel->n_set++ == 0) {
		start_ticking(wheel);
	}
	place(wheel, timer);
}

void
wheel_clear(struct wheel *wheel, struct wheel_timer *timer)
{
	if (timer->prev == NULL)
		return;
	take_out(timer);
	if (--wheel->n_set == 0)
		event_del(wheel->ticker);
}

static void
work_off(struct wheel *wheel, int64_t now_usec)
{
	/* Off the ring first: `expired` may set and free any timer. */
	struct wheel_timer **slot = &wheel->slots[wheel->now % SLOTS];
	struct wheel_timer *due = *slot;

	*slot = NULL;
	if (due != NULL)
		due->prev = &due;
	while (due != NULL) {
		struct wheel_timer *timer = due;

		if (timer->at_usec > now_usec) {
			take_out(timer);
			place(wheel, timer);
			continue;
		}
		wheel_clear(wheel, timer);
		wheel->expired(timer);
	}
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct wheel *wheel = arg;
	const int64_t now_usec = clock_mono_usec();
	const int64_t until = now_usec / TICK_USEC;

	(void)fd, (void)what;
	while (wheel->now < until && wheel->n_set > 0) {
		wheel->now++;
		work_off(wheel, now_usec);
	}
}
