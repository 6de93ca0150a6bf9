#!/usr/bin/python3
"""Many want a page that is not kept: one makes it for all, also while it goes
out of date faster than it can be made."""

import concurrent.futures
import contextlib
import os
import re
import signal
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
import scene
from tap import done_testing, is_, ok

READERS = 20
JOBS = 3                        # server/jobs


def figure(server, name):
    """A sum out of /metrics."""
    text = server.client().get("/metrics").body.decode()
    return sum(float(value) for value in re.findall(
        rf"^{name}(?:\{{.*\}})? (\d+)$", text, re.M))


def pages_made(server):
    """How many batches the lane for reads has run."""
    return figure(server, r'sala_db_round_batches_sum\{lane="read"\}')


@contextlib.contextmanager
def standing_still(server):
    """PostgreSQL does not answer on the connection for reads."""
    (pid,), = sala.cluster().query(
        "SELECT pid FROM pg_stat_activity WHERE datname = %s"
        " AND application_name = 'sala read' AND state = 'idle'",
        (server.database,))
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextlib.contextmanager
def everything_moving(server):
    """Somebody writes all the time."""
    done = threading.Event()

    def write():
        while not done.is_set():
            sala.cluster().query("NOTIFY sala_moved", None, server.database)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join()


def ask_together(server, path):
    """One asks, then the others; nothing comes before all have asked."""
    with concurrent.futures.ThreadPoolExecutor(READERS + 1) as pool:
        with standing_still(server):
            asked = []
            for at_work in 1, READERS + 1:
                while len(asked) < at_work:
                    asked.append(pool.submit(server.client().get, path))
                sala.wait_for(lambda: figure(
                    server, "sala_http_requests_at_work") >= at_work,
                    f"{at_work} to wait")
        return [answer.result() for answer in asked]


def check(server, path, most, what):
    """Readers of one page, and how often it is made for them."""
    before = pages_made(server)
    answers = ask_together(server, path)
    made = pages_made(server) - before
    is_({page.status for page in answers}, {200}, f"{what}: all are answered")
    is_(len({page.body for page in answers}), 1, "with the same page")
    ok(1 <= made <= most, f"which was made {made:.0f} times")
    is_({page.headers["Content-Security-Policy"] is None
         for page in answers}, {False}, "with all headers")
    return answers


def main():
    with sala.Server() as server:
        stage = scene.Scene(server)
        writer = stage.member()
        post = stage.post(writer, stage.blog(writer), title="A post")
        # The jobs process has begun: it writes, too.
        sala.wait_for(lambda: figure(server, "sala_job_runs_total") >= JOBS,
                      "the first jobs")
        check(server, post.path, 1, "nobody writes")
        server.announce()
        with everything_moving(server):
            # Whoever was the first, and who makes it for those who waited.
            answers = check(server, post.path, 2, "somebody writes")
        ok(all("A post" in page.text("//h1") for page in answers),
           "it is the page")
    done_testing()


main()
