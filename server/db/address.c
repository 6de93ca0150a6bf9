#include "db/address_impl.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

enum { MAX_ENDPOINTS = 32, MAX_HOSTS = 16 };

struct host {
	char *name; /* a name, an address or a directory; may be empty */
	char *address; /* given as hostaddr; may be empty */
	char *port; /* may be empty */
};

struct address {
	int references;
	PQconninfoOption *options;
	struct host hosts[MAX_HOSTS];
	size_t n_hosts;
};

struct endpoints {
	struct host all[MAX_ENDPOINTS];
	size_t n;
};

static void
host_release(struct host *h)
{
	free(h->name);
	free(h->address);
	free(h->port);
}

/* The i-th part of a list with commas; of a list of one, always that. */
static char *
list_part(const char *list, size_t i)
{
	struct str rest = str_from(list != NULL ? list : ""), part;
	char *copy;

	if (strchr(rest.ptr, ',') == NULL)
		return mem_cstr(rest.ptr);
	for (size_t k = 0; str_cut(rest, ',', &part, &rest) && k < i; k++)
		;
	copy = mem_alloc(part.len + 1);
	memcpy(copy, part.ptr, part.len);
	return copy;
}

static size_t
list_length(const char *list)
{
	size_t n = 1;

	for (; list != NULL && *list != '\0'; list++)
		n += *list == ',';
	return n;
}

static const char *
option(const struct address *a, const char *keyword)
{
	for (const PQconninfoOption *o = a->options; o->keyword != NULL; o++)
		if (strcmp(o->keyword, keyword) == 0)
			return o->val != NULL && *o->val != '\0' ? o->val
								 : NULL;
	return NULL;
}

struct address *
address_parse(const char *url, char **error)
{
	char *said = NULL;
	PQconninfoOption *options = PQconninfoParse(url, &said);
	struct address *a;
	const char *hosts, *addresses;

	if (options == NULL) {
		*error = mem_cstr(said != NULL ? said : "out of memory");
		PQfreemem(said);
		return NULL;
	}
	a = MEM_NEW(struct address);
	a->references = 1;
	a->options = options;
	hosts = option(a, "host");
	addresses = option(a, "hostaddr");
	if (hosts == NULL && addresses == NULL)
		hosts = getenv("PGHOST");
	a->n_hosts = list_length(hosts != NULL ? hosts : addresses);
	if (a->n_hosts > MAX_HOSTS)
		a->n_hosts = MAX_HOSTS;
	for (size_t i = 0; i < a->n_hosts; i++)
		a->hosts[i] = (struct host){ list_part(hosts, i),
			addresses ? list_part(addresses, i) : mem_cstr(""),
			list_part(option(a, "port"), i) };
	return a;
}

struct address *
address_retain(struct address *a)
{
	a->references++;
	return a;
}

void
address_release(struct address *a)
{
	if (--a->references > 0)
		return;
	for (size_t i = 0; i < a->n_hosts; i++)
		host_release(&a->hosts[i]);
	PQconninfoFree(a->options);
	free(a);
}

static bool
is_name(const struct host *h)
{
	unsigned char bytes[16];

	return *h->name != '\0' && *h->name != '/' && *h->name != '@' &&
	       *h->address == '\0' && inet_pton(AF_INET, h->name, bytes) != 1 &&
	       inet_pton(AF_INET6, h->name, bytes) != 1;
}

bool
address_has_names(const struct address *a)
{
	for (size_t i = 0; i < a->n_hosts; i++)
		if (is_name(&a->hosts[i]))
			return true;
	return false;
}

static void
add_endpoint(struct endpoints *e, const struct host *h, const char *address)
{
	if (e->n < MAX_ENDPOINTS)
		e->all[e->n++] = (struct host){ mem_cstr(h->name),
			mem_cstr(address), mem_cstr(h->port) };
}

/* NULL when it was found, else what getaddrinfo says. */
static const char *
resolve_name(const struct host *h, struct endpoints *e)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL;
	char text[INET6_ADDRSTRLEN + 16];
	const int rc = getaddrinfo(h->name, NULL, &hints, &list);

	if (rc != 0)
		return gai_strerror(rc);
	for (struct addrinfo *i = list; i != NULL; i = i->ai_next)
		if (getnameinfo(i->ai_addr, i->ai_addrlen, text, sizeof(text),
			NULL, 0, NI_NUMERICHOST) == 0)
			add_endpoint(e, h, text);
	freeaddrinfo(list);
	return NULL;
}

struct endpoints *
address_resolve(const struct address *a, char **error)
{
	struct endpoints *e = MEM_NEW(struct endpoints);
	const char *why = "no address", *name = "";

	for (size_t i = 0; i < a->n_hosts; i++) {
		const struct host *h = &a->hosts[i];
		const char *failed = NULL;

		if (is_name(h))
			failed = resolve_name(h, e);
		else
			add_endpoint(e, h, h->address);
		if (failed != NULL) {
			why = failed;
			name = h->name;
		}
	}
	if (e->n == 0) {
		const size_t size = strlen(why) + strlen(name) + 16;

		*error = mem_alloc(size);
		snprintf(*error, size, "host \"%s\": %s", name, why);
		endpoints_free(e);
		return NULL;
	}
	return e;
}

void
endpoints_free(struct endpoints *e)
{
	if (e == NULL)
		return;
	for (size_t i = 0; i < e->n; i++)
		host_release(&e->all[i]);
	free(e);
}

static void
add_part(struct buf *list, size_t i, const char *part)
{
	if (i > 0)
		buf_char(list, ',');
	buf_str(list, str_from(part));
}

static const char *
list_end(struct buf *list)
{
	buf_char(list, '\0');
	return list->ptr;
}

/* Ours come first where the URL does not say otherwise. */
static const struct {
	const char *keyword, *value;
} defaults[] = {
	{ "client_encoding", "UTF8" },
	{ "gssencmode", "disable" }, /* it would look for tickets, blocking */
	{ "keepalives_idle", "30" },
	{ "keepalives_interval", "5" },
	{ "keepalives_count", "3" },
	{ "tcp_user_timeout", "10000" },
};

PGconn *
address_connect(const struct address *a, const struct endpoints *e,
    unsigned attempt, const char *application_name)
{
	enum { MAX_OPTIONS = 80 };
	const char *keywords[MAX_OPTIONS] = { "host", "hostaddr", "port",
		"fallback_application_name" };
	const char *values[MAX_OPTIONS];
	struct buf lists[3] = { 0 };
	size_t n = 4;
	PGconn *conn;

	for (size_t i = 0; i < e->n; i++) {
		const struct host *h = &e->all[(i + attempt) % e->n];

		add_part(&lists[0], i, h->name);
		add_part(&lists[1], i, h->address);
		add_part(&lists[2], i, h->port);
	}
	for (size_t i = 0; i < 3; i++)
		values[i] = list_end(&lists[i]);
	values[3] = application_name;
	for (size_t i = 0; i < COUNT(defaults); i++, n++) {
		keywords[n] = defaults[i].keyword;
		values[n] = defaults[i].value;
	}
	for (const PQconninfoOption *o = a->options; o->keyword; o++) {
		if (o->val == NULL || strcmp(o->keyword, "host") == 0 ||
		    strcmp(o->keyword, "hostaddr") == 0 ||
		    strcmp(o->keyword, "port") == 0)
			continue;
		assert(n < MAX_OPTIONS - 1);
		keywords[n] = o->keyword;
		values[n++] = o->val;
	}
	keywords[n] = values[n] = NULL;
	conn = PQconnectStartParams(keywords, values, 0);
	for (size_t i = 0; i < 3; i++)
		buf_release(&lists[i]);
	return conn;
}
