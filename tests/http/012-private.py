#!/usr/bin/python3
"""The private PostgreSQL: made, started, watched, stopped, recovered."""

import contextlib
import os
import pwd
import signal
import stat
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
from port import free_port
from sala import Server, StateDirectory, wait_for
from tap import done_testing, is_, like, ok

MAY_END = r"ended: (signal 9|exit status)"


def identity():
    """Who Sala is here, for Popen: peer authentication asks for it."""
    if os.geteuid() != 0:
        return {}
    who = pwd.getpwnam(sala.unprivileged_user())
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def psql(state, sql, role="sala_owner"):
    """The answer to a statement, or None when there is none."""
    done = subprocess.run(
        ["psql", "-XAtq", "-h", f"{state.runtime}/postgres", "-U", role,
         "-c", sql, "sala"], cwd="/", capture_output=True, text=True,
        check=False, timeout=60, **identity())
    return done.stdout.strip() if done.returncode == 0 else None


def answers(state):
    """Waits until the database is there."""
    return wait_for(lambda: psql(state, "SELECT 1") == "1", "the database")


def postmaster(state):
    """Its process id, by its own file."""
    with open(f"{state.state}/postgres/postmaster.pid") as file:
        return int(file.readline())


def processes(state):
    """All processes that have to do with this state directory."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read()
            cwd = os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            continue
        if state.state.encode() in words or cwd.startswith(state.state):
            found.append(int(pid))
    return found


def test_first_start(state):
    with Server(private=state, wait=None) as server:
        answers(state)
        like(server.log(), "making the private PostgreSQL", "it is made")
        is_(psql(state, "SHOW data_checksums"), "on", "checksums are on")
        is_(psql(state, "SHOW server_encoding"), "UTF8", "text is UTF-8")
        is_(psql(state, "SHOW listen_addresses"), "", "no port is open")
        is_(psql(state, "SHOW jit"), "off", "nothing is compiled")
        is_(psql(state, "SELECT current_user", "sala"), "sala",
            "Sala's user gets in as sala")
        is_(psql(state, "SELECT count(*) FROM pg_roles WHERE rolsuper"
                 " AND rolname LIKE 'sala%'"), "0",
            "neither role is a superuser")
        ok(psql(state, "SELECT 1", "postgres") is None,
           "nobody gets in as superuser")
        for path in (state.state, f"{state.runtime}/postgres"):
            is_(stat.S_IMODE(os.stat(path).st_mode), 0o700,
                "the directory is ours alone")
        psql(state, "CREATE TABLE kept (x int)")
        psql(state, "INSERT INTO kept VALUES (7)")
    is_(processes(state), [], "no process is left")
    ok(not os.path.exists(f"{state.runtime}/postgres"),
       "nor the directory of the socket")
    if os.geteuid() == 0:
        like(server.log(), "gave up root's rights",
             "it said that it gave up root's rights")


def test_second_start(state):
    with Server(private=state, wait=None) as server:
        answers(state)
        ok("making the private PostgreSQL" not in server.log(),
           "a second start makes nothing anew")
        is_(psql(state, "SELECT x FROM kept"), "7", "the data are there")
        is_(server.stop(signal.SIGINT), 0, "Ctrl-C ends it, too")


def test_killed_postmaster(state):
    with Server(private=state, wait=None, expects=MAY_END):
        answers(state)
        for round_ in 1, 2:
            old = postmaster(state)
            psql(state, "INSERT INTO kept VALUES (8)")
            os.kill(old, signal.SIGKILL)
            answers(state)
            ok(postmaster(state) != old,
               f"kill -9 of the postmaster, {round_}: another one is there")
        is_(psql(state, "SELECT count(*) FROM kept"), "3",
            "every committed row is there")


def test_killed_master(state):
    server = Server(private=state, wait=None)
    answers(state)
    psql(state, "INSERT INTO kept VALUES (9)")
    server.kill()
    with Server(private=state, wait=None):
        answers(state)
        is_(psql(state, "SELECT count(*) FROM kept"), "4",
            "kill -9 of the master: started again, every row is there")
    is_(processes(state), [], "and no process is left in the end")


def test_killed_all(state):
    server = Server(private=state, wait=None)
    answers(state)
    for pid in processes(state):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)  # one may end with another
    server.kill()
    with Server(private=state, wait=None):
        answers(state)
        is_(psql(state, "SELECT count(*) FROM kept"), "4",
            "kill -9 of everything: started again")


def test_number_of_another(state):
    """After a crash the postmaster's number may be another process's."""
    with open(f"{state.state}/postgres/postmaster.pid", "w") as file:
        file.write(f"{os.getppid()}\n{state.state}/postgres\n0\n5432\n")
    with Server(private=state, wait=None):
        answers(state)
        ok(True, "a number that is another process's is no obstacle")


def test_two_at_once(state):
    with Server(private=state, wait=None):
        answers(state)
        other = sala.command(
            "serve", listen=f"127.0.0.1:{free_port()}",
            **state.options())
        is_(other.returncode, 1, "a second Sala in the same place is refused")
        like(other.stderr, r"process \d+ uses .* already", "and says why")
        is_(psql(state, "SELECT 1"), "1", "the first one goes on")


def test_interrupted(how):
    with StateDirectory() as state:
        server = Server(private=state, wait=None, start=False)
        server.start()
        wait_for(lambda: os.path.exists(f"{state.state}/postgres.new/base"),
                 "the cluster to be half made")
        if how == "kill -9":
            server.kill()
        else:
            is_(server.stop(), 0, "it can be stopped while it makes it")
        ok(not os.path.exists(f"{state.state}/postgres"),
           f"{how} during the first start: nothing looks finished")
        with Server(private=state, wait=None):
            answers(state)
            ok(True, "the next start makes it anew")
            ok(not os.path.exists(f"{state.state}/postgres.new"),
               "and leaves nothing half made")


def test_bad_places(state):
    done = sala.command("serve", listen=f"127.0.0.1:{free_port()}",
                        state_dir=state.state,
                        runtime_dir=f"{state.path}/{'x' * 100}")
    is_(done.returncode, 1, "a path too long for a socket is refused")
    like(done.stderr, "set runtime-dir", "with advice")
    done = sala.command("serve", listen=f"127.0.0.1:{free_port()}",
                        state_dir="/proc/none", runtime_dir=state.runtime)
    is_(done.returncode, 1, "a directory that cannot be made, too")
    like(done.stderr, "cannot make /proc/none", "with the reason")
    if os.geteuid() == 0:
        done = sala.command("serve", state_dir="/etc",
                            listen=f"127.0.0.1:{free_port()}")
        is_(done.returncode, 1, "root's directories are not taken over")
        is_(os.stat("/etc").st_uid, 0, "and stay root's")


with StateDirectory() as directory:
    test_first_start(directory)
    test_second_start(directory)
    test_killed_postmaster(directory)
    test_killed_master(directory)
    test_killed_all(directory)
    test_number_of_another(directory)
    test_two_at_once(directory)
    test_bad_places(directory)
test_interrupted("kill -9")
test_interrupted("SIGTERM")
done_testing()
