#!/usr/bin/python3
"""A database that is not there, not ready, or gone for a while."""

import contextlib
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import pg
import sala
from sala import Server, wait_for
from tap import done_testing, is_, like, ok


def status(server, path="/readyz"):
    """The status of a page, 0 when there is no answer."""
    try:
        return server.client().get(path).status
    except OSError:
        return 0


def test_not_migrated():
    """serve never changes a database that is the administrator's."""
    cluster = sala.cluster()
    name = cluster.fresh()
    cluster.query(f'ALTER DATABASE "{name}" OWNER TO sala_owner')
    own = {"database": cluster.url(name, "sala"),
           "database_owner": cluster.url(name, "sala_owner")}
    with Server(wait="/healthz", **own) as server:
        page = wait_for(
            lambda: (p := server.client().get("/readyz"))
            and b"sala migrate" in p.body and p, "the reason")
        is_(page.status, 503, "without its schema Sala is not ready")
        like(page.body.decode(), "sala migrate", "and says what to do")
        page = server.client().get("/")
        is_(page.status, 503, "pages are 503")
        ok(page.headers["Retry-After"], "with Retry-After")
        is_(cluster.query("SELECT count(*) FROM pg_class c"
                          " JOIN pg_namespace n ON n.oid = relnamespace"
                          " WHERE nspname = 'public'", database=name)[0][0],
            0, "the database was not touched")
        is_(sala.command("migrate", **own).returncode, 0, "sala migrate")
        wait_for(lambda: status(server) == 200, "readiness")
        ok(True, "makes the running server ready")
        is_(sala.command("migrate", **own).returncode, 0,
            "a second one has nothing to do")
    cluster.query(f'DROP DATABASE "{name}" WITH (FORCE)')


def wait_until_kept(server):
    """The worker is connected in all ways, and has been for longer than the
    three seconds for which it trusts nothing after it lost a write: its page
    has a tag all the time."""
    since = None

    def is_kept():
        nonlocal since
        headers = server.client().get("/").headers
        if not headers["ETag"] or headers["Cache-Status"]:
            since = None
        elif since is None:
            since = time.monotonic()
        return since is not None and time.monotonic() - since > 4

    wait_for(is_kept, "a page that is kept", 60)


def test_away():
    """The server outlives its database, in every order."""
    with contextlib.ExitStack() as stack:
        own = stack.enter_context(pg.Cluster(own=True))
        sala.make_roles(own)
        name = own.fresh()
        own.query(f'ALTER DATABASE "{name}" OWNER TO sala_owner')
        options = {"database": own.url(name, "sala"),
                   "database_owner": own.url(name, "sala_owner")}
        is_(sala.command("migrate", **options).returncode, 0, "migrated")
        own.stop()
        server = stack.enter_context(Server(
            wait="/healthz", workers=1, **options))
        is_(status(server), 503, "it starts without its database")
        page = server.client(Accept_Language="th").get("/")
        is_(page.status, 503, "pages are 503 until it is there")
        is_(page.text("/html/@lang"), "th", "in the reader's language")
        own.start()
        wait_for(lambda: status(server) == 200, "readiness")
        is_(status(server, "/"), 200, "and work when it is")
        wait_until_kept(server)
        for how in signal.SIGINT, signal.SIGQUIT, signal.SIGKILL:
            own.stop(how)
            # After SIGKILL the backends live on until they notice.
            wait_for(lambda: status(server, "/m/nobody") == 503,
                     "it to notice")
            is_(status(server), 503, f"{how.name}: it is not ready")
            # Once the last connection is gone, not while one may still
            # tell of a change.
            page = wait_for(lambda: (p := server.client().get("/")).headers[
                "Cache-Status"] == "sala; hit; detail=unconfirmed" and p,
                "a page that is marked")
            is_(page.status, 200, "a page that was kept is still served")
            is_(status(server, "/healthz"), 200, "the process is well")
            own.start()
            wait_for(lambda: status(server, "/m/nobody") == 404, "the page")
            ok(True, "and pages come back by themselves")
            wait_until_kept(server)


test_not_migrated()
test_away()
done_testing()
