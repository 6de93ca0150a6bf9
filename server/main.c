/* sala: the command line. */
#include <stdio.h>
#include <string.h>

#include "ops/config.h"
#include "ops/command.h"
#include "ops/handover.h"

static int
usage(FILE *out)
{
	fputs("Usage: sala [OPTION...] COMMAND\n\n", out);
	for (const struct command *c = commands; c->name != NULL; c++) {
		fprintf(out, "  sala %s %s\n      ", c->name, c->arguments);
		option_write_wrapped(out, "      ", 6, c->help);
	}
	fputs("\n  --help, --version\n  --config=FILE             "
	      "The configuration file: lines name = value.\n",
	    out);
	option_write_help(config_options, out);
	return COMMAND_DONE;
}

static int
misused(const char *what, struct str which)
{
	fprintf(stderr, "sala: " STR_FMT ": %s; see sala --help\n",
	    STR_ARG(which), what);
	return COMMAND_MISUSED;
}

static int
run(const struct config *config, const struct command_line *line)
{
	const struct command *command = command_find(line);
	int status;

	if (command_line_has(line, "--help"))
		return usage(stdout);
	if (command_line_has(line, "--version"))
		return puts(PACKAGE_STRING) < 0;
	if (line->n_words == 0)
		return misused("a command is missing", STR("sala"));
	if (command == NULL)
		return misused("there is no such command", line->words[0]);
	for (size_t i = 0; i < line->n_flags; i++)
		if (command->flags == NULL ||
		    !str_is(line->flags[i], command->flags))
			return misused(
			    "there is no such option", line->flags[i]);
	log_open((struct log_options){ .level = config->log_level });
	status = command->run(config, line);
	if (status == COMMAND_MISUSED)
		return misused("wrong arguments", line->words[0]);
	return status;
}

int
main(int argc, char **argv)
{
	struct config config;
	struct command_line line;
	struct str error;
	int status;

	while (!config_load(&config, &line, argv, &error)) {
		fprintf(stderr, "sala: " STR_FMT "\n", STR_ARG(error));
		config_free(&config);
		if (!handover_waits())
			return COMMAND_MISUSED;
	}
	status = run(&config, &line);
	config_free(&config);
	return status;
}
