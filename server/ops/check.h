/*
 * sala serve --check: whether `sala serve` would start, and whether it could
 * take over from one that runs (ops/swap.h). Serves nothing, changes nothing.
 */
#ifndef OPS_CHECK_H
#define OPS_CHECK_H

struct config;

/* The exit status; the log says what is wrong. */
int check_serve(const struct config *);

#endif
