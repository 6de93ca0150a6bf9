#!/usr/bin/python3
"""SIGHUP: another configuration, another program, one mistake or another;
what served goes on serving."""

import os
import shutil
import signal
import socket
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
import story
from port import free_port
from sala import Server, StateDirectory, wait_for
from tap import done_testing, is_, like, ok

REFUSED = r"check \(\d+\) ended: exit status|given up"


class Desk:
    """The administrator's files."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="sala-desk-")
        os.chmod(self.path, 0o755)
        self.config = f"{self.path}/sala.conf"
        self.program = f"{self.path}/sala"
        self.listen = None              # a line of every configuration
        self.install(sala.SALA)

    def write(self, *lines):
        """The configuration, as an editor saves it."""
        if self.listen and not any("listen" in line for line in lines):
            lines = (*lines, self.listen)
        with open(f"{self.config}.new", "w") as file:
            file.write("".join(f"{line}\n" for line in lines))
        os.replace(f"{self.config}.new", self.config)

    def install(self, source=None, text=""):
        """Another file in the program's place, as install(1) does it."""
        if source:
            shutil.copy(source, f"{self.program}.new")
        else:
            with open(f"{self.program}.new", "w") as file:
                file.write(text)
        os.chmod(f"{self.program}.new", 0o755)
        os.replace(f"{self.program}.new", self.program)

    def running(self):
        """Processes that run the program, under any of its versions."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.readlink(f"/proc/{pid}/exe").startswith(self.path):
                    found.append(int(pid))
            except OSError:
                continue
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def title(server):
    return server.client().get("/").text("//title")


def inode_of(server):
    return os.stat(f"/proc/{server.process.pid}/exe").st_ino


def test_configuration(server, desk):
    pid = server.process.pid
    before = server.workers()
    is_(title(server), "One", "it begins with its first title")
    desk.write("site-title = Two", "workers = 2")
    server.reload()
    is_(title(server), "Two", "SIGHUP: the new title is on the page")
    is_(sorted(server.workers()), ["worker 1", "worker 2"],
        "there are as many workers as the file says")
    ok(not set(sum(before.values(), [])) & set(server.children()),
       "none of the old ones")
    ok(server.process.poll() is None and pid == server.process.pid,
       "the master is the same process")


def test_mistakes(server, desk):
    before = server.workers()

    def refused(why, what):
        server.reload()
        like(server.log(), why, f"{what}: the log says where")
        is_(server.workers(), before, "the old workers serve on")
        is_(title(server), "Two", "with the old configuration")

    desk.write("site-title = Three", "workers = 65")
    refused(rf"{desk.config}:2: workers: 65 is not", "a bad number")
    desk.write("site-title = Three", "time-zone = Asia/Nowhere")
    refused("no zone Asia/Nowhere", "a zone that is none")
    desk.write("site-title = Three", "listen = 192.0.2.1:80")
    refused("cannot listen on 192.0.2.1:80: Cannot assign",
            "an address that is not ours")
    desk.write("site-title = Three", "state-dir = /var/lib/elsewhere")
    refused("state-dir: this cannot change while", "what needs a restart")
    os.unlink(desk.config)
    refused(f"{desk.config}: No such file", "no file")
    with open(f"{desk.path}/post.html", "w") as file:
        file.write("<html>\n<body>{{no_such_field}}</body></html>\n")
    desk.write("site-title = Three", f"template-dir = {desk.path}")
    refused(f"{desk.path}/post.html:2:.*no_such_field", "a bad template")
    os.unlink(f"{desk.path}/post.html")


def test_templates(server, desk):
    """Templates are read again, too."""
    shutil.copy(f"{sala.SRCDIR}/templates/about.html", f"{desk.path}/about.html")
    desk.write("site-title = Three", "workers = 2",
               f"template-dir = {desk.path}")
    server.reload()
    is_(title(server), "Three", "after all mistakes a good one is taken")
    with open(f"{desk.path}/about.html") as file:
        text = file.read()
    with open(f"{desk.path}/about.html", "w") as file:
        file.write(text.replace("<h1", '<h1 class="mine"', 1))
    ok(not server.client().get("/about").has("//h1[@class='mine']"),
       "a template that was edited is not used yet")
    server.reload()
    ok(server.client().get("/about").has("//h1[@class='mine']"),
       "after SIGHUP it is")
    os.unlink(f"{desk.path}/about.html")


def test_addresses(server, desk):
    second, third = free_port(), free_port()

    def answers(port):
        try:
            with socket.create_connection(("127.0.0.1", port), 30) as c:
                c.sendall(b"GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n")
                return b" 200 " in c.makefile("rb").readline()
        except ConnectionRefusedError:
            return False

    def listens(*ports):
        desk.write("site-title = Ports", "workers = 2", *[
            f"listen = 127.0.0.1:{port}" for port in ports])
        server.reload()

    listens(server.port, second)
    ok(answers(second) and answers(server.port), "an address that was added")
    listens(third, server.port)
    ok(answers(third) and answers(server.port), "another in its place")
    ok(not answers(second), "the one that was dropped is closed")
    listens(second, server.port)
    ok(answers(second) and not answers(third), "it may come back")
    taken = socket.create_server(("127.0.0.1", free_port()))
    listens(server.port, taken.getsockname()[1])
    like(server.log(), "cannot listen on .*: Address already in use",
         "one that is taken is refused")
    ok(answers(second), "the old ones are open as before")
    listens(server.port)


def test_program(server, desk):
    before = server.workers()
    old = inode_of(server)
    desk.install(text="no program at all\n")
    server.reload()
    like(server.log(), "cannot execute .*/sala: Exec format error",
         "a broken program is refused")
    desk.install(text="#!/bin/sh\nexit 0\n")
    server.reload()
    like(server.log(), "/sala cannot take over from this version",
         "as is one that does not know what is asked of it")
    os.unlink(desk.program)
    server.reload()
    is_(server.workers(), before, "or none at all: the old workers serve on")
    is_(server.client().get("/").status, 200, "and answer")
    desk.install(sala.SALA)
    server.reload()
    ok(inode_of(server) != old, "the installed one is executed")
    is_({os.stat(f"/proc/{pid}/exe").st_ino
         for pid in sum(server.workers().values(), [])}, {inode_of(server)},
        "by all workers")


def test_throttles(server, desk):
    """Who guessed passwords gets no second chance by a change."""
    story.sign_up(server, "victim")

    def guess():
        client = server.client()
        form = client.get("/login").form()
        return client.submit(form, login="victim", password="guess guess")

    def guess_until_refused():
        for _ in range(12):
            page = guess()
        return page.status

    is_(guess_until_refused(), 429, "guessing is slowed down")
    server.reload()
    is_(guess().status, 429, "after SIGHUP as before")
    desk.install(sala.SALA)
    server.reload()
    is_(guess().status, 429, "and with another program")


def test_check():
    """What an administrator may ask beforehand."""
    done = sala.command("serve", "--check")
    is_((done.returncode, done.stdout), (0, "sala: the configuration is good\n"),
        "sala serve --check: nothing is wrong")
    done = sala.command("serve", "--check", time_zone="Asia/Nowhere")
    is_(done.returncode, 1, "with a mistake it says no")
    like(done.stderr, "Asia/Nowhere", "and why")


def test_private(desk):
    """The private PostgreSQL does not notice."""
    def postmaster():
        with open(f"{state.state}/postgres/postmaster.pid") as file:
            return int(file.readline())

    desk.write("site-title = One")
    with StateDirectory() as state:
        with Server(private=state, program=desk.program, config=desk.config,
                    expects=rf"postgres .*ended: signal 9|{REFUSED}") as server:
            old = postmaster()
            member = story.sign_up(server, "anna")
            desk.write("site-title = Two")
            server.reload()
            desk.install(sala.SALA)
            server.reload()
            is_(title(server), "Two", "SIGHUP with a private PostgreSQL")
            is_(postmaster(), old, "which is the same process")
            is_(member.get("/dashboard").status, 200, "who was in is in")
            desk.write("database = host=/nowhere dbname=sala")
            server.reload()
            like(server.log(), "database: the private one and one of yours",
                 "it cannot be exchanged for another")
            os.kill(old, signal.SIGKILL)
            wait_for(lambda: is_another(postmaster, old)
                     and server._answers(), "another PostgreSQL")
            ok(True, "it is watched as before")
            other = sala.command("serve", listen=f"127.0.0.1:{free_port()}",
                                 **state.options())
            like(other.stderr, r"process \d+ uses .* already",
                 "and its place is locked as before")
        is_(desk.running(), [], "no process is left")


def is_another(postmaster, old):
    """Its file is away for a moment, and empty for another."""
    try:
        return postmaster() != old
    except (OSError, ValueError):
        return False


def test_relative(desk):
    """As the quickstart starts it: from where one happens to be."""
    desk.write("site-title = Here")
    here = os.getcwd()
    os.chdir(desk.path)
    try:
        with Server(program="./sala", config="sala.conf") as server:
            os.chdir(here)
            desk.write("site-title = There")
            server.reload()
            is_(title(server), "There",
                "names on the command line may be relative")
    finally:
        os.chdir(here)


with Desk() as the_desk:
    port = free_port()
    the_desk.listen = f"listen = 127.0.0.1:{port}"
    the_desk.write("site-title = One")
    with Server(program=the_desk.program, config=the_desk.config,
                listen=None, port=port, expects=REFUSED) as the_server:
        test_configuration(the_server, the_desk)
        test_mistakes(the_server, the_desk)
        test_templates(the_server, the_desk)
        test_addresses(the_server, the_desk)
        test_program(the_server, the_desk)
        test_throttles(the_server, the_desk)
    is_(the_desk.running(), [], "no process is left")
    the_desk.listen = None
    test_private(the_desk)
    test_relative(the_desk)
test_check()
done_testing()
