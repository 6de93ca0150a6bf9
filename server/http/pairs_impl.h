/*
 * Names and values: queries and forms, urlencoded (URL Standard §5.1) or
 * multipart/form-data (RFC 7578). All come out decoded, as clean text:
 * strict percent-decoding, valid UTF-8, no NUL, no control characters but
 * TAB, LF and CR; anything else is refused.
 */
#ifndef HTTP_PAIRS_IMPL_H
#define HTTP_PAIRS_IMPL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "http/framing_impl.h"
#include "http/request.h"

#define PAIRS_MAX	       1000 /* of a query or an urlencoded form */
#define MULTIPART_MAX_PARTS    20
#define MULTIPART_MAX_BOUNDARY 70
#define MULTIPART_MAX_HEADER   8192 /* bytes of one part's head */

struct pairs {
	struct req_pair *list;
	size_t n;
};

/* The first value of that name, absent when there is none. */
struct str pairs_get(const struct pairs *pairs, struct str name);

struct refusal pairs_read_urlencoded(
    struct arena *a, struct str text, struct pairs *out);

/* Parts that are files (have a file name) are passed over. */
struct refusal pairs_read_multipart(
    struct arena *a, struct str body, struct str boundary, struct pairs *out);

/* A form's body by its Content-Type; what is no form is 415. */
struct refusal pairs_read_form(struct arena *a, struct str content_type,
    struct str body, struct pairs *out);

#endif
