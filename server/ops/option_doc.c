/* Options as people read them: --help, the sample file, the manual page. */
#include "ops/option.h"

#include <ctype.h>
#include <string.h>

enum { TEXT_COLUMN = 28, LINE_COLUMNS = 78 };

static bool
is_end(const struct option *row)
{
	return row->name == NULL && row->section == NULL;
}

void
option_write_wrapped(
    FILE *out, const char *indent, size_t column, const char *text)
{
	while (*text != '\0') {
		size_t word = strcspn(text, " ");

		if (column + 1 + word > LINE_COLUMNS) {
			fprintf(out, "\n%s", indent);
			column = strlen(indent);
		} else if (column > strlen(indent)) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, word, out);
		column += word;
		text += word + strspn(text + word, " ");
	}
	fputc('\n', out);
}

/* "ADDRESS", "NUMBER", "debug|info": what stands for the value. */
static void
value_name(const struct option *row, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	if (row->choices == NULL) {
		snprintf(out, size, "%s",
		    row->arg != NULL	      ? row->arg
		    : row->type == OPTION_INT ? "NUMBER"
					      : "TEXT");
		return;
	}
	for (const struct option_choice *c = row->choices; c->name; c++)
		used += (size_t)snprintf(out + used, size - used, "%s%s",
		    used > 0 ? "|" : "", c->name);
}

/* The help, what it counts in, its range, how often, its default. */
static const char *
full_help(const struct option *row, char *out, size_t size)
{
	size_t used = (size_t)snprintf(out, size, "%s", row->help);

	if (row->unit != NULL)
		used += (size_t)snprintf(
		    out + used, size - used, " In %s.", row->unit);
	if (row->type == OPTION_INT)
		used += (size_t)snprintf(out + used, size - used,
		    " From %lld to %lld.", (long long)row->min,
		    (long long)row->max);
	if (row->repeats)
		used += (size_t)snprintf(
		    out + used, size - used, " May be given several times.");
	if (row->value != NULL && row->value[0] != '\0')
		snprintf(out + used, size - used, " Default: %s.", row->value);
	return out;
}

static void
write_help_row(const struct option *row, FILE *out)
{
	char value[80], help[1000], indent[TEXT_COLUMN + 1];
	size_t column;

	memset(indent, ' ', TEXT_COLUMN);
	indent[TEXT_COLUMN] = '\0';
	value_name(row, value, sizeof(value));
	column = (size_t)fprintf(out, "  --%s=%s", row->name, value);
	if (column + 2 > TEXT_COLUMN) {
		fprintf(out, "\n%s", indent);
		column = TEXT_COLUMN;
	}
	column += (size_t)fprintf(out, "%*s", (int)(TEXT_COLUMN - column), "");
	option_write_wrapped(
	    out, indent, column, full_help(row, help, sizeof(help)));
}

void
option_write_help(const struct option *table, FILE *out)
{
	for (const struct option *row = table; !is_end(row); row++)
		if (row->name == NULL)
			fprintf(out, "\n%s:\n", row->section);
		else
			write_help_row(row, out);
}

void
option_write_file(const struct option *table, FILE *out)
{
	char help[1000];

	for (const struct option *row = table; !is_end(row); row++) {
		if (row->name == NULL) {
			fprintf(out, "\n## %s\n", row->section);
			continue;
		}
		fputs("\n# ", out);
		option_write_wrapped(
		    out, "# ", 2, full_help(row, help, sizeof(help)));
		fprintf(out, "#%s = %s\n", row->name,
		    row->value != NULL ? row->value : "");
	}
}

/* Text for troff: hyphens are minus signs, no line begins a request. */
static void
write_troff(FILE *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	for (; *text != '\0'; text++)
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else
			fputc(*text, out);
}

void
option_write_manual(const struct option *table, FILE *out)
{
	char value[80], help[1000];

	for (const struct option *row = table; !is_end(row); row++) {
		if (row->name == NULL) {
			fprintf(out, ".SS %s\n", row->section);
			continue;
		}
		value_name(row, value, sizeof(value));
		fputs(".TP\n\\fB", out);
		write_troff(out, row->name);
		fputs("\\fR = \\fI", out);
		write_troff(out, value);
		fputs("\\fR\n", out);
		write_troff(out, full_help(row, help, sizeof(help)));
		fputc('\n', out);
	}
}
