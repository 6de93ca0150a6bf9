/* The hot path: a ready answer to a complete head, without a task. */
#ifndef HTTP_HOT_IMPL_H
#define HTTP_HOT_IMPL_H

#include <stdbool.h>

#include "http/conn_impl.h"

/* False: nothing was done, and the request goes the usual way. */
bool hot_answer(struct conn *conn, const struct head_parser *p);

/* Accept-Encoding: whether gzip is taken (RFC 9110 §12.5.3). */
bool hot_takes_gzip(const struct head *h);

#endif
