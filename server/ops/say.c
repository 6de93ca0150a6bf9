/* What a command says. */
#include "ops/say.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "text/catalogue.h"

void
say_error(const char *fmt, ...)
{
	va_list ap;

	fputs("sala: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void
say_message(struct msg m)
{
	struct catalogues *none = catalogues_new();
	struct buf b = { 0 };

	msg_text(&b, lang_find(none, STR("en")), m);
	say_error(STR_FMT, STR_ARG(buf_view(&b)));
	buf_release(&b);
	catalogues_free(none);
}
