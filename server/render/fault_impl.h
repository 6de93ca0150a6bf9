/*
 * What is wrong with templates: "file:line: message" lines, collected, so
 * that one start shows many mistakes. Of each line only the first mistake is
 * told: the rest may follow from it, and a partial is compiled many times.
 */
#ifndef RENDER_FAULT_IMPL_H
#define RENDER_FAULT_IMPL_H

#include "base/buf.h"
#include "base/compiler.h"

struct place {
	const char *file;
	int line; /* 0: not known, not shown */
};

/* Zeroed is initialised; buf_release(&faults.text) at the end. */
struct faults {
	struct buf text;
	size_t n; /* also counts those past the limit */
};

void fault(struct faults *f, struct place at, const char *fmt, ...)
    PRINTF(3, 4);

#endif
