/* sala admin: accounts from the command line. */
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "db/db.h"
#include "loop/task.h"
#include "model/password.h"
#include "ops/command.h"
#include "ops/errand.h"
#include "ops/new_password.h"
#include "ops/say.h"
#include "queries.h"
#include "text/name.h"
#include "text/slug.h"

/* One command: the account that it is about, and what became of it. */
struct admin {
	struct arena *arena;
	struct str login;
	struct password_hash hash;
	struct str result; /* the code of the database's answer */
};

static enum password_source
source_of(const struct command_line *line)
{
	if (command_line_has(line, "--password-stdin"))
		return PASSWORD_READ;
	return isatty(STDIN_FILENO) ? PASSWORD_ASKED : PASSWORD_MADE;
}

static bool
say_failure(struct db_batch *b)
{
	say_error("the database refused (" STR_FMT ")",
	    STR_ARG(db_batch_sqlstate(b)));
	return false;
}

static bool
create(struct task *task, void *arg)
{
	struct admin *admin = arg;
	struct db_batch *b = db_batch(task);
	struct arena *arena = task_arena(task);
	struct outcome *outcome;

	q_admin_account_create(b,
	    &(struct q_admin_account_create_args){
		.login = admin->login,
		.login_key = login_key(arena, admin->login),
		.login_skeleton = name_key(arena, admin->login),
		.pen_name = admin->login,
		.password = str_from(admin->hash.text),
		.role = STR("admin"),
	    },
	    &outcome);
	if (!db_run(b))
		return say_failure(b);
	admin->result = arena_str(admin->arena, outcome->result);
	return true;
}

static bool
set_password(struct task *task, void *arg)
{
	struct admin *admin = arg;
	struct db_batch *b = db_batch(task);
	struct outcome *outcome;

	q_admin_password_set(b, login_key(task_arena(task), admin->login),
	    str_from(admin->hash.text), &outcome);
	if (!db_run(b))
		return say_failure(b);
	admin->result = arena_str(admin->arena, outcome->result);
	return true;
}

/* All accounts are looked through, a thousand at a time. */
static bool
list(struct task *task, void *arg)
{
	int64_t before = INT64_MAX;
	size_t n;

	do {
		struct db_batch *b = db_batch(task);
		struct account_item *rows;

		q_admin_accounts(b, &before, &rows, &n);
		if (!db_run(b))
			return say_failure(b);
		for (size_t i = 0; i < n; i++)
			if (rows[i].is_admin)
				printf(STR_FMT "\t" STR_FMT "%s\n",
				    STR_ARG(rows[i].login),
				    STR_ARG(rows[i].name),
				    rows[i].is_disabled ? "\tdisabled" : "");
		if (n > 0)
			before = rows[n - 1].id;
	} while (n > 0);
	return true;
}

static bool
run(const struct config *config, bool (*fn)(struct task *, void *), void *arg)
{
	struct errand errand;
	bool good = errand_begin(&errand, config, false) &&
		    errand_run(&errand, fn, arg);

	errand_end(&errand);
	return good;
}

/* A reserved name is fine for an administrator, a malformed one is not. */
static bool
is_good_login(struct arena *arena, struct str login)
{
	struct msg why;

	if (login_is_valid(login, &why) || slug_is_reserved(arena, login))
		return true;
	say_message(why);
	return false;
}

/* create LOGIN, password LOGIN */
static int
change(
    const struct config *config, const struct command_line *line, bool is_new)
{
	struct admin admin = { .arena = config->arena };
	const enum password_source source = source_of(line);
	struct str password;

	if (line->n_words != 3)
		return COMMAND_MISUSED;
	admin.login = line->words[2];
	if ((is_new && !is_good_login(config->arena, admin.login)) ||
	    !new_password(source, admin.login, config->arena, &password))
		return COMMAND_FAILED;
	if (!password_hash(&admin.hash, password)) {
		say_error("there is no memory to hash the password");
		return COMMAND_FAILED;
	}
	if (!run(config, is_new ? create : set_password, &admin))
		return COMMAND_FAILED;
	if (!str_is(admin.result, "ok")) {
		say_error(is_new ? STR_FMT ": somebody has this login name"
				 : STR_FMT ": there is no such account",
		    STR_ARG(admin.login));
		return COMMAND_FAILED;
	}
	if (source == PASSWORD_MADE)
		printf(STR_FMT "\n", STR_ARG(password));
	return COMMAND_DONE;
}

int
command_admin(const struct config *config, const struct command_line *line)
{
	if (str_is(line->words[1], "create"))
		return change(config, line, true);
	if (str_is(line->words[1], "password"))
		return change(config, line, false);
	if (line->n_words != 2)
		return COMMAND_MISUSED;
	return run(config, list, NULL) ? COMMAND_DONE : COMMAND_FAILED;
}
