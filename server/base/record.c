/* Field tables. */
#include "base/record.h"

const struct field *
record_find(const struct record *r, struct str name)
{
	for (size_t i = 0; i < r->n_fields; i++) {
		if (str_is(name, r->fields[i].name))
			return &r->fields[i];
	}
	return NULL;
}
