/* The table of commands, and the smallest of them. */
#include "ops/command.h"

#include <stdio.h>
#include <string.h>

const struct command commands[] = {
	{ "serve", "[--check]", "--check",
	    "Run the server until SIGTERM or Ctrl-C; on SIGHUP read the "
	    "configuration again and become the program that is installed by "
	    "then, without losing a request. With --check only say whether "
	    "the configuration is good, as SIGHUP does before.",
	    command_serve },
	{ "migrate", "[--demo]", "--demo",
	    "Bring the database's schema up to date; with --demo also load "
	    "demonstration content into an empty one.",
	    command_migrate },
	{ "admin", "create LOGIN [--password-stdin]", "--password-stdin",
	    "Make an administrator's account.", command_admin },
	{ "admin", "password LOGIN [--password-stdin]", "--password-stdin",
	    "Give any account a new password and end its sessions.",
	    command_admin },
	{ "admin", "list", NULL, "List the administrators.", command_admin },
	{ "config", "[--manual]", "--manual",
	    "Print a configuration file with every option at its default, "
	    "or the options' part of the manual page.",
	    command_config },
	{ 0 },
};

/* "create" for "create LOGIN [--password-stdin]"; empty for flags only. */
static struct str
subcommand_of(const struct command *command)
{
	size_t len = strcspn(command->arguments, " ");

	if (command->arguments[0] == '[')
		len = 0;
	return (struct str){ command->arguments, len };
}

const struct command *
command_find(const struct command_line *line)
{
	for (const struct command *c = commands; c->name != NULL; c++) {
		struct str sub = subcommand_of(c);

		if (line->n_words == 0 || !str_is(line->words[0], c->name))
			continue;
		if (sub.len == 0 ||
		    (line->n_words > 1 && str_eq(line->words[1], sub)))
			return c;
	}
	return NULL;
}

static void
write_manual_commands(void)
{
	for (const struct command *c = commands; c->name != NULL; c++)
		printf(".TP\n\\fBsala %s\\fR %s\n%s\n", c->name, c->arguments,
		    c->help);
}

int
command_config(const struct config *config, const struct command_line *line)
{
	if (line->n_words > 1)
		return COMMAND_MISUSED;
	if (command_line_has(line, "--manual")) {
		puts(".SH COMMANDS");
		write_manual_commands();
		puts(".SH OPTIONS");
		option_write_manual(config_options, stdout);
	} else {
		puts("# Configuration of Sala: name = value. See sala(8).");
		option_write_file(config_options, stdout);
	}
	return COMMAND_DONE;
}
