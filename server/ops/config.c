/* The one table of options, and where their values come from. */
#include "ops/config.h"

#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

#include "ops/listen.h"

static const char *check_listen(struct str);
static const char *check_networks(struct str);
static const char *check_base_url(struct str);
static const char *check_path(struct str);
static const char *check_conninfo(struct str);
static const char *check_not_empty(struct str);

static const struct option_choice log_levels[] = {
	{ "error", LOG_LEVEL_ERROR },
	{ "warn", LOG_LEVEL_WARN },
	{ "info", LOG_LEVEL_INFO },
	{ "debug", LOG_LEVEL_DEBUG },
	{ NULL, 0 },
};

/* clang-format off */
#define AT(member) OPTION_SLOT(struct config, member)

const struct option config_options[] = {
	{ OPTION_SECTION("The site") },
	{ "site-title", OPTION_TEXT, "Sala", AT(app.site_title),
	  .check = check_not_empty,
	  .help = "The community's name, as every page and feed shows it." },
	{ "base-url", OPTION_TEXT, "", AT(app.base_url),
	  .arg = "URL", .check = check_base_url,
	  .help = "The address under which readers see the site: scheme, "
	      "host, port, nothing behind. Links in feeds and mail are made "
	      "from it. Empty: http and the first address of listen." },
	{ "language", OPTION_TEXT, "th", AT(app.language),
	  .arg = "CODE", .check = check_not_empty,
	  .help = "The language for readers who ask for none." },
	{ "time-zone", OPTION_TEXT, "Asia/Bangkok", AT(time_zone),
	  .arg = "ZONE", .check = check_not_empty,
	  .help = "The zone in which times are shown." },
	{ "template-dir", OPTION_TEXT, "", AT(template_dir),
	  .arg = "DIR", .check = check_path,
	  .help = "Templates to be used in place of the built-in ones." },

	{ OPTION_SECTION("Listening") },
	{ "listen", OPTION_TEXT, "127.0.0.1:8080", AT(ops.listen),
	  .arg = "ADDRESS:PORT", .repeats = true, .check = check_listen,
	  .help = "Where to accept connections; an IPv6 address stands in "
	      "brackets." },
	{ "trusted-proxies", OPTION_TEXT, "", AT(trusted_proxies),
	  .arg = "NETWORK", .repeats = true, .check = check_networks,
	  .help = "Addresses or networks (10.0.0.0/8) of the proxies whose "
	      "X-Forwarded-For and X-Forwarded-Proto are believed." },

	{ "metrics-from", OPTION_TEXT, "127.0.0.0/8 ::1", AT(app.metrics_from),
	  .arg = "NETWORK", .repeats = true, .check = check_networks,
	  .help = "Addresses or networks that may read /metrics; to others it "
	      "is not there. Empty: nobody." },

	{ OPTION_SECTION("Limits") },
	{ "max-connections", OPTION_INT, "0", AT(http.max_connections),
	  .max = 1000000,
	  .help = "Connections at once to one worker; 0: as many as the "
	      "system's open files allow." },
	{ "max-connections-per-address", OPTION_INT, "1024",
	  AT(http.max_connections_per_address), .max = 1000000,
	  .help = "Connections at once from one address; 0: no limit. It does "
	      "not hold for trusted proxies." },
	{ "max-requests", OPTION_INT, "4096", AT(http.max_requests),
	  .min = 1, .max = 1000000,
	  .help = "Requests that one worker works on at once; what comes "
	      "beyond is answered 503." },
	{ "header-timeout", OPTION_INT, "10", AT(http.header_ms),
	  .min = 1, .max = 3600, .scale = 1000, .unit = "seconds",
	  .help = "Time for a request's head, from its first byte." },
	{ "body-timeout", OPTION_INT, "30", AT(http.body_ms),
	  .min = 1, .max = 3600, .scale = 1000, .unit = "seconds",
	  .help = "Time for a request's body, and a second more for each KB." },
	{ "idle-timeout", OPTION_INT, "60", AT(http.idle_ms),
	  .min = 1, .max = 3600, .scale = 1000, .unit = "seconds",
	  .help = "Time that a connection may wait for its next request." },
	{ "write-timeout", OPTION_INT, "30", AT(http.write_ms),
	  .min = 1, .max = 3600, .scale = 1000, .unit = "seconds",
	  .help = "Time in which a reader must take some part of an answer." },
	{ "request-timeout", OPTION_INT, "60", AT(http.request_ms),
	  .min = 1, .max = 3600, .scale = 1000, .unit = "seconds",
	  .help = "Time to work on a request." },

	{ OPTION_SECTION("Database") },
	{ "database", OPTION_TEXT, "", AT(database),
	  .arg = "CONNINFO", .check = check_conninfo,
	  .help = "A PostgreSQL of your own, as libpq writes it: "
	      "host=/run/postgresql dbname=sala user=sala. Empty: Sala runs "
	      "a private one." },
	{ "database-owner", OPTION_TEXT, "", AT(database_owner),
	  .arg = "CONNINFO", .check = check_conninfo,
	  .help = "How sala migrate connects, when it must be another role. "
	      "Empty: as database." },

	{ OPTION_SECTION("Processes") },
	{ "workers", OPTION_INT, "0", AT(ops.workers), .max = 64,
	  .help = "Processes that answer requests; 0: one for each processor "
		  "core." },
	{ "cache-size", OPTION_INT, "64", AT(app.cache_bytes), .max = 65536,
	  .scale = 1 << 20, .unit = "megabytes",
	  .help = "Memory that each of them may use to keep pages for readers "
		  "who are not logged in; 0: none is kept." },
	{ "scribes", OPTION_INT, "2", AT(ops.scribes), .min = 1, .max = 16,
	  .help = "Sandboxed helpers of each worker that parse what members "
	      "write." },
	{ "user", OPTION_TEXT, "sala", AT(ops.user),
	  .check = check_not_empty,
	  .help = "The system user whose rights Sala takes when it is started "
	      "as root." },
	{ "state-dir", OPTION_TEXT, "", AT(ops.state_dir),
	  .arg = "DIR", .check = check_path,
	  .help = "Where the private PostgreSQL keeps its data. Empty: "
	      "/var/lib/sala when started as root, else "
	      "$XDG_STATE_HOME/sala or ~/.local/state/sala." },
	{ "runtime-dir", OPTION_TEXT, "", AT(ops.runtime_dir),
	  .arg = "DIR", .check = check_path,
	  .help = "Where sockets lie. Empty: /run/sala when started as root, "
	      "else a fresh directory under $TMPDIR." },

	{ OPTION_SECTION("Log") },
	{ "log-level", OPTION_CHOICE, "info", AT(log_level),
	  .choices = log_levels,
	  .help = "The least urgent events that are logged." },
	{ 0 },
};
/* clang-format on */

#define CONFIG_FILE SALA_SYSCONFDIR "/sala/sala.conf"

/* The command line, taken apart. */
struct arguments {
	struct command_line *line;
	struct str *names, *values; /* settings, in their order */
	size_t n_settings;
	struct str file; /* absent: the usual one */
};

static bool split_arguments(
    struct arguments *, struct arena *, char **argv, struct str *error);
static bool apply(struct option_set *, const struct arguments *, struct str *);
static void derive(struct config *);

bool
config_load(struct config *config, struct command_line *line, char **argv,
    struct str *error)
{
	struct arguments args = { .line = line };
	struct option_set set;

	*config = (struct config){ .arena = arena_new() };
	config->http = http_options_default();
	option_set_init(&set, config_options, config, config->arena);
	if (!split_arguments(&args, config->arena, argv, error) ||
	    !apply(&set, &args, error))
		return false;
	derive(config);
	return true;
}

void
config_free(struct config *config)
{
	arena_release(config->arena);
}

bool
command_line_has(const struct command_line *line, const char *flag)
{
	for (size_t i = 0; i < line->n_flags; i++)
		if (str_is(line->flags[i], flag))
			return true;
	return false;
}

/* One "--name", "--name=value" or "--name value"; *word moves on past it. */
static bool
split_flag(struct arguments *args, char ***word)
{
	struct command_line *line = args->line;
	struct str name, value;

	if (!str_cut(str_from(**word + 2), '=', &name, &value)) {
		if (!str_is(name, "config") &&
		    option_find(config_options, name) == NULL) {
			line->flags[line->n_flags++] = str_from(**word);
			return true;
		}
		if ((*word)[1] == NULL)
			return false;
		value = str_from(*++*word);
	}
	if (str_is(name, "config")) {
		args->file = value;
		return true;
	}
	args->names[args->n_settings] = name;
	args->values[args->n_settings++] = value;
	return true;
}

static bool
split_arguments(
    struct arguments *args, struct arena *arena, char **argv, struct str *error)
{
	struct command_line *line = args->line;
	size_t n = 0;

	while (argv[n] != NULL)
		n++;
	line->words = ARENA_ARRAY(arena, struct str, n + 1);
	line->flags = ARENA_ARRAY(arena, struct str, n + 1);
	args->names = ARENA_ARRAY(arena, struct str, n + 1);
	args->values = ARENA_ARRAY(arena, struct str, n + 1);
	line->n_words = line->n_flags = 0;
	line->argv = argv;
	for (char **word = argv + 1; *word != NULL; word++) {
		if (strncmp(*word, "--", 2) != 0) {
			line->words[line->n_words++] = str_from(*word);
		} else if (!split_flag(args, &word)) {
			*error =
			    arena_fmt(arena, "%s: a value must follow", *word);
			return false;
		}
	}
	return true;
}

static bool
apply(struct option_set *set, const struct arguments *args, struct str *error)
{
	struct str file = args->file;

	if (file.ptr == NULL && access(CONFIG_FILE, F_OK) == 0)
		file = STR(CONFIG_FILE);
	if (file.ptr != NULL && !option_read_file(set, file.ptr, error))
		return false;
	option_next_source(set);
	for (size_t i = 0; i < args->n_settings; i++)
		if (!option_put(
			set, "--", args->names[i], args->values[i], error))
			return false;
	return true;
}

/* Values that follow from others. */
static void
derive(struct config *config)
{
	struct str first, rest;

	if (config->trusted_proxies.len > 0)
		config->http.trusted_proxies = config->trusted_proxies.ptr;
	if (config->app.base_url.len > 0)
		return;
	str_cut(config->ops.listen, ' ', &first, &rest);
	config->app.base_url =
	    arena_fmt(config->arena, "http://" STR_FMT, STR_ARG(first));
}

static const char *
check_not_empty(struct str value)
{
	return value.len > 0 ? NULL : "must not be empty";
}

static const char *
check_path(struct str value)
{
	if (value.len > 0 && value.ptr[0] != '/')
		return "must be an absolute path";
	return NULL;
}

static const char *
check_conninfo(struct str value)
{
	PQconninfoOption *options = PQconninfoParse(value.ptr, NULL);

	if (value.len > 0 && options == NULL)
		return "must be a URL or name=value pairs, as libpq has them";
	PQconninfoFree(options);
	return NULL;
}

static const char *
check_listen(struct str value)
{
	struct str address;

	do {
		str_cut(value, ' ', &address, &value);
		if (!listen_is_address(address))
			return "must be ADDRESS:PORT, such as 127.0.0.1:8080 "
			       "or [::1]:80";
	} while (value.len > 0);
	return NULL;
}

static const char *
check_networks(struct str value)
{
	return http_proxies_are_valid(value.ptr)
		   ? NULL
		   : "must be addresses or networks, such as 127.0.0.1 or "
		     "10.0.0.0/8";
}

static const char *
check_base_url(struct str value)
{
	struct str rest;

	if (value.len == 0)
		return NULL;
	if (str_starts(value, STR("http://")))
		rest = str_slice(value, 7, value.len);
	else if (str_starts(value, STR("https://")))
		rest = str_slice(value, 8, value.len);
	else
		return "must begin with http:// or https://";
	for (size_t i = 0; i < rest.len; i++)
		if (strchr("/?# \"<>\\", rest.ptr[i]) != NULL)
			return "must end with the host or port, without a path";
	return rest.len > 0 ? NULL : "names no host";
}
