/* Throttles in shared memory. */
#include "base/shared.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"

#include "../tap.h"

static int64_t now_usec = 1000 * USEC_PER_SEC;

static int64_t
test_clock(void)
{
	return now_usec;
}

static struct shared *s;

static int
take_many(const char *kind, const char *key, struct throttle_rate rate, int n)
{
	int taken = 0;

	for (int i = 0; i < n; i++)
		taken +=
		    throttle_take(s, str_from(kind), str_from(key), rate, NULL);
	return taken;
}

static void
a_bucket(void)
{
	static const struct throttle_rate rate = { 3, 1, 10 };
	int wait = -1;

	ok(throttle_take(s, STR("log-in"), STR("a"), rate, &wait) && wait == 0,
	    "the first is allowed");
	is_int(take_many("log-in", "a", rate, 5), 2, "two more of five are");
	ok(!throttle_take(s, STR("log-in"), STR("a"), rate, &wait),
	    "then it is too many");
	is_int(wait, 10, "one comes back in ten seconds");
	now_usec += 9500 * USEC_PER_MS;
	ok(!throttle_peek(s, STR("log-in"), STR("a"), rate, &wait),
	    "not after nine and a half");
	is_int(wait, 1, "half a second is rounded up");
	now_usec += 500 * USEC_PER_MS;
	ok(throttle_peek(s, STR("log-in"), STR("a"), rate, &wait),
	    "after ten it is back");
	is_int(take_many("log-in", "a", rate, 5), 1,
	    "one, and looking cost "
	    "nothing");
	is_int(take_many("log-in", "b", rate, 5), 3,
	    "another key is another "
	    "bucket");
	is_int(take_many("log-", "ina", rate, 5), 3, "kind and key are apart");
	now_usec += 3600 * USEC_PER_SEC;
	is_int(take_many("log-in", "a", rate, 5), 3, "never more than full");
	throttle_forget(s, STR("log-in"), STR("a"));
	throttle_forget(s, STR("log-in"), STR("never seen"));
	is_int(take_many("log-in", "a", rate, 5), 3, "forgotten");
	ok(throttle_peek(s, STR("log-in"), STR("new"), rate, NULL),
	    "who was never seen may");
}

static void
a_class_of_sixty(void)
{
	static const struct throttle_rate rate = { 60, 60, 3600 };
	int signed_up = 0;

	for (int minute = 0; minute < 60; minute++) {
		signed_up += take_many("sign-up", "203.0.113.7", rate, 1);
		now_usec += 60 * USEC_PER_SEC;
	}
	is_int(signed_up, 60, "sixty sign up one by one within an hour");
	is_int(take_many("sign-up", "203.0.113.8", rate, 100), 60,
	    "or all in the first minute, but no more");
}

static void
bounded_memory(void)
{
	static const struct throttle_rate rate = { 2, 1, 60 };
	struct arena *a = arena_new();
	int allowed = 0;

	for (int i = 0; i < 5000; i++) {
		const struct str key = arena_fmt(a, "10.0.%d", i);

		allowed += throttle_take(s, STR("flood"), key, rate, NULL);
	}
	is_int(allowed, 5000, "more keys than slots: nobody is refused");
	arena_release(a);
}

static void
the_oldest_goes(void)
{
	static const struct throttle_rate slow = { 1, 1, 86400 };
	static const struct throttle_rate fast = { 1, 1, 1 };
	struct arena *a = arena_new();

	is_int(take_many("guess", "admin", slow, 2), 1, "an account is shut");
	for (int i = 0; i < 5000; i++) {
		const struct str key = arena_fmt(a, "page %d", i);

		if (!throttle_take(s, STR("read"), key, fast, NULL))
			break;
	}
	is_int(take_many("guess", "admin", slow, 1), 0,
	    "and stays so when many short-lived keys pass");
	arena_release(a);
}

static void
shared_by_processes(void)
{
	static const struct throttle_rate rate = { 4000, 1, 86400 };
	enum { CHILDREN = 4 };
	int fds[2], total = 0, taken;

	if (pipe(fds) != 0)
		return;
	for (int i = 0; i < CHILDREN; i++) {
		if (fork() == 0) {
			taken = take_many("all", "one", rate, 2000);
			const bool sent = write(fds[1], &taken,
					      sizeof(taken)) == sizeof(taken);

			_exit(!sent);
		}
	}
	close(fds[1]);
	while (read(fds[0], &taken, sizeof(taken)) == sizeof(taken))
		total += taken;
	while (wait(NULL) > 0)
		;
	close(fds[0]);
	is_int(total, 4000, "four processes take together what one may");
}

/* Another program goes on with the table. */
static void
adopted(void)
{
	const struct throttle_rate once = { 1, 1, 3600 };
	struct shared *other = shared_adopt(shared_fd(s));

	ok(other != NULL, "the table is adopted");
	if (other == NULL)
		return;
	ok(throttle_take(s, STR("adopted"), STR("x"), once, NULL),
	    "what one program has counted");
	ok(!throttle_take(other, STR("adopted"), STR("x"), once, NULL),
	    "the next one knows");
	shared_free(other);
}

static void
not_adopted(void)
{
	const int fd = memfd_create("other", 0);
	uint64_t layout = 1;

	ok(shared_adopt(fd) == NULL, "an empty file is no table");
	ok(ftruncate(fd, 1 << 20) == 0 && shared_adopt(fd) == NULL,
	    "nor are zeros");
	close(fd);
	ok(pwrite(shared_fd(s), &layout, sizeof(layout), 8) == 8 &&
		shared_adopt(shared_fd(s)) == NULL,
	    "another version's table is not adopted");
}

int
main(void)
{
	static const struct shared_options options = { 256, test_clock };

	s = shared_new(&options);
	a_bucket();
	a_class_of_sixty();
	bounded_memory();
	the_oldest_goes();
	shared_free(s);
	s = shared_new(&(struct shared_options){ 0 });
	shared_by_processes();
	adopted();
	not_adopted();
	shared_free(s);
	return done_testing();
}
