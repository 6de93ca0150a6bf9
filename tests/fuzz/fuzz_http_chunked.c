/* The chunked coding: the same in one piece as byte by byte. */
#include <string.h>

#include "base/buf.h"
#include "http/chunked_impl.h"

#include "check.h"

static enum chunked_status
decode(const uint8_t *bytes, size_t size, size_t step, struct buf *out,
    size_t *used)
{
	struct chunked c = { 0 };
	enum chunked_status status = CHUNKED_MORE;
	struct str in = { (const char *)bytes, 0 }, data;
	size_t given = 0;

	for (;;) {
		status = chunked_decode(&c, &in, &data);
		*used = given - in.len;
		if (status == CHUNKED_DATA)
			buf_bytes(out, data.ptr, data.len);
		else if (status != CHUNKED_MORE || given == size)
			return status;
		else {
			CHECK(in.len == 0);
			in.len = size - given < step ? size - given : step;
			given += in.len;
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = { 0 }, pieces = { 0 };
	size_t used, used_too;
	const enum chunked_status status =
	    decode(data, size, size > 0 ? size : 1, &whole, &used);

	CHECK(decode(data, size, 1, &pieces, &used_too) == status);
	CHECK(used == used_too && used <= size);
	CHECK(whole.len == pieces.len && whole.len <= size);
	CHECK(whole.len == 0 || memcmp(whole.ptr, pieces.ptr, whole.len) == 0);
	buf_release(&whole);
	buf_release(&pieces);
	return 0;
}
