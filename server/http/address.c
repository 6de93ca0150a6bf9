/*
 * Addresses, networks, and the client behind the proxies.
 */
#include "http/address_impl.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "http/server.h"
#include "http/syntax_impl.h"

static const unsigned char mapped_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0xff, 0xff };

static struct address
from_ipv4(const void *four_bytes)
{
	struct address address;

	memcpy(address.bytes, mapped_prefix, 12);
	memcpy(address.bytes + 12, four_bytes, 4);
	return address;
}

static bool
is_ipv4(const struct address *address)
{
	return memcmp(address->bytes, mapped_prefix, 12) == 0;
}

struct address
address_from_socket(const struct sockaddr_storage *from)
{
	struct address address = { { 0 } };

	if (from->ss_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)from;

		return from_ipv4(&in->sin_addr);
	}
	if (from->ss_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)from;

		memcpy(address.bytes, &in6->sin6_addr, 16);
	}
	return address;
}

static struct str
without_port(struct str text)
{
	struct str host, port, more;

	if (text.len > 0 && text.ptr[0] == '[') {
		if (str_cut(str_slice(text, 1, text.len), ']', &host, &port))
			return host;
		return text;
	}
	/* One colon is a port, several are IPv6. */
	if (str_cut(text, ':', &host, &port) &&
	    !str_cut(port, ':', &more, &port))
		return host;
	return text;
}

bool
address_read(struct str text, bool port, struct address *out)
{
	char buf[INET6_ADDRSTRLEN];
	unsigned char four[4];

	if (port)
		text = without_port(text);
	if (text.len == 0 || text.len >= sizeof(buf))
		return false;
	memcpy(buf, text.ptr, text.len);
	buf[text.len] = '\0';
	if (inet_pton(AF_INET, buf, four) == 1) {
		*out = from_ipv4(four);
		return true;
	}
	return inet_pton(AF_INET6, buf, out->bytes) == 1;
}

/* inet_ntop does it by printf; this is done for every request. */
static struct str
write_ipv4(char *out, const unsigned char bytes[static 4])
{
	char *at = out;

	for (int i = 0; i < 4; i++) {
		if (i > 0)
			*at++ = '.';
		if (bytes[i] >= 100)
			*at++ = (char)('0' + bytes[i] / 100);
		if (bytes[i] >= 10)
			*at++ = (char)('0' + bytes[i] / 10 % 10);
		*at++ = (char)('0' + bytes[i] % 10);
	}
	return (struct str){ out, (size_t)(at - out) };
}

struct str
address_write(char out[static ADDRESS_TEXT_MAX], const struct address *address)
{
	static const struct address none = { { 0 } };

	if (address_equal(address, &none))
		return STR("local");
	if (is_ipv4(address))
		return write_ipv4(out, address->bytes + 12);
	inet_ntop(AF_INET6, address->bytes, out, ADDRESS_TEXT_MAX);
	return str_from(out);
}

struct str
address_text(struct arena *a, const struct address *address)
{
	char text[ADDRESS_TEXT_MAX];

	return arena_str(a, address_write(text, address));
}

struct address
address_for_counting(const struct address *address)
{
	struct address of = *address;

	if (!is_ipv4(address))
		memset(of.bytes + 8, 0, 8);
	return of;
}

bool
address_equal(const struct address *a, const struct address *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* "address" or "address/bits". */
static bool
network_read(struct str text, struct network *out)
{
	struct str address, bits;
	uint64_t n;

	const bool has_bits = str_cut(text, '/', &address, &bits);

	if (!address_read(address, false, &out->address))
		return false;
	const unsigned base = is_ipv4(&out->address) ? 96 : 0;

	n = 128 - base;
	if (has_bits && (!syntax_digits(bits, &n) || n > 128 - base))
		return false;
	out->bits = base + (unsigned)n;
	return true;
}

bool
networks_read(struct networks *networks, const char *text)
{
	struct str rest = str_from(text);

	networks->list = NULL;
	networks->n = 0;
	while (rest.len > 0) {
		size_t n = strcspn(rest.ptr, ", \t");

		if (n > rest.len)
			n = rest.len;
		const struct str one = str_slice(rest, 0, n);

		rest = str_slice(rest, n + 1, rest.len);
		if (one.len == 0)
			continue;
		networks->list = mem_resize(networks->list,
		    (networks->n + 1) * sizeof(*networks->list));
		if (!network_read(one, &networks->list[networks->n])) {
			networks_release(networks);
			return false;
		}
		networks->n++;
	}
	return true;
}

bool
http_proxies_are_valid(const char *text)
{
	struct networks networks;

	if (!networks_read(&networks, text))
		return false;
	networks_release(&networks);
	return true;
}

void
networks_release(struct networks *networks)
{
	free(networks->list);
	networks->list = NULL;
	networks->n = 0;
}

static bool
prefix_equal(const struct address *a, const struct address *b, unsigned bits)
{
	const unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(a->bytes, b->bytes, whole) != 0)
		return false;
	return rest == 0 ||
	       ((a->bytes[whole] ^ b->bytes[whole]) >> (8 - rest)) == 0;
}

bool
networks_contain(const struct networks *networks, const struct address *address)
{
	for (size_t i = 0; i < networks->n; i++)
		if (prefix_equal(&networks->list[i].address, address,
			networks->list[i].bits))
			return true;
	return false;
}

/* The member before the last comma; false when the line is used up. */
static bool
cut_last(struct str *line, struct str *member)
{
	if (line->ptr == NULL)
		return false;
	size_t i = line->len;

	while (i > 0 && line->ptr[i - 1] != ',')
		i--;
	*member = syntax_trim(str_slice(*line, i, line->len));
	if (i == 0)
		*line = (struct str){ NULL, 0 };
	else
		*line = str_slice(*line, 0, i - 1);
	return true;
}

/* Walks one line from its end; true when the client is found. */
static bool
walk_back(
    const struct networks *proxies, struct str line, struct address *address)
{
	struct address hop;
	struct str member;

	while (cut_last(&line, &member)) {
		/* What cannot be read ends the walk at the last good hop. */
		if (!address_read(member, true, &hop))
			return true;
		*address = hop;
		if (!networks_contain(proxies, &hop))
			return true;
	}
	return false;
}

struct client
client_find(const struct networks *proxies, const struct address *peer,
    const struct head *h)
{
	struct client client = { .address = *peer };
	struct str proto, last;

	if (proxies->n == 0 || !networks_contain(proxies, peer))
		return client;
	client.proxied = true;
	for (size_t i = h->n_fields; i-- > 0;)
		if (h->names[i] == HEAD_X_FORWARDED_FOR &&
		    walk_back(proxies, head_field_value(h, i), &client.address))
			break;
	for (size_t i = h->n_fields; i-- > 0;)
		if (h->names[i] == HEAD_X_FORWARDED_PROTO) {
			proto = head_field_value(h, i);
			if (cut_last(&proto, &last))
				client.https =
				    str_eq_nocase(last, STR("https"));
			break;
		}
	return client;
}
