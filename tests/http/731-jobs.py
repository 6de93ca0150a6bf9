#!/usr/bin/python3
"""The jobs process: one for the server, replaced when it dies, gone with it;
what is done on a clock is done by it. That the clock's hours are kept is
shown by tests/unit/jobs/test_jobs.c."""

import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
import scene
from tap import done_testing, is_, ok


def jobs_pids(server):
    """The process ids of the jobs processes."""
    found = []
    for pid in server.children():
        with open(f"/proc/{pid}/comm") as file:
            if file.read().strip() == "jobs":
                found.append(pid)
    return found


def number(server, name):
    """A metric without labels."""
    text = server.client().get("/metrics").body.decode()
    return next(float(line.split()[1]) for line in text.splitlines()
                if line.startswith(f"{name} "))


def wait_for_runs(server, before):
    """Until all three jobs have run once more, since the process began."""
    sala.wait_for(lambda: number(server, "sala_job_runs_total") >= before + 3,
                  "the jobs to run")


def check_replaced(server):
    """kill -9, and another goes on."""
    pids = jobs_pids(server)
    is_(len(pids), 1, "there is one")
    before = number(server, "sala_job_runs_total")
    os.kill(pids[0], signal.SIGKILL)
    sala.wait_for(lambda: len(jobs_pids(server)) == 1 and
                  jobs_pids(server) != pids, "another one")
    wait_for_runs(server, before)
    is_(number(server, "sala_job_failures_total"), 0, "its jobs do not fail")


def check_sessions(server, stage):
    """Sessions that ended long ago are forgotten, however many."""
    member, gone = stage.member(), stage.member()
    stage.sql("INSERT INTO session (token_hash, account, seen_at, created_at)"
              " SELECT sha256(n::text::bytea), %s, now() - interval '15 days',"
              " now() - interval '20 days' FROM generate_series(1, 2500) n",
              gone.id)
    count = "SELECT count(*) FROM session WHERE account = %s"
    ok(stage.one(count, gone.id) >= 2500, "there are many old sessions")
    check_replaced(server)
    is_(stage.one(count + " AND seen_at < now() - interval '14 days'",
                  gone.id), 0, "soon there are none")
    ok(stage.one(count, member.id) >= 1, "others stay")
    is_(member.client().get("/dashboard").status, 200, "and are good")


def check_idle(server):
    """It holds no connection while it has nothing to do."""
    pid = jobs_pids(server)[0]
    inodes = set()
    for fd in os.listdir(f"/proc/{pid}/fd"):
        target = os.readlink(f"/proc/{pid}/fd/{fd}")
        if target.startswith("socket:"):
            inodes.add(target[8:-1])
    with open(f"/proc/{pid}/net/unix") as file:
        unix = {line.split()[6] for line in file.readlines()[1:]}
    is_(inodes - unix, set(), "no connection, no listening socket")


def main():
    with sala.Server(workers=1, expects="jobs .* ended: signal 9") as server:
        stage = scene.Scene(server)
        wait_for_runs(server, 0)
        check_sessions(server, stage)
        check_idle(server)
        pid = jobs_pids(server)[0]
    ok(not os.path.exists(f"/proc/{pid}"), "it ends with the server")
    done_testing()


main()
