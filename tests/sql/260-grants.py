#!/usr/bin/python3
"""What the application's role can do, and all that it cannot."""

import psycopg2

import queries
from tap import done_testing, is_, ok
from world import World

# All else is reading. Columns only where some are given.
WRITES = {
    "session": {"DELETE": None, "UPDATE": {"seen_at"}},
    "account": {"UPDATE": {"pen_name", "real_name", "show_real_name",
                           "position", "organisation", "about", "about_html",
                           "about_text", "renderer", "tags", "language",
                           "email", "answers_read_at"}},
    "notice": {"UPDATE": {"read_at"}},
    "post_reads": {"INSERT": None, "UPDATE": {"n"}},
}

REFUSED = [
    "CREATE TABLE x (y integer)", "CREATE SCHEMA x", "DROP TABLE post",
    "ALTER TABLE post ADD COLUMN x integer", "CREATE INDEX ON post (title)",
    "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "TRUNCATE event", "TRUNCATE session", "SET ROLE sala_owner",
    "COPY post TO PROGRAM 'cat'", "COPY post TO '/tmp/x'",
    "DELETE FROM post_reads", "UPDATE post_reads SET post = 1",
    "DELETE FROM post", "DELETE FROM comment", "DELETE FROM event",
    "UPDATE event SET kind = 'x'", "INSERT INTO event (kind) VALUES ('x')",
    "UPDATE account SET role = 'admin'", "UPDATE account SET password = 'x'",
    "UPDATE account SET state = 'active'", "UPDATE session SET account = 1",
    "INSERT INTO session (token_hash, account) VALUES ('', 1)",
    "UPDATE membership SET state = 'approved'",
    "INSERT INTO membership (blog, community, state) VALUES (1, 1, 'applied')",
    "INSERT INTO community_moderator VALUES (1, 1)",
    "INSERT INTO blog_author VALUES (1, 1, 'owner')",
    "INSERT INTO community_post VALUES (1, now(), 1, true)",
    "UPDATE post SET state = 'published'", "UPDATE post SET shown = true",
    "UPDATE post SET n_comments = 0", "SELECT discussed_derive('{1}')",
    "UPDATE comment SET state = 'visible'", "UPDATE setting SET value = ''",
    "SELECT admin_account_create('a', 'a', 'a', 'A', 'p', 'admin')",
    "SELECT admin_password_set('a', 'p')", "SELECT posts_derive('{1}')",
    "SELECT membership_move(m, 1, 'approve', '', 0, NULL) FROM membership m",
    "SELECT memberships_end(1, 1)", "SELECT blog_count(1, 1)",
    "SELECT moderators_tell('moderator_added', 1, 1, 1)",
    "SELECT comment_moved(1, 'held', 'visible')",
]


def refused(cursor, statement):
    try:
        cursor.execute(statement)
    except psycopg2.Error as error:
        return error.pgcode == "42501"
    return False


def privileges(w):
    tables = [r[0] for r in w.sql(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'S') "
        "AND relnamespace = 'public'::regnamespace ORDER BY 1")]
    for table in tables:
        got = {}
        for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES",
                      "TRIGGER"):
            if table.endswith("_seq"):
                continue
            if w.one("SELECT has_table_privilege('sala', %s, %s)", table,
                     right):
                got[right] = None
            elif right == "UPDATE":
                columns = {r[0] for r in w.sql(
                    "SELECT attname FROM pg_attribute WHERE attrelid = "
                    "%s::regclass AND attnum > 0 AND NOT attisdropped AND "
                    "has_column_privilege('sala', attrelid, attnum, "
                    "'UPDATE')", table)}
                if columns:
                    got[right] = columns
        is_(got, WRITES.get(table, {}), f"{table}: no more than is needed")


def definers(w):
    rows = w.sql("SELECT proname FROM pg_proc WHERE prosecdef AND "
                 "pronamespace = 'public'::regnamespace AND "
                 "has_function_privilege('sala', oid, 'EXECUTE') ORDER BY 1")
    called = " ".join(q.sql for q in w.queries.values())
    is_([name for (name,) in rows if f"{name}(" not in called], [],
        "the role runs no function with its owner's rights but those that "
        "the declared queries call")


def the_log(w):
    w.member("ann")
    blog = w.blog(w.member("ben"), "bens")
    ok(w.one("SELECT count(*) FROM event WHERE blog = %s", blog), "logged")
    for statement in ("UPDATE event SET kind = 'x'", "DELETE FROM event",
                      "TRUNCATE event CASCADE"):
        try:
            w.owner.execute(statement)
            code = None
        except psycopg2.Error as error:
            code = error.pgcode
        is_(code, "23000", f"even the owner cannot: {statement}")


def shadows(w):
    """A table of the session's own does not stand before the real one."""
    w.cluster.query(f'GRANT TEMPORARY ON DATABASE "{w.name}" TO sala')
    cursor = w.cursor("sala")
    cursor.execute("CREATE TEMPORARY TABLE session (token_hash bytea, "
                   "account bigint, seen_at timestamptz, created_at "
                   "timestamptz); INSERT INTO pg_temp.session SELECT '\\x00', id, "
                   "now(), now() FROM account")
    cursor.execute("SET search_path = pg_temp, public")
    cursor.execute("SELECT count(*) FROM viewer('\\x00')")
    is_(cursor.fetchone()[0], 0, "viewer() looks into the real table")
    cursor.execute("SELECT result FROM blog_delete('\\x00', 'bens')")
    is_(cursor.fetchone()[0], "log_in", "and so do functions that write")


def one_user(w):
    """With a database of one user, who is owner and application at once."""
    w.cluster.query("CREATE ROLE single LOGIN")
    name = w.cluster.fresh()
    w.cluster.query(f'ALTER DATABASE "{name}" OWNER TO single')
    connection = w.cluster.connect(name, "single")
    queries.migrate(connection)
    cursor = connection.cursor()
    cursor.execute("SET sala.app_role = 'single'")
    with open(f"{queries.TOP}/sql/grants.sql", encoding="utf-8") as file:
        cursor.execute(file.read())
    queries.prepare_all(cursor, w.queries)
    ok(True, "the schema is made, and granting does not fail")
    connection.close()


with World(own=True) as w:
    for statement in REFUSED:
        ok(refused(w.app, statement), f"refused: {statement}")
    privileges(w)
    definers(w)
    the_log(w)
    shadows(w)
    one_user(w)

done_testing()
