/* Throttles of forms, and the answer when there is too much of something. */
#include "web/throttle.h"

#include "base/arena.h"
#include "base/metrics.h"
#include "http/request.h"
#include "loop/loop.h"
#include "web/app.h"
#include "web/page.h"

bool
throttle_allows(struct req *r, const char *kind, struct str key,
    struct throttle_rate rate, struct reply *out)
{
	int retry_after_s;

	if (throttle_take(
		app_of(r)->shared, str_from(kind), key, rate, &retry_after_s))
		return true;
	meter_add(&app_of(r)->loop->meter->throttle_refusals, 1);
	*out = reply_error(r, 429,
	    msg_n(N_("Try again in {n} seconds. What you wrote is kept on "
		     "this page."),
		retry_after_s));
	reply_header(
	    out, "Retry-After", arena_fmt(r->arena, "%d", retry_after_s));
	return false;
}

struct reply
reply_busy(struct req *r)
{
	struct reply reply = reply_error(
	    r, 503, msg(N_("Many people are using the site at this moment.")));

	reply_header(&reply, "Retry-After", STR("5"));
	return reply;
}
