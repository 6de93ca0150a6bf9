#!/usr/bin/python3
"""Every declared statement prepares and gives the columns that it declares."""

import psycopg2

import queries
from tap import done_testing, is_, ok
from world import World

OIDS = {"boolean": 16, "bytea": 17, "bigint": 20, "integer": 23, "text": 25,
        "text[]": 1009, "bigint[]": 1016, "timestamptz": 1184}


def columns(w, query):
    """Names and types of what it returns, run once and undone."""
    values = w.values(query.name, {})
    for name in "login", "pen_name", "token_hash":
        if name in values:
            values[name] = b"x" * 32 if name == "token_hash" else "x"
    for name, kind, nullable in query.params:
        if kind == "int8" and not nullable:
            values[name] = 0
        elif kind == "time" and not nullable:
            values[name] = "-infinity"
    connection = w.app.connection
    connection.autocommit = False
    try:
        statement, arguments = queries.call(query, values)
        w.app.execute(statement, arguments or None)
        if w.app.description is None:
            return None
        return [(c[0], c[1]) for c in w.app.description]
    finally:
        connection.rollback()
        connection.autocommit = True


with World() as w:
    ok(len(w.queries) > 90, f"{len(w.queries)} statements are declared")
    for query in w.queries.values():
        try:
            got = columns(w, query)
        except psycopg2.Error as error:
            # The application may prepare, but not run, the owner's commands.
            is_((query.name[:6], error.pgcode), ("admin_", "42501"),
                f"{query.name} runs ({error})")
            continue
        if query.rows == "none":
            ok(True, f"{query.name} runs")
            continue
        wanted = [(name, OIDS[queries.PG_TYPES[kind]])
                  for name, kind, _ in w.records[query.record]]
        is_(got, wanted, f"{query.name} returns {query.record}")

    before = w.sql("SELECT oid, proname FROM pg_proc "
                   "WHERE pronamespace = 'public'::regnamespace ORDER BY oid")
    for name in queries.REPEATED:
        with open(f"{queries.TOP}/sql/{name}.sql", encoding="utf-8") as file:
            w.owner.execute(file.read())
    after = w.sql("SELECT oid, proname FROM pg_proc "
                  "WHERE pronamespace = 'public'::regnamespace ORDER BY oid")
    is_(after, before, "functions and views can be made again at any time")

    is_(w.sql("""SELECT proname FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace AND prosqlbody IS NULL
        AND NOT coalesce(proconfig @> '{search_path=public\\, pg_temp}',
            false) ORDER BY 1"""), [],
        "every function fixes its search path or is bound to its tables")

done_testing()
