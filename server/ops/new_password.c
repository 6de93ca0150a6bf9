/* Passwords from a terminal, from a pipe, from chance. */
#include "ops/new_password.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "base/token.h"
#include "base/utf8.h"
#include "model/password.h"
#include "ops/say.h"

/* A line of standard input without its end. */
static bool
read_line(struct arena *arena, struct str *out)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len = getline(&line, &cap, stdin);

	if (len > 0)
		*out = arena_str(
		    arena, str_trim((struct str){ line, (size_t)len }));
	free(line);
	return len > 0;
}

/* With the signals of the keyboard held back: no terminal is left mute. */
static bool
ask_once(const char *prompt, struct arena *arena, struct str *out)
{
	struct termios seen, unseen;
	sigset_t keyboard, before;
	bool good;

	if (tcgetattr(STDIN_FILENO, &seen) != 0)
		return false;
	sigemptyset(&keyboard);
	sigaddset(&keyboard, SIGINT);
	sigaddset(&keyboard, SIGTSTP);
	sigaddset(&keyboard, SIGTERM);
	sigprocmask(SIG_BLOCK, &keyboard, &before);
	unseen = seen;
	unseen.c_lflag &= ~(tcflag_t)ECHO;
	unseen.c_lflag |= ICANON | ECHONL;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
	fputs(prompt, stderr); /* nothing that is typed now is seen or lost */
	good = read_line(arena, out);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &seen);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return good;
}

static bool
ask(struct arena *arena, struct str *out)
{
	struct str again;

	if (!ask_once("Password: ", arena, out) ||
	    !ask_once("Once more: ", arena, &again)) {
		say_error("no password was given");
		return false;
	}
	if (str_eq(*out, again))
		return true;
	say_error("the two are not the same");
	return false;
}

/* Sixteen characters of 32 that nobody mistakes: 80 bits. */
static struct str
make(struct arena *arena)
{
	static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";
	unsigned char bytes[16];
	char text[20];
	size_t n = 0;

	token_random(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++) {
		if (i > 0 && i % 4 == 0)
			text[n++] = '-';
		text[n++] = alphabet[bytes[i] % 32];
	}
	return arena_str(arena, (struct str){ text, n });
}

bool
new_password(enum password_source source, struct str login, struct arena *arena,
    struct str *out)
{
	struct msg refusal;

	if (source == PASSWORD_MADE) {
		*out = make(arena);
		return true;
	}
	if (source == PASSWORD_ASKED && !ask(arena, out))
		return false;
	if (source == PASSWORD_READ && !read_line(arena, out)) {
		say_error("no password was given");
		return false;
	}
	if (!utf8_is_clean(*out, false)) {
		say_error("the password is not text in UTF-8");
		return false;
	}
	refusal = password_refusal(*out, login);
	if (refusal.id == NULL)
		return true;
	say_message(refusal);
	return false;
}
