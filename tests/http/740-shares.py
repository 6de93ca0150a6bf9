#!/usr/bin/python3
"""Workers share new connections: who has more leaves them to the other."""

import contextlib
import os
import re
import signal
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
from tap import done_testing, is_, ok

FIRST, MORE = 40, 30


def connect(server, count):
    """Connections that have each had an answer and stay open."""
    held = []
    for _ in range(count):
        wire = socket.create_connection(("127.0.0.1", server.port), 30)
        wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        held.append(wire)
        if not wire.recv(4096).startswith(b"HTTP/1.1 200"):
            raise RuntimeError("no answer")
    return held


def established(port):
    """The sockets of the connections to this port, as the kernel lists
    them."""
    with open("/proc/net/tcp") as file:
        rows = [line.split() for line in file.readlines()[1:]]
    return {row[9] for row in rows
            if row[3] == "01" and row[1].endswith(f":{port:04X}")}


def has(server, pid):
    """How many of them a worker has."""
    found = set()
    for fd in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):
            name = os.readlink(f"/proc/{pid}/fd/{fd}")
            found |= set(re.findall(r"socket:\[(\d+)\]", name))
    return len(found & established(server.port))


def check(server, still, other):
    """One stands still while the first come; it gets what comes then."""
    os.kill(still, signal.SIGSTOP)
    try:
        held = connect(server, FIRST)
    finally:
        os.kill(still, signal.SIGCONT)
    is_(has(server, other), FIRST,
        "what is left to a worker that stands still is not left for long")
    held += connect(server, MORE)
    got = has(server, still)
    print(f"# {got} of the {MORE} that came next")
    ok(got >= MORE * 4 // 5, "who has fewer gets the next ones")
    for wire in held:
        wire.close()
    sala.wait_for(lambda: has(server, still) + has(server, other) == 0,
                  "the connections to be gone")


def main():
    with sala.Server(workers=2) as server:
        pids = [pids[0] for pids in server.workers().values()]
        sala.wait_for(lambda: all(
            server.client().get("/readyz").status == 200 for _ in range(20)),
            "both workers to be ready")
        check(server, *pids)
        check(server, *reversed(pids))
    done_testing()


main()
