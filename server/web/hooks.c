/* What the HTTP server calls besides handlers. */
#include "http/server.h"
#include "web/app.h"
#include "web/gate.h"
#include "web/page.h"

/*
 * On every answer, whatever made it. Nothing may be loaded but from here; no
 * page may be framed; other sites learn no addresses of ours.
 */
static const struct {
	const char *name;
	struct str value;
} standing[] = {
	{ "Content-Security-Policy",
	    STR_INIT("default-src 'none'; script-src 'self'; style-src "
		     "'self'; connect-src 'self'; img-src 'self'; "
		     "form-action 'self'; base-uri 'none'; frame-ancestors "
		     "'none'") },
	{ "X-Content-Type-Options", STR_INIT("nosniff") },
	{ "Referrer-Policy", STR_INIT("same-origin") },
	{ "Cross-Origin-Opener-Policy", STR_INIT("same-origin") },
	{ "Permissions-Policy",
	    STR_INIT("camera=(), geolocation=(), microphone=(), "
		     "payment=(), usb=()") },
};

static void
add_standing_headers(struct req *r, struct reply *reply)
{
	for (size_t i = 0; i < COUNT(standing); i++)
		reply_header_set(reply, standing[i].name, standing[i].value);
	if (app_is_secure(app_of(r)))
		reply_header_set(reply, "Strict-Transport-Security",
		    STR("max-age=31536000"));
	if (reply_header_get(reply, "Cache-Control").len == 0)
		reply_header(reply, "Cache-Control", STR("no-store"));
}

const struct http_hooks app_hooks = {
	.error = reply_error,
	.before = gate_before,
	.after = add_standing_headers,
};
