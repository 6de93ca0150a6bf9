/* How a link connects: look-up, libpq's steps, set-up. */
#include "db/link_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "db/address_impl.h"
#include "db/db_impl.h"
#include "loop/loop.h"
#include "loop/task.h"

enum { HOPE_MS = 1000 }; /* what a first attempt may take, see lane.c */

/* A look-up on a pool thread; it outlives its link if need be. */
struct resolve {
	struct link *link; /* NULL: nobody waits any more */
	struct address *address;
	struct endpoints *found;
	char *error;
	bool done;
};

static void
resolve_free(struct resolve *r)
{
	endpoints_free(r->found);
	address_release(r->address);
	free(r->error);
	free(r);
}

/* A thread may still be at it; then the task frees it. */
void
link_forget_look_up(struct link *l)
{
	if (l->resolving == NULL)
		return;
	l->resolving->link = NULL;
	if (l->resolving->done)
		resolve_free(l->resolving);
	l->resolving = NULL;
}

/*
 * Results of the set-up. The one with rows is the list of what the schema
 * was made of. False: the link was lost.
 */
static bool
link_check_setup(struct link *l, PGresult *result)
{
	const ExecStatusType status = PQresultStatus(result);
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	char why[256] = "";

	if (status == PGRES_TUPLES_OK && l->db->schema != NULL)
		db_schema_differs(l->db, result, why, sizeof(why));
	else if (code != NULL && strcmp(code, "42P01") == 0)
		snprintf(why, sizeof(why),
		    "there is no schema in this database: run sala migrate");
	else if (status != PGRES_COMMAND_OK)
		snprintf(why, sizeof(why), "%s", PQresultErrorMessage(result));
	PQclear(result);
	if (*why != '\0')
		link_lost(l, why);
	return *why == '\0';
}

static void
link_setting_up(int fd, short what, void *arg)
{
	struct link *l = arg;

	if (PQconsumeInput(l->conn) != 1) {
		link_lost(l, PQerrorMessage(l->conn));
		return;
	}
	while (!PQisBusy(l->conn)) {
		PGresult *result = PQgetResult(l->conn);

		if (result == NULL) {
			link_is_up(l);
			return;
		}
		if (!link_check_setup(l, result))
			return;
	}
}

static void
link_set_up(struct link *l)
{
	PQsetnonblocking(l->conn, 1);
	l->state = LINK_SETTING_UP;
	l->readable = event_new(l->db->loop->base, PQsocket(l->conn),
	    EV_READ | EV_PERSIST, link_setting_up, l);
	event_add(l->readable, NULL);
	/* Short: one write takes it. */
	if (PQsendQuery(l->conn, l->use.setup) != 1 || PQflush(l->conn) != 0)
		link_lost(l, PQerrorMessage(l->conn));
}

/* libpq may change its socket at every step. */
static void
link_connecting(int fd, short what, void *arg)
{
	struct link *l = arg;
	const PostgresPollingStatusType poll = PQconnectPoll(l->conn);

	if (l->readable != NULL)
		event_free(l->readable);
	l->readable = NULL;
	if (poll == PGRES_POLLING_FAILED) {
		link_lost(l, PQerrorMessage(l->conn));
	} else if (poll == PGRES_POLLING_OK) {
		link_set_up(l);
	} else {
		l->readable = event_new(l->db->loop->base, PQsocket(l->conn),
		    poll == PGRES_POLLING_READING ? EV_READ : EV_WRITE,
		    link_connecting, l);
		event_add(l->readable, NULL);
	}
}

static void
ignore_notice(void *arg, const PGresult *result)
{
	const struct link *l = arg;
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	log_debug("database, %s connection: %s", l->use.name, text ? text : "");
}

static void
link_connect(struct link *l)
{
	const int limit = l->db->options.connect_timeout_ms;
	char name[64];

	snprintf(name, sizeof(name), "sala %s", l->use.name);
	l->conn = address_connect(l->db->address, l->endpoints, l->tries, name);
	if (l->conn == NULL || PQstatus(l->conn) == CONNECTION_BAD) {
		link_lost(
		    l, l->conn ? PQerrorMessage(l->conn) : "out of memory");
		return;
	}
	PQsetNoticeReceiver(l->conn, ignore_notice, l);
	link_enter(l, LINK_CONNECTING,
	    l->was_up && l->tries == 0 && limit > HOPE_MS ? HOPE_MS : limit);
	/* A fresh connection waits for its socket to be writable. */
	l->readable = event_new(
	    l->db->loop->base, PQsocket(l->conn), EV_WRITE, link_connecting, l);
	event_add(l->readable, NULL);
}

static void
resolve_in_thread(void *arg)
{
	struct resolve *r = arg;

	r->found = address_resolve(r->address, &r->error);
}

/* The link goes on by its timer: on the loop's stack, not on this one. */
static void
resolve_task(struct task *task, void *arg)
{
	struct resolve *r = arg;

	if (!task_offload(task, resolve_in_thread, r))
		r->error = mem_cstr("no thread to look names up");
	r->done = true;
	if (r->link != NULL)
		link_enter(r->link, LINK_RESOLVING, 0);
	else
		resolve_free(r);
}

static void
link_resolve(struct link *l)
{
	struct resolve *r = MEM_NEW(struct resolve);

	*r = (struct resolve){ .link = l,
		.address = address_retain(l->db->address) };
	link_enter(l, LINK_RESOLVING, -1);
	l->resolving = r;
	if (address_has_names(r->address)) {
		task_start(l->db->loop, resolve_task, r);
	} else {
		resolve_in_thread(r);
		r->done = true;
		link_enter(l, LINK_RESOLVING, 0);
	}
}

static void
link_resolved(struct link *l)
{
	struct resolve *r = l->resolving;

	l->resolving = NULL;
	l->endpoints = r->found;
	r->found = NULL;
	if (l->endpoints == NULL)
		link_lost(l, r->error);
	else
		link_connect(l);
	resolve_free(r);
}

void
link_connect_step(struct link *l)
{
	if (l->state == LINK_PAUSING)
		link_resolve(l);
	else if (l->state == LINK_RESOLVING)
		link_resolved(l);
	else
		link_lost(l, "connecting took too long");
}
