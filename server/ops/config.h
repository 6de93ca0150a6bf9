/*
 * The configuration: what config.c's one table of options fills. Values come
 * from the defaults, then from the configuration file, then from the command
 * line. Read once; a reload makes another struct config.
 */
#ifndef OPS_CONFIG_H
#define OPS_CONFIG_H

#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"
#include "http/server.h"
#include "ops/option.h"
#include "web/app.h"

/* Where processes listen and live. */
struct ops_options {
	struct str listen; /* "127.0.0.1:8080 [::1]:8080" */
	struct str state_dir, runtime_dir; /* empty: see ops/place.h */
	struct str user; /* whose rights a Sala started as root takes */
	int workers; /* 0: one for each processor core */
	int scribes; /* for each worker */
};

struct config {
	struct arena *arena; /* holds every text below */
	struct ops_options ops;
	struct str database; /* conninfo; empty: the private PostgreSQL */
	struct str database_owner; /* empty: as database */
	struct app_options app; /* base_url is never empty */
	struct http_options http;
	struct str time_zone;
	struct str template_dir; /* empty: the embedded templates */
	struct str trusted_proxies; /* "10.0.0.1 fd00::/8" */
	enum log_level log_level;
};

extern const struct option config_options[];

/* A flag that the table does not know belongs to the command. */
struct command_line {
	struct str *words; /* the command and its arguments */
	size_t n_words;
	struct str *flags; /* "--demo", as written */
	size_t n_flags;
	char **argv; /* all of it */
};

/*
 * Reads arguments and file. --config=FILE names the file; without it
 * SYSCONFDIR/sala/sala.conf is read if it is there. False: *error is what to
 * print. The config is released with config_free either way.
 */
MUST_CHECK
bool config_load(
    struct config *, struct command_line *, char **argv, struct str *error);
void config_free(struct config *);

/* Whether the flag was given; a command asks for each that it knows. */
bool command_line_has(const struct command_line *, const char *flag);

#endif
