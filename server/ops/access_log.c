/* A line for each request. */
#include "ops/access_log.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/request.h"
#include "http/route.h"

enum { MAX_PATH_BYTES = 1000 };

/* A value without blanks; nothing is "-". */
static void
put(struct buf *b, struct str value)
{
	if (value.len == 0)
		buf_char(b, '-');
	for (size_t i = 0; i < value.len && i < MAX_PATH_BYTES; i++)
		if (value.ptr[i] == ' ')
			buf_lit(b, "%20");
		else
			buf_char(b, value.ptr[i]);
}

void
access_log(const struct req *r, const struct reply *reply,
    const struct req_stats *stats)
{
	const struct civil now = civil_from_usec(clock_wall_usec());
	struct buf b = { 0 };

	buf_fmt(&b, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d.%03dZ access",
	    now.year, now.month, now.day, now.hour, now.minute, now.second,
	    now.usec / 1000);
	buf_fmt(&b, " id=%" PRIu64 " client=", r->id);
	put(&b, r->client);
	buf_fmt(&b, " method=%s path=", method_name(r->method));
	put(&b, r->raw_path);
	buf_fmt(&b,
	    " status=%d in=%" PRIu64 " out=%" PRIu64 " us=%" PRId64
	    " db_us=%" PRId64 " route=%s",
	    stats->status, stats->body_bytes_in, stats->bytes_out,
	    stats->total_usec, stats->db_usec,
	    r->route != NULL ? r->route->path : "-");
	log_raw_line(buf_view(&b));
	buf_release(&b);
}
