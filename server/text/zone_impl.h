/* The site's time zone: a constant table once it is set. */
#ifndef TEXT_ZONE_IMPL_H
#define TEXT_ZONE_IMPL_H

#include "base/str.h"

MUST_CHECK
bool zone_set(struct str name);
int zone_offset_s(int64_t usec);

#endif
