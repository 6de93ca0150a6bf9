/* /metrics, for Prometheus and those that read its format. */
#ifndef OPS_SCRAPE_H
#define OPS_SCRAPE_H

#include "http/route.h"

extern const struct route scrape_routes[];

#endif
