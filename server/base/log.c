/*
 * Logging. State is global: a log that had to be handed to every function
 * would be used by none.
 */
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

#define LOT_BYTES  ((size_t)64 << 10)
#define LINE_BYTES ((size_t)4096)

static const struct level {
	const char *name;
	int priority; /* syslog's, for the journal */
} levels[] = {
	[LOG_LEVEL_ERROR] = { "error", 3 },
	[LOG_LEVEL_WARN] = { "warning", 4 },
	[LOG_LEVEL_INFO] = { "info", 6 },
	[LOG_LEVEL_DEBUG] = { "debug", 7 },
};

static struct {
	pthread_mutex_t lock;
	struct log_options options;
	bool hooked; /* fork and exit flush */
	uint64_t lost; /* lines */
	size_t lot_len;
	char lot[LOT_BYTES];
} state = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.options = { .fd = STDERR_FILENO, .level = LOG_LEVEL_INFO },
};

static void
write_all(const char *bytes, size_t n)
{
	while (n > 0) {
		const ssize_t done = write(state.options.fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			/* There is nowhere to complain. */
			for (size_t i = 0; i < n; i++)
				state.lost += bytes[i] == '\n';
			return;
		}
		bytes += done;
		n -= (size_t)done;
	}
}

static void
flush_locked(void)
{
	write_all(state.lot, state.lot_len);
	state.lot_len = 0;
}

/* How many bytes are shown as they are. C2 may begin a C1 control. */
static size_t
plain_run(const char *text, size_t len)
{
	size_t n = 0;

	for (; n < len; n++) {
		const unsigned char c = (unsigned char)text[n];

		if (c < 0x20 || c == '\\' || c == 0x7F || c == 0xC2)
			break;
	}
	return n;
}

/*
 * Copies what fits into out, escaped; returns the bytes written. The escape
 * of one byte is never cut. C1 controls are C2 80 to C2 9F.
 */
static size_t
escape(char *out, size_t room, const char *text, size_t len)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t n = 0;

	for (size_t i = 0; i < len && room - n >= 4; i++) {
		const size_t left = len - i, fits = room - n - 3;
		const size_t run =
		    plain_run(text + i, left < fits ? left : fits);

		memcpy(out + n, text + i, run);
		n += run;
		i += run;
		if (i == len || room - n < 4)
			break;
		const unsigned char c = (unsigned char)text[i];
		const bool c1 = c == 0xC2 && i + 1 < len &&
				((unsigned char)text[i + 1] & 0xE0) == 0x80;

		if (c == '\\') {
			out[n++] = '\\';
			out[n++] = '\\';
		} else if (c != 0xC2 || c1) {
			out[n++] = '\\';
			out[n++] = 'x';
			out[n++] = hex[c >> 4];
			out[n++] = hex[c & 15];
		} else {
			out[n++] = (char)c;
		}
	}
	return n;
}

static size_t
write_head(char *out, size_t room, enum log_level level)
{
	const struct log_options *o = &state.options;
	const struct level *l = &levels[level];
	const struct civil t = civil_from_usec(clock_wall_usec());
	int n;

	if (o->style == LOG_STYLE_JOURNAL)
		n = snprintf(out, room, "<%d>", l->priority);
	else
		n = snprintf(out, room,
		    "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ %s %s[%d]: ",
		    (int)t.year, t.month, t.day, t.hour, t.minute, t.second,
		    t.usec / 1000, l->name, o->name != NULL ? o->name : "sala",
		    (int)getpid());
	return (size_t)n < room ? (size_t)n : room - 1;
}

/* A line that is too long loses its end, not its line feed. */
static void PRINTF(2, 0)
    write_event(enum log_level level, const char *fmt, va_list ap)
{
	const int saved_errno = errno;
	char text[LINE_BYTES], line[LINE_BYTES];

	if (level > state.options.level)
		return;
	const int len = vsnprintf(text, sizeof(text), fmt, ap);
	const size_t kept = len < 0			 ? 0
			    : (size_t)len < sizeof(text) ? (size_t)len
							 : sizeof(text) - 1;

	pthread_mutex_lock(&state.lock);
	size_t n = write_head(line, sizeof(line) - 1, level);

	n += escape(line + n, sizeof(line) - 1 - n, text, kept);
	line[n++] = '\n';
	flush_locked();
	write_all(line, n);
	pthread_mutex_unlock(&state.lock);
	errno = saved_errno;
}

static void
before_fork(void)
{
	pthread_mutex_lock(&state.lock);
	flush_locked();
}

static void
after_fork(void)
{
	pthread_mutex_unlock(&state.lock);
}

void
log_open(struct log_options options)
{
	pthread_mutex_lock(&state.lock);
	flush_locked();
	if (options.fd == 0)
		options.fd = STDERR_FILENO;
	state.options = options;
	const bool hooked = state.hooked;

	state.hooked = true;
	pthread_mutex_unlock(&state.lock);
	if (!hooked) {
		pthread_atfork(before_fork, after_fork, after_fork);
		atexit(log_flush);
	}
}

#define EVENT(level, fmt)                                                      \
	do {                                                                   \
		va_list ap;                                                    \
                                                                               \
		va_start(ap, fmt);                                             \
		write_event((level), (fmt), ap);                               \
		va_end(ap);                                                    \
	} while (0)

void
log_error(const char *fmt, ...)
{
	EVENT(LOG_LEVEL_ERROR, fmt);
}

void
log_warn(const char *fmt, ...)
{
	EVENT(LOG_LEVEL_WARN, fmt);
}

void
log_info(const char *fmt, ...)
{
	EVENT(LOG_LEVEL_INFO, fmt);
}

void
log_debug(const char *fmt, ...)
{
	EVENT(LOG_LEVEL_DEBUG, fmt);
}

void
log_raw_line(struct str line)
{
	pthread_mutex_lock(&state.lock);
	if (state.lot_len + LINE_BYTES > sizeof(state.lot))
		flush_locked();
	state.lot_len += escape(
	    state.lot + state.lot_len, LINE_BYTES - 1, line.ptr, line.len);
	state.lot[state.lot_len++] = '\n';
	pthread_mutex_unlock(&state.lock);
}

void
log_flush(void)
{
	pthread_mutex_lock(&state.lock);
	flush_locked();
	pthread_mutex_unlock(&state.lock);
}

uint64_t
log_take_lost(void)
{
	pthread_mutex_lock(&state.lock);
	const uint64_t lost = state.lost;

	state.lost = 0;
	pthread_mutex_unlock(&state.lock);
	return lost;
}
