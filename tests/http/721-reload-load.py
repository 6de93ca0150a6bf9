#!/usr/bin/python3
"""Under load: SIGHUPs and new programs lose no request, a crash loop does not
bring the server down, SIGTERM ends everything at any moment."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
from sala import Server, wait_for
from tap import diag, done_testing, is_, like, ok

ASK = b"GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n"
PATHS = [b"/", b"/latest", b"/healthz", b"/about", b"/feed.rss"]


class Load:
    """Many readers; each answer must be a whole 200."""

    def __init__(self, server, keep=100, fresh=40):
        self.port = server.port
        self.keep, self.fresh = keep, fresh
        self.answers = 0
        self.failures = []
        self.ended = False
        self.thread = threading.Thread(
            target=lambda: asyncio.run(self._run()))

    def __enter__(self):
        self.thread.start()
        self.more()
        return self

    def __exit__(self, *_):
        self.ended = True
        self.thread.join()

    def more(self):
        """Waits until everybody was answered, on average, once more."""
        wanted = self.answers + self.keep + self.fresh
        wait_for(lambda: self.answers >= wanted, "answers", 120)

    async def _run(self):
        await asyncio.gather(
            *[self._read(i, True) for i in range(self.keep)],
            *[self._read(i, False) for i in range(self.fresh)])

    async def _read(self, i, keeps):
        """One reader's life; `keeps` its connection while it may."""
        connection = None
        while not self.ended:
            path = PATHS[i % len(PATHS)]
            i += 1
            try:
                if connection is None:
                    connection = await asyncio.open_connection(
                        "127.0.0.1", self.port)
                if not await self._ask(*connection, path, keeps):
                    connection[1].close()
                    connection = None
            except (OSError, EOFError, ValueError) as error:
                self.failures.append(f"{path}: {error!r}")
                connection = None

    async def _ask(self, reader, writer, path, keeps):
        """False: the connection ends with this answer."""
        writer.write(ASK % (path, b"" if keeps else b"Connection: close\r\n"))
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.split(b": ", 1)
                      for line in head.split(b"\r\n")[1:-2])
        body = await reader.readexactly(int(fields[b"Content-Length"]))
        if not head.startswith(b"HTTP/1.1 200 ") or (
                path != b"/healthz" and not body.rstrip().endswith(b">")):
            raise ValueError(head.split(b"\r\n")[0])
        self.answers += 1
        return fields.get(b"Connection") != b"close"


def none_failed(load, what):
    good = is_(len(load.failures), 0, f"{what}: every request is answered")
    if not good:
        diag("\n".join(load.failures[:20]))


def generations(server):
    """How many workers each place has; two at most."""
    return max((len(pids) for pids in server.workers().values()), default=0)


def test_reloads(server, program):
    with Load(server) as load:
        for _ in range(3):
            server.reload()
            load.more()
        none_failed(load, "three SIGHUPs")
        shutil.copy(sala.SALA, f"{program}.new")
        os.replace(f"{program}.new", program)
        server.reload()
        load.more()
        none_failed(load, "another program")


def test_many(server):
    """Signals merge: there are never three generations, and one in the end."""
    with Load(server, keep=20, fresh=10) as load:
        most = 0
        for _ in range(30):
            server.process.send_signal(signal.SIGHUP)
            load_before = load.answers
            wait_for(lambda: load.answers > load_before, "an answer", 120)
            most = max(most, generations(server))

        def is_quiet():
            nonlocal most
            most = max(most, generations(server))
            begun = server.log().count("SIGHUP: reading")
            return begun and begun == server.log().count(
                "the old generation is gone") + server.log().count(
                    "nothing is changed")
        begun = server.log().count("SIGHUP: reading")
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: server.log().count("SIGHUP: reading") > begun,
                 "the last SIGHUP to be heard", 120)
        wait_for(is_quiet, "the last change to be done", 120)
        none_failed(load, "thirty SIGHUPs in quick succession")
    ok(most <= 2, f"at most two generations live (seen: {most})")
    is_(generations(server), 1, "one is left")


def last_answer(reader):
    """An answer that ends the connection. Before its worker hears that it
    retires, it gives others; the new generation never does that."""
    page = reader.get("/healthz")
    return page.headers["Connection"] == "close" and page


def test_idle(server):
    """Who has a connection and says nothing may ask once more."""
    idle = [server.client() for _ in range(10)]
    for reader in idle:
        reader.get("/healthz")
    sockets = [reader.connection.sock for reader in idle]
    begun = server.log().count("the new generation serves")
    before = server.reloads()
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: server.log().count("the new generation serves") > begun,
             "the new generation")
    pages = [wait_for(lambda r=reader: last_answer(r), "the last answer")
             for reader in idle]
    is_([page.status for page in pages], [200] * 10,
        "SIGHUP: idle connections are answered, and told when it is the last"
        " time")
    ok(all(s.fileno() < 0 for s in sockets), "on the same connections")
    wait_for(lambda: server.reloads() > before, "the old generation's end", 60)


def test_given_up(server, config):
    """A generation that cannot reach its database never serves."""
    before = server.workers()
    with open(config) as file:
        good = file.read()
    with open(config, "w") as file:
        file.write(good.replace("dbname=", "dbname=no_such_"))
    with Load(server, keep=5, fresh=5) as load:
        server.reload()
        wait_for(lambda: server.workers() == before, "the new one's end", 60)
        like(server.log(), "given up, the old one serves on: it did not "
             "become ready", "a database that is not there: given up")
        with open(config, "w") as file:
            file.write(good)
        server.reload()
        ok(not set(sum(before.values(), [])) & set(server.children()),
           "the next SIGHUP changes as usual")
        load.more()
        none_failed(load, "meanwhile")


def test_orphaned(server, config):
    """The old generation dies while the new one waits for its database."""
    old = sum(server.workers().values(), [])
    with open(config) as file:
        good = file.read()
    with open(config, "w") as file:
        file.write(good.replace("dbname=", "dbname=no_such_"))
    before = server.reloads()
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: generations(server) == 2, "two generations", 60)
    is_(server.client().get("/").status, 200, "the old one serves")
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: server.reloads() > before, "the new one to be alone", 60)
    is_(server.client().get("/latest").status, 503,
        "the old one dies: the new one answers without its database")
    with open(config, "w") as file:
        file.write(good)
    server.reload()
    is_(server.client().get("/latest").status, 200, "until it has one again")


def test_crash_loop(server):
    """A page that crashes its worker, again and again."""
    other = server.workers()["worker 2"]
    seen = set()

    def ask():
        try:
            seen.add(server.client().get("/").status)
        except OSError:
            pass                # the killed one had taken it

    for _ in range(8):
        # It was replaced; with back-off, from the second time on.
        [victim] = wait_for(lambda: server.workers().get("worker 1"),
                            "worker 1 to be replaced", 60)
        os.kill(victim, signal.SIGKILL)
        wait_for(lambda: server.workers().get("worker 1") != [victim],
                 "its end")
        for _ in range(20):
            ask()
    is_(seen, {200}, "a page that crashes its worker: others answer")
    like(server.log(), r"worker 1 .*another is started in [1-9]\d*00 ms",
         "a worker that dies young is replaced, but not in haste")
    is_(server.workers()["worker 2"], other, "the other one serves on")
    is_(server.process.poll(), None, "the master has not noticed much")


def test_end(server):
    """SIGTERM in the middle of a change."""
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: generations(server) == 2, "two generations", 60)
    is_(server.stop(), 0, "SIGTERM during a change: it ends well")


def running(path):
    """Processes of a program in that folder."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.readlink(f"/proc/{pid}/exe").startswith(path):
                found.append(int(pid))
        except OSError:
            continue
    return found


def main():
    folder = tempfile.mkdtemp(prefix="sala-load-")
    os.chmod(folder, 0o755)
    program, config = f"{folder}/sala", f"{folder}/sala.conf"
    shutil.copy(sala.SALA, program)
    host, port = sala.cluster().host, sala.cluster().port
    database = sala.fresh_database()
    with open(config, "w") as file:
        file.write(f"database = host={host} port={port} dbname={database}"
                   " user=sala\nworkers = 2\n")
    with Server(program=program, config=config, database=None,
                expects=r"worker \d .* ended: signal 9") as server:
        test_reloads(server, program)
        test_idle(server)
        test_many(server)
        test_given_up(server, config)
        test_orphaned(server, config)
        test_crash_loop(server)
        test_end(server)
    is_(running(folder), [], "no process is left")
    shutil.rmtree(folder)
    done_testing()


main()
