/*
 * What every request passes before its handler: who it says it is (cookies),
 * and for a POST whether the form came from one of our own pages.
 *
 * A form carries a token that is a keyed hash of the session's token, or, for
 * a reader without a session, of a guest cookie set with the form's page. So
 * checking it needs no query and no state. A request from another site is
 * refused; a form whose token is merely out of date (the session ended or
 * changed in another tab while somebody was writing) is shown again for
 * confirmation, and nothing is lost.
 */
#include "web/gate.h"

#include "base/arena.h"
#include "base/token.h"
#include "http/request.h"
#include "http/route.h"
#include "web/app.h"
#include "web/carry.h"
#include "web/page.h"
#include "web/visit.h"

#define CSRF_CONTEXT "sala form token 1"

/*
 * The header that a browser adds by itself tells where the form stood. Old
 * browsers send neither; then the token alone decides.
 */
static bool
is_same_site(struct req *r)
{
	struct str fetch_site = req_header(r, "sec-fetch-site");
	struct str origin = req_header(r, "origin");

	if (fetch_site.ptr != NULL && !str_is(fetch_site, "same-origin") &&
	    !str_is(fetch_site, "none"))
		return false;
	if (origin.ptr == NULL)
		return true;
	if (str_eq_nocase(origin, app_of(r)->options->base_url))
		return true;
	return str_eq_nocase(
	    origin, arena_fmt(r->arena, "%s://" STR_FMT,
			r->https ? "https" : "http", STR_ARG(r->host)));
}

struct str
gate_token(struct req *r)
{
	struct visit *visit = visit_of(r);
	struct str secret =
	    visit->session.len > 0 ? visit->session : visit->guest;
	unsigned char key[TOKEN_HASH_BYTES], mac[TOKEN_HASH_BYTES];

	if (secret.len == 0)
		return STR("");
	token_hash(key, secret);
	token_mac(mac, key, STR(CSRF_CONTEXT));
	return token_hex(r->arena, mac, sizeof(mac));
}

static bool
token_is_right(struct req *r)
{
	struct str want = gate_token(r), got = req_form_raw(r, "csrf");

	return want.len > 0 && got.ptr != NULL && token_equal(want, got);
}

bool
gate_before(struct req *r, struct reply *out)
{
	visit_init(r);
	if (r->method != METHOD_POST)
		return false;
	if (!is_same_site(r)) {
		*out = reply_error(r, 403,
		    msg(N_("This form was sent from another site, so it was "
			   "not accepted. Open the page here and send it "
			   "again.")));
		return true;
	}
	if (token_is_right(r))
		return false;
	if (r->route->who != WHO_ANYONE && viewer_key(r).len == 0)
		*out = reply_log_in(r);
	else
		*out = reply_confirm(r,
		    msg(N_(
			"You were signed out or signed "
			"in again while this page was open. What you wrote is "
			"below. Check it and send it again.")));
	return true;
}
