/*
 * Conditional requests and ranges (RFC 9110 §13, §14), for a GET or HEAD that
 * would be answered 200. Conditions and ranges that are malformed are
 * ignored.
 */
#ifndef HTTP_CONDITION_IMPL_H
#define HTTP_CONDITION_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "http/head_impl.h"

/* What the selected representation is. */
struct validators {
	struct str etag; /* strong, without quotes; absent: none */
	int64_t modified_sec; /* 0: not known */
	int64_t now_sec; /* the answer's Date */
};

/* 200 to go on, 304, or 412, by the precedence of §13.2.2. */
int condition_status(const struct head *h, const struct validators *v);

struct range {
	uint64_t from, to; /* both included */
};

/*
 * 200: send it whole; 206: send *out; 416: cannot be satisfied. For GET only
 * (§14.2); several ranges are answered whole.
 */
int range_status(const struct head *h, const struct validators *v,
    uint64_t length, struct range *out);

#endif
