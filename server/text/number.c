/* Numbers. */
#include "text/number.h"

#include <stdio.h>

#include "text/locale_impl.h"

void
number_show(struct buf *b, const struct lang *lang, int64_t n)
{
	const struct locale *l = lang->locale;
	char digits[24];
	const uint64_t magnitude = n < 0 ? -(uint64_t)n : (uint64_t)n;
	const size_t len = (size_t)snprintf(
	    digits, sizeof(digits), "%llu", (unsigned long long)magnitude);

	if (n < 0)
		buf_char(b, '-');
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			buf_str(b, l->group);
		buf_str(b, l->digits[digits[i] - '0']);
	}
}
