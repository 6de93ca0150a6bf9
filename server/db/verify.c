#include "db/verify_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/record.h"
#include "db/db_impl.h"
#include "db/link_impl.h"
#include "db/row_impl.h"
#include "db/value_impl.h"

/* A column that is declared as never NULL, and where it comes from. */
struct origin {
	const struct statement *statement;
	const struct field *field;
	Oid table;
	int column;
};

struct verify {
	struct db *db;
	struct link link;
	size_t at; /* statement whose answers come; n: the last query */
	bool begun;
	bool described; /* its Parse was answered, its Describe comes */
	size_t mistakes;
	char first[400]; /* the first mistake of this pass */
	char said[400]; /* of the last pass: it is not logged again */
	struct origin *origins;
	size_t n_origins, capacity;
};

static void verify_up(void *arg);
static void verify_down(void *arg, const char *why);
static void verify_result(void *arg, PGresult *result);

struct verify *
verify_new(struct db *db)
{
	struct verify *v = MEM_NEW(struct verify);

	v->db = db;
	link_init(&v->link, db,
	    (struct link_use){ .name = "verification",
		.setup = db_setup(db, DB_READ, db->options.slow_timeout_ms),
		.stall_ms = db->options.stall_ms,
		.up = verify_up,
		.down = verify_down,
		.result = verify_result,
		.arg = v });
	return v;
}

void
verify_begin(struct verify *v)
{
	if (!v->begun)
		link_open(&v->link);
	v->begun = true;
}

void
verify_free(struct verify *v)
{
	link_release(&v->link);
	free(v->origins);
	free(v);
}

const char *
verify_why(const struct verify *v)
{
	return v->link.why;
}

static void PRINTF(3, 4)
    mistake(struct verify *v, const struct statement *s, const char *fmt, ...)
{
	char what[300], line[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	snprintf(line, sizeof(line), "%s: statement %s: %s", s->where, s->name,
	    what);
	if (v->mistakes++ == 0)
		memcpy(v->first, line, sizeof(line));
	if (strcmp(v->first, v->said) != 0)
		log_error("%s", line);
}

static bool
send_one(PGconn *conn, const struct statement *s)
{
	Oid types[BATCH_MAX_PARAMS];

	for (size_t i = 0; i < s->n_params; i++)
		types[i] = value_param_oid(s, i);
	return PQsendPrepare(conn, "", s->sql, (int)s->n_params, types) &&
	       PQsendDescribePrepared(conn, "") && PQpipelineSync(conn);
}

/* Everything at once: one round trip. */
static void
verify_up(void *arg)
{
	struct verify *v = arg;
	PGconn *conn = v->link.conn;
	const char *sql = embedded_find("sql/internal/nullable.sql")->bytes;
	bool sent = true;

	v->at = v->mistakes = v->n_origins = 0;
	v->described = false;
	for (size_t i = 0; i < v->db->options.n_statements && sent; i++)
		sent = send_one(conn, &v->db->options.statements[i]);
	sent = sent &&
	       PQsendQueryParams(conn, sql, 0, NULL, NULL, NULL, NULL, 0) &&
	       PQpipelineSync(conn);
	link_expect(&v->link);
	if (!sent)
		link_lost(&v->link, PQerrorMessage(conn));
	else if (!link_flush(&v->link))
		return;
}

static void
verify_down(void *arg, const char *why)
{
}

static void
add_origin(struct verify *v, struct origin origin)
{
	if (v->n_origins == v->capacity) {
		v->capacity = v->capacity ? 2 * v->capacity : 256;
		v->origins =
		    mem_resize(v->origins, v->capacity * sizeof(*v->origins));
	}
	v->origins[v->n_origins++] = origin;
}

static void
check_column(
    struct verify *v, const struct statement *s, const PGresult *result, int i)
{
	const struct field *field = &s->record->fields[i];

	if (strcmp(PQfname(result, i), field->name) != 0)
		mistake(v, s, "column %d is called %s, not %s", i + 1,
		    PQfname(result, i), field->name);
	else if (PQftype(result, i) != row_field_oid(field))
		mistake(v, s, "column %s has the type %u, not %u", field->name,
		    PQftype(result, i), row_field_oid(field));
	else if (!field->nullable && !(s->sure >> i & 1) &&
		 PQftable(result, i) != InvalidOid)
		add_origin(v, (struct origin){ s, field, PQftable(result, i),
				  PQftablecol(result, i) });
}

static void
check_described(
    struct verify *v, const struct statement *s, const PGresult *result)
{
	const int n = s->record != NULL ? (int)s->record->n_fields : 0;
	const int n_fields = PQnfields(result);
	const bool is_void =
	    n == 0 && n_fields == 1 && PQftype(result, 0) == row_void_oid();

	if (PQnparams(result) != (int)s->n_params)
		mistake(v, s, "it has %d parameters, not %zu",
		    PQnparams(result), s->n_params);
	for (int i = 0; i < PQnparams(result) && i < (int)s->n_params; i++)
		if (PQparamtype(result, i) != value_param_oid(s, (size_t)i))
			mistake(v, s, "the parameter %s has the type %u",
			    s->params[i].name, PQparamtype(result, i));
	if (n_fields != n && !is_void)
		mistake(v, s, "it has %d columns, not %d", n_fields, n);
	for (int i = 0; i < n && i < n_fields; i++)
		check_column(v, s, result, i);
}

static bool
is_nullable(const PGresult *rows, const struct origin *origin)
{
	for (int i = 0; i < PQntuples(rows); i++)
		if (strtoul(PQgetvalue(rows, i, 0), NULL, 10) ==
			origin->table &&
		    atoi(PQgetvalue(rows, i, 1)) == origin->column)
			return true;
	return false;
}

static void
check_origins(struct verify *v, const PGresult *rows)
{
	for (size_t i = 0; i < v->n_origins; i++) {
		const struct origin *o = &v->origins[i];

		if (is_nullable(rows, o))
			mistake(v, o->statement,
			    "column %s may be NULL in its table: declare it "
			    "with ?, or with ! when the statement leaves NULL "
			    "out",
			    o->field->name);
	}
}

static void
verify_end(struct verify *v)
{
	const bool good = v->mistakes == 0;

	v->link.expecting = false;
	memcpy(v->said, good ? "" : v->first, good ? 1 : sizeof(v->said));
	v->db->faulty = !good;
	if (!good) {
		v->link.tries++; /* nobody mends it in a moment */
		link_lost(&v->link, v->first);
		return;
	}
	log_info(
	    "database: %zu statements verified", v->db->options.n_statements);
	v->db->verified = true;
	link_close(&v->link);
}

static void
verify_result(void *arg, PGresult *result)
{
	struct verify *v = arg;
	const struct db_options *o = &v->db->options;
	const struct statement *s =
	    v->at < o->n_statements ? &o->statements[v->at] : NULL;

	if (result == NULL)
		return;
	switch (PQresultStatus(result)) {
	case PGRES_COMMAND_OK:
		if (s != NULL && v->described)
			check_described(v, s, result);
		v->described = true;
		break;
	case PGRES_TUPLES_OK:
		check_origins(v, result);
		break;
	case PGRES_PIPELINE_SYNC:
		v->described = false;
		v->at++;
		break;
	case PGRES_FATAL_ERROR:
		if (link_is_ended_by(result))
			link_lost(&v->link, PQresultErrorMessage(result));
		else if (s != NULL)
			mistake(v, s, "%s",
			    PQresultErrorField(
				result, PG_DIAG_MESSAGE_PRIMARY));
		break;
	default:
		break;
	}
	PQclear(result);
	if (v->at > o->n_statements)
		verify_end(v);
}
