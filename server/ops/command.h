/*
 * The commands of the program `sala`. main.c has their table; each function
 * returns the exit status: 0 done, 1 failed, 2 asked in a wrong way.
 */
#ifndef OPS_COMMAND_H
#define OPS_COMMAND_H

#include "ops/config.h"

enum { COMMAND_DONE = 0, COMMAND_FAILED = 1, COMMAND_MISUSED = 2 };

struct command {
	const char *name;
	const char *arguments; /* "create LOGIN [--password-stdin]" */
	const char *flags; /* that it knows: "--demo"; NULL: none */
	const char *help;
	int (*run)(const struct config *, const struct command_line *);
};

int command_serve(const struct config *, const struct command_line *);
int command_migrate(const struct config *, const struct command_line *);
int command_admin(const struct config *, const struct command_line *);
int command_config(const struct config *, const struct command_line *);

/*
 * The row for these words: of several with one name, the one whose arguments
 * begin with the second word. NULL: there is no such command.
 */
const struct command *command_find(const struct command_line *);

/* Ends with a row whose name is NULL. */
extern const struct command commands[];

#endif
