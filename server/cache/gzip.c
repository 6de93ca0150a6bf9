/* Compressing, once, what many will ask for. */
#include "cache/gzip_impl.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/mem.h"
#include "loop/task.h"

#define LEVEL	    6
#define GZIP_WINDOW (15 + 16) /* a gzip header around it */
#define MIN_BYTES   512
#define ETAG_SUFFIX "-gz"

static bool
is_compressible(const char *type)
{
	static const char *const words[] = { "text/", "xml", "javascript",
		"json" };

	for (size_t i = 0; i < COUNT(words) && type != NULL; i++)
		if (strstr(type, words[i]) != NULL)
			return true;
	return false;
}

bool
gzip_is_due(const struct entry *entry)
{
	return entry->gzip == GZIP_NONE && entry->n_hits >= 1 &&
	       entry->reply.body.len >= MIN_BYTES &&
	       is_compressible(entry->reply.type);
}

struct work {
	struct str in;
	unsigned char *out;
	size_t room, len; /* len 0: it came out no smaller */
};

static void
compress_body(void *arg)
{
	struct work *w = arg;
	z_stream z = {
		.next_in = (unsigned char *)(uintptr_t)w->in.ptr,
		.avail_in = (unsigned)w->in.len,
		.next_out = w->out,
		.avail_out = (unsigned)w->room,
	};

	if (deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP_WINDOW, 8,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	if (deflate(&z, Z_FINISH) == Z_STREAM_END)
		w->len = w->room - z.avail_out;
	deflateEnd(&z);
}

static void
add_form(struct entry *entry, const struct work *w)
{
	struct arena *arena = entry->ready.arena;
	struct reply reply = entry->reply;

	reply.body = arena_str(arena, (struct str){ (char *)w->out, w->len });
	reply.headers = entry_headers(arena, reply.headers);
	reply_header_set(&reply, "Content-Encoding", STR("gzip"));
	reply.etag =
	    arena_fmt(arena, STR_FMT ETAG_SUFFIX, STR_ARG(entry->reply.etag));
	ready_form_init(&entry->ready.gzip, arena, &reply);
}

void
gzip_make(struct cache *cache, struct entry *entry, struct task *task)
{
	struct work w = { .in = entry->reply.body };
	const unsigned epoch = cache->epoch;
	const struct str key = entry->key;

	w.room = w.in.len; /* no smaller is no use */
	w.out = mem_alloc(w.room);
	entry->gzip = GZIP_MAKING;
	const bool ran = task_offload(task, compress_body, &w);

	entry->gzip = w.len > 0 ? GZIP_MADE : ran ? GZIP_USELESS : GZIP_NONE;
	if (w.len > 0)
		add_form(entry, &w);
	free(w.out);
	/* It may have been taken out while it waited. */
	if (w.len > 0 && cache->epoch == epoch &&
	    entry_find(cache, key) == entry)
		entry_grew(cache, entry, w.len);
}
