/*
 * Body framing, persistence, expectations, targets and hosts.
 */
#include "http/framing_impl.h"

#include <arpa/inet.h>

#include <string.h>

#include "base/msg.h"
#include "http/syntax_impl.h"

static const struct refusal fine = { 0, NULL };

static struct refusal
malformed(void)
{
	return (struct refusal){ 400,
		N_("Your browser sent a request that this server could not "
		   "understand.") };
}

/* tokens, perhaps with parameters, at least one */
static bool
is_coding_list(struct str rest)
{
	struct str member, coding, params;
	bool any = false;

	while (syntax_list_next(&rest, &member)) {
		str_cut(member, ';', &coding, &params);
		if (!syntax_all(syntax_trim(coding), SYNTAX_TOKEN))
			return false;
		any = true;
	}
	return any;
}

/*
 * RFC 9112 §6.1, §6.3. Transfer-Encoding together with Content-Length, or in
 * HTTP/1.0, is how requests are smuggled: 400. A coding that is not exactly
 * "chunked" is not implemented: 501.
 */
static struct refusal
read_codings(const struct head *h, struct framing *out)
{
	struct str value;
	size_t i = 0;

	if (h->minor_version == 0 || h->count[HEAD_CONTENT_LENGTH] > 0)
		return malformed();
	while (head_next(h, HEAD_TRANSFER_ENCODING, &i, &value))
		if (!is_coding_list(value))
			return malformed();
	value = head_only(h, HEAD_TRANSFER_ENCODING);
	if (!str_eq_nocase(value, STR("chunked")))
		return (struct refusal){ 501,
			N_("This server does not know that transfer coding.") };
	out->chunked = true;
	return fine;
}

/*
 * RFC 9110 §8.6, RFC 9112 §6.3: digits only. Two lines, or a list, are
 * refused even when they agree, as §8.6 allows.
 */
static struct refusal
read_length(const struct head *h, struct framing *out)
{
	const struct str value = head_only(h, HEAD_CONTENT_LENGTH);

	if (h->count[HEAD_CONTENT_LENGTH] == 0)
		return fine;
	if (!syntax_digits(value, &out->length) || out->length > INT64_MAX)
		return malformed();
	return fine;
}

/* RFC 9112 §9.3: `close` wins; HTTP/1.0 stays only when it asks to. */
static void
read_connection(const struct head *h, struct framing *out)
{
	struct str rest, token;
	bool close = false, keep = false;
	size_t i = 0;

	while (head_next(h, HEAD_CONNECTION, &i, &rest))
		while (syntax_list_next(&rest, &token)) {
			close |= str_eq_nocase(token, STR("close"));
			keep |= str_eq_nocase(token, STR("keep-alive"));
		}
	out->keep_alive = !close && (h->minor_version > 0 || keep);
}

/* RFC 9110 §10.1.1; HTTP/1.0 knows no expectations: ignored there. */
static void
read_expectations(const struct head *h, struct framing *out)
{
	struct str rest, member;
	size_t i = 0;

	if (h->minor_version == 0)
		return;
	while (head_next(h, HEAD_EXPECT, &i, &rest))
		while (syntax_list_next(&rest, &member)) {
			if (str_eq_nocase(member, STR("100-continue")))
				out->expects_continue = true;
			else
				out->expects_other = true;
		}
}

struct refusal
framing_read(const struct head *h, struct framing *out)
{
	memset(out, 0, sizeof(*out));
	read_connection(h, out);
	read_expectations(h, out);
	if (h->count[HEAD_TRANSFER_ENCODING] > 0)
		return read_codings(h, out);
	return read_length(h, out);
}

/* "[" IPv6 "]"; the zone and the future versions are not for the web. */
static bool
literal_is_valid(struct str host)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr addr;

	if (host.len < 4 || host.len - 2 >= sizeof(text) ||
	    host.ptr[host.len - 1] != ']')
		return false;
	memcpy(text, host.ptr + 1, host.len - 2);
	text[host.len - 2] = '\0';
	return inet_pton(AF_INET6, text, &addr) == 1;
}

/* RFC 3986 §3.2.3: digits, perhaps none. */
static bool
port_is_valid(struct str port)
{
	uint64_t n = 0;

	return port.len == 0 || (syntax_digits(port, &n) && n <= 65535);
}

/*
 * RFC 9110 §7.2, RFC 3986 §3.2.2. Of registered names only the unreserved
 * characters are taken: the others (',', '=', '%', ...) are in no real host's
 * name, and in some other reader's list syntax. An empty host is invalid for
 * http (RFC 9110 §4.2.1).
 */
bool
host_is_valid(struct str host)
{
	size_t end = 0;

	if (host.len == 0 || host.len > 255 + 6)
		return false;
	if (host.ptr[0] == '[') {
		while (end < host.len && host.ptr[end] != ']')
			end++;
		if (end < host.len)
			end++;
		if (!literal_is_valid(str_slice(host, 0, end)))
			return false;
	} else {
		while (end < host.len && host.ptr[end] != ':')
			end++;
		if (!syntax_all(str_slice(host, 0, end), SYNTAX_HOST))
			return false;
	}
	if (end == host.len)
		return true;
	return host.ptr[end] == ':' &&
	       port_is_valid(str_slice(host, end + 1, host.len));
}

/* Takes "http://" or "https://" off the front. */
static bool
cut_scheme(struct str *s, bool *https)
{
	static const struct str schemes[] = { STR_INIT("http://"),
		STR_INIT("https://") };

	for (size_t i = 0; i < COUNT(schemes); i++) {
		if (!str_eq_nocase(
			str_slice(*s, 0, schemes[i].len), schemes[i]))
			continue;
		*s = str_slice(*s, schemes[i].len, s->len);
		*https = i == 1;
		return true;
	}
	return false;
}

/*
 * RFC 9112 §3.2: the origin form, or the absolute form, which every server
 * must take. The authority form is CONNECT's and the asterisk OPTIONS', which
 * this server does not implement.
 */
struct refusal
target_read(const struct head *h, struct target *out)
{
	struct str rest = head_target(h);
	size_t end = 0;

	memset(out, 0, sizeof(*out));
	if (cut_scheme(&rest, &out->https)) {
		while (end < rest.len && rest.ptr[end] != '/' &&
		       rest.ptr[end] != '?')
			end++;
		out->authority = str_slice(rest, 0, end);
		rest = str_slice(rest, end, rest.len);
		/* Userinfo ends here too: '@' is in no host. */
		if (!host_is_valid(out->authority))
			return malformed();
	} else if (rest.ptr[0] != '/') {
		return malformed();
	}
	if (!str_cut(rest, '?', &out->path, &out->query))
		out->query = (struct str){ NULL, 0 };
	if (out->path.len == 0)
		out->path = STR("/");
	if (!syntax_all(out->path, SYNTAX_PATH))
		return malformed();
	if (out->query.len > 0 && !syntax_all(out->query, SYNTAX_QUERY))
		return malformed();
	return fine;
}
