/*
 * Bytes that were read and not used yet: in the server's scratch as long as
 * everything can be used at once, else in memory of the connection's own.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "http/conn_impl.h"

/* At least so much room for more of the message. */
#define INPUT_ROOM ((size_t)4096)

void
input_release(struct input *in)
{
	if (!in->borrowed)
		free(in->bytes);
	memset(in, 0, sizeof(*in));
}

/* Makes what is left of the scratch the connection's own. */
void
input_settle(struct input *in)
{
	const size_t left = in->len - in->at;

	if (left == 0) {
		input_release(in);
	} else if (in->borrowed) {
		char *own = mem_resize(NULL, left + INPUT_ROOM);

		memcpy(own, in->bytes + in->at, left);
		*in = (struct input){
			.bytes = own, .len = left, .cap = left + INPUT_ROOM
		};
	}
}

void
input_make_room(struct input *in, char *scratch)
{
	if (in->bytes == NULL) {
		*in = (struct input){
			.bytes = scratch, .cap = SCRATCH_BYTES, .borrowed = true
		};
		return;
	}
	if (in->at > 0) {
		memmove(in->bytes, in->bytes + in->at, in->len - in->at);
		in->len -= in->at;
		in->at = 0;
	}
	if (in->cap - in->len < INPUT_ROOM) {
		in->cap = in->cap * 2 + INPUT_ROOM;
		in->bytes = mem_resize(in->bytes, in->cap);
	}
}
