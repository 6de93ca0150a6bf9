/* Demonstration content, sql/demo.sql, for a site that has nothing yet. */
#ifndef OPS_DEMO_H
#define OPS_DEMO_H

#include <stdbool.h>

#include "base/compiler.h"

struct errand;

/*
 * Loads it when no account exists, in one transaction. True also when there
 * was nothing to do. False: the log says why, and nothing was changed.
 */
MUST_CHECK
bool demo_load(struct errand *);

#endif
