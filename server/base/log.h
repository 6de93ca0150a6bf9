/*
 * The log: one line an event, whatever is in it. Bytes below space, DEL and
 * the C1 controls in UTF-8 are written \xNN (and a backslash \\), so that no
 * text from outside can forge a line. Before log_open lines go to standard
 * error from level info on. Any thread may log.
 *
 * Never log passwords, tokens or e-mail addresses.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/compiler.h"
#include "base/str.h"

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
};

enum log_style {
	LOG_STYLE_PLAIN, /* 2026-01-31T08:15:00.123Z error name[pid]: text */
	LOG_STYLE_JOURNAL, /* <3>text: systemd adds the rest */
};

struct log_options {
	int fd; /* kept; 0 means standard error */
	enum log_level level; /* the least urgent level that is written */
	enum log_style style;
	const char *name; /* who speaks: "worker 1"; kept; NULL: "sala" */
};

/* May be called again, as after a fork or when the file was moved away. */
void log_open(struct log_options options);

void log_error(const char *fmt, ...) PRINTF(1, 2);
void log_warn(const char *fmt, ...) PRINTF(1, 2);
void log_info(const char *fmt, ...) PRINTF(1, 2);
void log_debug(const char *fmt, ...) PRINTF(1, 2);

/*
 * A line that its caller has put together (an access line), without its line
 * feed; control bytes are escaped here too. Lines are gathered and written in
 * lots: when 32 KB have come together, before any other event, before a fork,
 * at exit, and by log_flush, which the loop calls once a second.
 */
void log_raw_line(struct str line);
void log_flush(void);

/* Lines that could not be written since this was last asked. */
uint64_t log_take_lost(void);

#endif
