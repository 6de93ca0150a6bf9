/*
 * What a request's head says about its body and its connection (RFC 9112
 * §6, §9.3; RFC 9110 §10.1.1). Whatever is ambiguous is refused, and the
 * connection must then be closed, because nobody knows where the next
 * message begins.
 */
#ifndef HTTP_FRAMING_IMPL_H
#define HTTP_FRAMING_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "http/head_impl.h"

/* A status to refuse with, or 0; `why` is a message's id, n its number. */
struct refusal {
	int status;
	const char *why;
	int64_t n;
};

struct framing {
	bool chunked;
	uint64_t length; /* when not chunked */
	bool keep_alive; /* the client's wish */
	bool expects_continue;
	bool expects_other; /* what cannot be met: 417 */
};

struct refusal framing_read(const struct head *h, struct framing *out);

/* The request target, in the forms of RFC 9112 §3.2. */
struct target {
	struct str authority; /* of the absolute form; else absent */
	bool https; /* the absolute form's scheme */
	struct str path; /* begins with a slash */
	struct str query; /* absent: none */
};
struct refusal target_read(const struct head *h, struct target *out);

/* RFC 9110 §7.2: uri-host [":" port]. */
bool host_is_valid(struct str host);

#endif
