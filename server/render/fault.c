/* Collecting mistakes. */
#include "render/fault_impl.h"

#include <stdarg.h>
#include <stdio.h>

#define MAX_SHOWN      20
#define MAX_LINE_BYTES 1024

/* Whether a line that begins so is there already. */
static bool
is_told(const struct faults *f, struct str start)
{
	struct str rest = buf_view(&f->text), told;

	while (rest.len > 0) {
		str_cut(rest, '\n', &told, &rest);
		if (str_starts(told, start))
			return true;
	}
	return false;
}

void
fault(struct faults *f, struct place at, const char *fmt, ...)
{
	char line[MAX_LINE_BYTES];
	struct str start = { line, 0 };
	int n;
	va_list ap;

	if (at.line > 0)
		n = snprintf(line, sizeof(line), "%s:%d: ", at.file, at.line);
	else
		n = snprintf(line, sizeof(line), "%s: ", at.file);
	start.len = (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1;
	va_start(ap, fmt);
	vsnprintf(line + start.len, sizeof(line) - start.len, fmt, ap);
	va_end(ap);
	if (is_told(f, at.line > 0 ? start : str_from(line)))
		return;
	if (f->n++ >= MAX_SHOWN)
		return;
	if (f->text.len > 0)
		buf_lit(&f->text, "\n");
	buf_str(&f->text, str_from(line));
}
