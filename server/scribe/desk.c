/* A scribe's life. */
#include "scribe/desk.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "scribe/sandbox.h"
#include "scribe/wire.h"

#define MAX_TEXTS   5000
#define MAX_CPU_S   (SANDBOX_LIFE_S / 3)
#define CHUNK_BYTES ((size_t)64 << 10)
#define BIG_BYTES   ((size_t)32 << 10) /* after which memory is given back */

/* The leak checker of sanitizer builds works at exit. */
_Noreturn static void
end(int status)
{
#ifdef SALA_SANITIZED
	exit(status);
#else
	_exit(status);
#endif
}

/* Blocks; false at the end, or when nothing good can come. */
static bool
read_job(struct buf *in, struct wire_job *job)
{
	enum wire_state state;

	buf_reset(in);
	while ((state = wire_get_job(buf_view(in), job)) == WIRE_MORE) {
		char *to = buf_room(in, CHUNK_BYTES);

		if (to == NULL)
			return false;
		const ssize_t n = read(SANDBOX_FD, to, CHUNK_BYTES);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		in->len += (size_t)n;
	}
	return state == WIRE_READY;
}

static bool
write_all(struct str bytes)
{
	while (bytes.len > 0) {
		const ssize_t n = write(SANDBOX_FD, bytes.ptr, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes = str_slice(bytes, (size_t)n, bytes.len);
	}
	return true;
}

static bool
is_tired(int texts)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return texts >= MAX_TEXTS || used.tv_sec >= MAX_CPU_S;
}

static bool
answer_job(const struct wire_job *job, struct buf *out, bool last)
{
	struct arena *a = arena_new();

	buf_reset(out);
	sandbox_start_clock();
	const struct wire_answer answer = {
		.markup = markup_render(a, &job->source),
		.version = RENDERER_VERSION,
		.last = last,
	};

	sandbox_stop_clock();
	wire_put_answer(out, &answer);
	arena_release(a);
	return write_all(buf_view(out));
}

_Noreturn void
desk_work(int fd)
{
	struct buf in, out;
	struct wire_job job;
	int texts = 0;
	bool last = false;

	if (!sandbox_keep_only(fd) || !sandbox_enter() ||
	    !write_all(STR(WIRE_HELLO)))
		end(1);
	buf_init(&in, WIRE_MAX_BYTES);
	buf_init(&out, WIRE_MAX_BYTES);
	while (!last && read_job(&in, &job)) {
		const bool big = job.source.text.len > BIG_BYTES;

		last = is_tired(++texts);
		if (!answer_job(&job, &out, last))
			break;
		if (big) {
			buf_release(&in);
			buf_release(&out);
			malloc_trim(0);
		}
	}
	buf_release(&in);
	buf_release(&out);
	end(0);
}
