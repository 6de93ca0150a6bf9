/*
 * A timing wheel: deadlines of thousands of connections with one timer of
 * the loop. Setting, moving and clearing a deadline costs no allocation, no
 * system call and no search; it is late by at most WHEEL_TICK_MS.
 *
 * The timer struct lies in the thing that it watches. Moving a deadline to a
 * later time only notes it; the timer finds its new place when the old one
 * comes up.
 */
#ifndef LOOP_WHEEL_H
#define LOOP_WHEEL_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct wheel;

#define WHEEL_TICK_MS 100

struct wheel_timer {
	struct wheel_timer *next, **prev; /* in a slot, or NULL */
	int64_t at_usec; /* monotonic */
	int64_t tick; /* whose slot it is in */
};

/*
 * `expired` is called once for a timer whose time has come, after it has been
 * cleared; it may set, clear and free any timer.
 */
struct wheel *wheel_new(
    struct loop *loop, void (*expired)(struct wheel_timer *));
/* All timers must have been cleared. */
void wheel_free(struct wheel *wheel);

void wheel_set(struct wheel *wheel, struct wheel_timer *timer, int64_t at_usec);
/* One that is not set is left alone. */
void wheel_clear(struct wheel *wheel, struct wheel_timer *timer);

#endif
