/*
 * Who asks: cookies in, cookies out. A session's cookie is HttpOnly,
 * SameSite=Lax, and under https carries Secure and the __Host- prefix, so
 * that no neighbouring host can set it.
 */
#include "web/visit.h"

#include "base/arena.h"
#include "base/token.h"
#include "base/utf8.h"
#include "http/reply.h"
#include "http/request.h"
#include "web/app.h"

#define TOKEN_BYTES	  32
#define SESSION_MAX_AGE_S (90 * 86400)
#define AGENT_MAX_CHARS	  200
#define GUEST_MAX_AGE_S	  (14 * 86400)

/* A token of ours is base64url text of this many bytes, or it is ignored. */
#define TOKEN_MIN_CHARS 22
#define TOKEN_MAX_CHARS 64

static const char *
session_name(struct req *r)
{
	return app_is_secure(app_of(r)) ? "__Host-session" : "session";
}

static const char *
guest_name(struct req *r)
{
	return app_is_secure(app_of(r)) ? "__Host-guest" : "guest";
}

static struct str
token_cookie(struct req *r, const char *name)
{
	struct str value = req_cookie(r, name);

	if (value.len < TOKEN_MIN_CHARS || value.len > TOKEN_MAX_CHARS)
		return STR("");
	return value;
}

static void
use_session(struct req *r, struct str token)
{
	struct visit *v = r->web;
	unsigned char *key = arena_alloc(r->arena, TOKEN_HASH_BYTES);

	token_hash(key, token);
	v->session = token;
	v->session_key = (struct str){ (char *)key, TOKEN_HASH_BYTES };
}

void
visit_init(struct req *r)
{
	struct visit *v = ARENA_NEW(r->arena, struct visit);

	r->web = v;
	v->session = token_cookie(r, session_name(r));
	v->guest = token_cookie(r, guest_name(r));
	v->language = req_cookie(r, "lang");
	v->session_key = STR("");
	if (v->session.len > 0)
		use_session(r, v->session);
}

struct visit *
visit_of(struct req *r)
{
	if (r->web == NULL) /* refused before the gate */
		visit_init(r);
	return r->web;
}

void
visit_need_token(struct req *r)
{
	struct visit *v = visit_of(r);

	if (v->session.len > 0 || v->guest.len > 0)
		return;
	v->guest = token_text(r->arena, TOKEN_BYTES);
	v->guest_is_new = true;
}

void
visit_set_cookie(struct req *r, struct reply *reply, const char *name,
    struct str value, int max_age_s)
{
	reply_cookie(reply, &(struct cookie){
				.name = name,
				.value = value,
				.max_age_s = max_age_s,
				.secure = app_is_secure(app_of(r)),
				.http_only = true,
				.same_site = COOKIE_LAX,
			    });
}

struct str
visit_new_session(struct req *r)
{
	struct visit *v = visit_of(r);
	unsigned char *key = arena_alloc(r->arena, TOKEN_HASH_BYTES);

	v->new_session = token_text(r->arena, TOKEN_BYTES);
	token_hash(key, v->new_session);
	return (struct str){ (char *)key, TOKEN_HASH_BYTES };
}

void
visit_begin_session(struct req *r)
{
	use_session(r, visit_of(r)->new_session);
}

void
visit_keep_session(struct req *r, struct reply *reply)
{
	visit_set_cookie(
	    r, reply, session_name(r), visit_of(r)->session, SESSION_MAX_AGE_S);
}

void
visit_end_session(struct req *r, struct reply *reply)
{
	visit_set_cookie(r, reply, session_name(r), STR(""), COOKIE_DELETE);
}

struct str
visit_agent(struct req *r)
{
	struct str agent = req_header(r, "user-agent");

	if (agent.ptr == NULL || !utf8_valid(agent))
		return STR("");
	return utf8_truncate(agent, AGENT_MAX_CHARS);
}

void
visit_finish(struct req *r, struct reply *reply)
{
	struct visit *v = visit_of(r);

	if (v->guest_is_new)
		visit_set_cookie(
		    r, reply, guest_name(r), v->guest, GUEST_MAX_AGE_S);
}
