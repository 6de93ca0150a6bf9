#!/usr/bin/python3
"""The server is ended under a program that writes: killed, stopped at once,
stopped in order. Each acknowledged write is there afterwards, each that was
refused is not, and the program goes on by itself."""

import os
import signal
import subprocess

import pg
from tap import done_testing, is_, ok

WRITER = os.environ.get("SALA_BUILDDIR", ".") + "/tests/unit/db/restart_writer"


def read_until_done(writer, said, n):
    """Reads outcomes until n more writes are done."""
    while n > 0:
        line = writer.stdout.readline()
        if not line:
            return False
        word, number = line.split()
        said.setdefault(word, set()).add(int(number))
        n -= word == "done"
    return True


with pg.Cluster(own=True, synchronous_commit="on") as cluster:
    environment = {**os.environ, "SALA_TEST_PGURL": cluster.url()}
    with subprocess.Popen([WRITER], env=environment, text=True,
                          stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as writer_:
        database = writer_.stdout.readline().strip()
        outcomes = {}
        ok(read_until_done(writer_, outcomes, 100), "it writes")
        for how in signal.SIGKILL, signal.SIGQUIT, signal.SIGINT:
            cluster.stop(how)
            cluster.start()
            ok(read_until_done(writer_, outcomes, 100),
               f"and writes again after {how.name}")
        writer_.stdin.close()
        read_until_done(writer_, outcomes, 10 ** 9)
        is_(writer_.wait(60), 0, "it ends well")
    there = {row[0] for row in
             cluster.query("SELECT id FROM thing", database=database)}
    is_(outcomes["done"] - there, set(), "every acknowledged write is there")
    is_(outcomes.get("away", set()) & there, set(),
        "no write that was not sent is there")
    is_(outcomes.get("odd", set()), set(), "no write failed otherwise")
    ok(len(there) <= len(outcomes["done"]) +
       len(outcomes.get("unknown", set())), "nothing came from elsewhere")

done_testing()
