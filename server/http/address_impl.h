/*
 * Addresses of clients: from sockets, from X-Forwarded-For, as text, in
 * lists of networks. IPv4 is kept as IPv4-mapped IPv6 (::ffff:1.2.3.4), so
 * that there is one form.
 */
#ifndef HTTP_ADDRESS_IMPL_H
#define HTTP_ADDRESS_IMPL_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/str.h"
#include "http/head_impl.h"

struct address {
	unsigned char bytes[16]; /* all zero: not an internet socket */
};

struct address address_from_socket(const struct sockaddr_storage *from);

/* "1.2.3.4", "2001:db8::1"; with `port`, also "1.2.3.4:80", "[::1]:80". */
MUST_CHECK
bool address_read(struct str text, bool port, struct address *out);

#define ADDRESS_TEXT_MAX 46
/* A view of `out`, or of a literal. */
struct str address_write(
    char out[static ADDRESS_TEXT_MAX], const struct address *address);
struct str address_text(struct arena *a, const struct address *address);

/* What connections are counted by: the address, or the /64 of IPv6. */
struct address address_for_counting(const struct address *address);

bool address_equal(const struct address *a, const struct address *b);

/* "127.0.0.1, 10.0.0.0/8 2001:db8::/32"; commas or spaces between. */
struct network {
	struct address address;
	unsigned bits; /* of the 128 */
};
struct networks {
	struct network *list;
	size_t n;
};
MUST_CHECK
bool networks_read(struct networks *networks, const char *text);
void networks_release(struct networks *networks);
bool networks_contain(
    const struct networks *networks, const struct address *address);

/*
 * Who asks and over which scheme. A peer that is no trusted proxy is the
 * client itself, whatever it claims. Behind trusted proxies it is the last
 * hop of X-Forwarded-For that is not one of them; what stands before that
 * hop may be anybody's invention. `Forwarded` (RFC 7239) is not looked at: a
 * proxy that sets the one lets the other through as it came.
 */
struct client {
	struct address address;
	bool proxied, https;
};
struct client client_find(const struct networks *proxies,
    const struct address *peer, const struct head *h);

#endif
