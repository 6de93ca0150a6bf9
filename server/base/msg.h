/*
 * struct msg: something to say to a reader, worded where it is known and
 * translated where it is shown. The English text is the id; in it {n} stands
 * for the number and {arg} for the text. A NULL id says nothing.
 *
 *	return msg_n(N_("At most {n} characters, please."), 200);
 *
 * arg is borrowed: it lives as long as the request's arena or for ever.
 */
#ifndef BASE_MSG_H
#define BASE_MSG_H

#include "base/str.h"

struct msg {
	const char *id;
	int64_t n;
	struct str arg;
};

/* Marks a literal for the catalogues; it is translated later. */
#define N_(text) text

static inline struct msg
msg(const char *id)
{
	return (struct msg){ .id = id };
}

static inline struct msg
msg_n(const char *id, int64_t n)
{
	return (struct msg){ .id = id, .n = n };
}

static inline struct msg
msg_arg(const char *id, struct str arg)
{
	return (struct msg){ .id = id, .arg = arg };
}

#endif
