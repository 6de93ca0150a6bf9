/* sala admin: accounts from the command line. */
#include "ops/command.h"

int
command_admin(const struct config *config, const struct command_line *line)
{
	return COMMAND_FAILED;
}
