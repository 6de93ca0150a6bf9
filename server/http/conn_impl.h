/*
 * A connection. It owns memory beyond this struct only while a request is
 * incomplete or an answer unsent.
 *
 * Its life: READING until a head is complete, BODY while the body comes,
 * BUSY while a task makes the answer, SENDING while the socket is full, and
 * READING again; or LINGERING, when an answer ended the connection and the
 * client may still be sending, and then gone.
 */
#ifndef HTTP_CONN_IMPL_H
#define HTTP_CONN_IMPL_H

#include "http/server_impl.h"

enum conn_state {
	CONN_READING,
	CONN_BODY,
	CONN_BUSY,
	CONN_SENDING,
	CONN_LINGERING,
	CONN_GONE,
};

/* Bytes read and not used yet. Borrowed ones lie in the server's scratch. */
struct input {
	char *bytes;
	size_t at, len, cap; /* used up to `at`, filled up to `len` */
	bool borrowed;
};

/* Empties it and frees what is its own. */
void input_release(struct input *in);
/* Makes what is left of the scratch its own; without a rest, frees it. */
void input_settle(struct input *in);
/* Room behind `len` to read into. */
void input_make_room(struct input *in, char *scratch);

struct conn {
	struct event readable;
	struct wheel_timer timer;
	struct http_server *server;
	TAILQ_ENTRY(conn) link;
	struct address peer;
	struct census_entry *counted;
	struct input in;
	struct head_parser *parser; /* of a head that is incomplete */
	struct exchange *exchange; /* from the head to the answer */
	struct outgoing *out; /* what the socket did not take */
	int64_t began_usec; /* the message's first byte; 0: none */
	size_t lingered_bytes;
	enum conn_state state;
	bool listed_idle;
	bool paused; /* `readable` is not set */
	bool working; /* conn_work is on the stack */
	bool closing; /* after this answer */
	bool lingers; /* ... and not at once */
	bool refusing; /* over the limits: counted apart */
};

/* Takes the descriptor. `counted` may be NULL. */
struct conn *conn_new(struct http_server *server, int fd,
    const struct address *peer, struct census_entry *counted);

/*
 * Closes the connection now. Whoever calls it must not touch the connection
 * afterwards, unless between conn_enter and conn_leave. A request at work
 * goes on unheard.
 */
void conn_cut(struct conn *conn);

/*
 * Cuts idle connections on which nothing has come for that long, the longest
 * idle first: at most so many. False when there was none.
 */
bool conn_cut_silent(
    struct http_server *server, int64_t since_usec, size_t at_most);

/*
 * Everything that happens to a connection happens between these two; the
 * outermost conn_leave uses what has been read, as far as that goes, and
 * frees the connection when it was cut.
 */
MUST_CHECK
bool conn_enter(struct conn *conn);
void conn_leave(struct conn *conn, bool outermost);

/* The answer of the exchange at work: sends it. */
void conn_answer(struct conn *conn, struct exchange *x);

/* The answer's last byte is with the kernel. */
void conn_answered(struct conn *conn);

/* A connection's time is up: the wheel's callback. */
void conn_expired(struct wheel_timer *timer);

int conn_fd(const struct conn *conn);

/*
 * send.c
 */

/* The message as it is sent: head and body, by reference. */
struct message {
	struct str head, body;
	struct arena *keep; /* where the body lies; NULL: for ever */
};

/*
 * Writes at once; what the socket does not take is kept and goes out later.
 * Ends in conn_answered, or in conn_cut when the client has gone.
 */
void send_message(struct conn *conn, const struct message *message);
/* "100 Continue" or another short text; false: the socket is full or broken. */
MUST_CHECK
bool send_short(struct conn *conn, struct str text);
/* Microseconds, monotonic, at which the sending has taken too long. */
int64_t send_deadline(const struct conn *conn);
void send_forget(struct conn *conn);

/* The status line and fields of a reply; valid until the next one is made. */
struct str send_head(struct http_server *server, const struct exchange *x);

/* The head of a ready answer; its Date is still to be written. */
void send_ready_head(struct buf *b, const struct reply *reply, int status);

/* A 503 without a task, for when there is no room for one; it closes. */
void send_overloaded(struct conn *conn, bool with_body);

#endif
