/*
 * For monitors and for the proxy in front:
 *
 *	GET /healthz	200 as long as this process answers
 *	GET /readyz	200 when the database is there, with the schema and
 *			the statements that this Sala wants; 503 otherwise,
 *			with the reason
 */
#ifndef OPS_HEALTH_H
#define OPS_HEALTH_H

#include "http/route.h"

extern const struct route health_routes[];

#endif
