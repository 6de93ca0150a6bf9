/* Ready answers: what is asked for, and the heads. */
#include "http/ready.h"

#include "http/exchange_impl.h"
#include "http/hot_impl.h"

bool
ready_ask_of(const struct req *r, struct ready_ask *ask)
{
	const struct head *h = &r->exchange->head;

	if (h->count[HEAD_COOKIE] > 1 || h->count[HEAD_ACCEPT_LANGUAGE] > 1)
		return false;
	*ask = (struct ready_ask){
		.target = head_target(h),
		.cookies = head_only(h, HEAD_COOKIE),
		.languages = head_only(h, HEAD_ACCEPT_LANGUAGE),
		.gzip = hot_takes_gzip(h),
	};
	return true;
}

void
ready_form_init(
    struct ready_form *form, struct arena *arena, const struct reply *reply)
{
	struct buf b;

	buf_init(&b, 0);
	send_ready_head(&b, reply, 200);
	form->head = buf_take(&b, arena);
	buf_init(&b, 0);
	send_ready_head(&b, reply, 304);
	form->head_304 = buf_take(&b, arena);
	form->body = reply->body;
	form->etag = reply->etag;
}
