#!/usr/bin/python3
"""A kept answer costs three system calls: one wait, one read, one write."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
import story
from tap import done_testing, ok, skip_all

N = 200
# Whatever is asked: the log is written once a second, a database connection
# settles, a page is made again. A fourth call per request would be 200 more.
GRACE = 40


def worker_of(server):
    """The process id of the worker."""
    for pid in server.children():
        with open(f"/proc/{pid}/comm") as file:
            if file.read().startswith("worker"):
                return pid
    raise LookupError("no worker")


def count_calls(pid, ask):
    """System calls of a process while ask() runs."""
    with tempfile.NamedTemporaryFile("r", prefix="sala-strace-") as out:
        tracer = subprocess.Popen(
            ["strace", "-c", "-f", "-p", str(pid), "-o", out.name],
            stderr=subprocess.PIPE, text=True)
        line = tracer.stderr.readline()
        if "attached" not in line:
            tracer.wait()
            return None, line
        ask()
        tracer.terminate()
        tracer.communicate()
        table = out.read()
    total = re.search(r"^\S+\s+\S+\s+(?:\S+\s+)?(\d+)\s+(?:\d+\s+)?total$",
                      table, re.M)
    return int(total.group(1)), table


def settle(pid, ask):
    """What a worker makes in its spare time after the start is made: some
    requests, for longer than it rests in between, cost hardly more."""
    sala.wait_for(lambda: (count_calls(pid, lambda: [
        ask() for _ in range(N)])[0] or 0) <= 3 * N + GRACE // 4,
        "the worker to have nothing else to do")


def main():
    """Counts for a page, for its gzip form, for a 304, for an asset."""
    if not shutil.which("strace"):
        skip_all("strace is not installed")
    with sala.Server(workers=1) as server:
        reader = server.client()
        for _ in range(3):
            page = reader.get("/", Accept_Encoding="gzip")
        css = page.xpath("//link[@rel='stylesheet']/@href")[0]
        reader.get(css)
        anna = story.sign_up(server, "anna")
        post = story.publish(anna, story.open_blog(anna, "Notes"), "A", "b")
        person = server.client(User_Agent="Mozilla/5.0 (X11; Linux x86_64)")
        for _ in range(2):
            person.get(post)
            page = reader.get("/", Accept_Encoding="gzip")
        kinds = {
            "a page": lambda: reader.get("/"),
            "a reading that counts": lambda: person.get(post),
            "its gzip form": lambda: reader.get("/", Accept_Encoding="gzip"),
            "a 304": lambda: reader.get(
                "/", If_None_Match=page.headers["ETag"]),
            "an asset": lambda: reader.get(css),
        }
        settle(worker_of(server), kinds["a page"])
        for what, get in kinds.items():
            for _ in range(3):
                get()           # the gzip form is made on the second hit
            calls, table = count_calls(
                worker_of(server), lambda: [get() for _ in range(N)])
            if calls is None:
                skip_all(f"strace may not trace here: {table}")
            if not ok(calls <= 3 * N + GRACE,
                      f"{what}: {calls} system calls for {N} requests"):
                print("\n".join(f"# {row}" for row in table.splitlines()))
    done_testing()


main()
