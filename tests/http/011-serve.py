#!/usr/bin/python3
"""sala serve: start, health, log, the end."""

import os
import re
import signal
import socket
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
from port import free_port
from sala import Server, wait_for
from tap import done_testing, is_, like, ok


def test_health(server):
    monitor = server.client()
    page = monitor.get("/healthz")
    is_((page.status, page.body), (200, b"ok\n"), "/healthz says it is well")
    page = monitor.get("/readyz")
    is_((page.status, page.body), (200, b"ready\n"),
        "/readyz says it is ready")
    is_(page.headers["Cache-Control"], "no-store", "and is never kept")
    is_(monitor.head("/healthz").status, 200, "HEAD will do")
    is_(monitor.post("/healthz").status, 405, "POST will not")


def test_log(server):
    reader = server.client(User_Agent="secret-agent")
    reader.cookies["session"] = "secret-token"
    reader.get("/healthz?token=secret-query")
    reader.get("/%0a%1b%5B31m")
    line = wait_for(lambda: re.search(
        r"^(\S+Z) access id=(\d+) client=127\.0\.0\.1 method=GET"
        r" path=/healthz status=200 in=0 out=3 us=\d+ db_us=\d+"
        r" route=/healthz$", server.log(), re.M), "a line in the log")
    ok(line, "each request has a line in the log")
    wait_for(lambda: "31m" in server.log(), "the line of the second one")
    ok("secret" not in server.log(), "without query, cookie and agent")
    ok("\x1b" not in server.log(), "and without control characters")
    like(server.log(), r"Sala is at http://127\.0\.0\.1:\d+",
         "the address is there, too")


def test_limits(server):
    soft = int(re.search(r"Max open files +(\d+) +(\d+)", open(
        f"/proc/{server.process.pid}/limits").read()).group(1))
    hard = int(re.search(r"Max open files +(\d+) +(\d+)", open(
        f"/proc/{server.process.pid}/limits").read()).group(2))
    is_(soft, hard, "as many files may be open as the system allows")
    for pid in [server.process.pid, *server.children()]:
        status = open(f"/proc/{pid}/status").read()
        like(status, r"NoNewPrivs:\s+1", f"{pid}: no new privileges")
        if os.geteuid() == 0:
            ok(not re.search(r"^Uid:\s.*\b0\b", status, re.M),
               f"{pid}: nothing runs as root")


def test_port_in_use(server):
    done = sala.command("serve", listen=server.options["listen"],
                        database=server.options["database"])
    is_(done.returncode, 1, "a port that is in use is refused")
    like(done.stderr, "cannot listen on .*: Address already in use",
         "with the reason")


def half_a_request(server):
    """A connection whose request is not complete, but has arrived: the
    worker takes one after the other, and has answered those behind it."""
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
    for _ in range(3):
        server.client().get("/healthz")
    return connection


def test_drain():
    """SIGTERM: what was begun is answered, whoever comes is refused."""
    with Server() as server:
        idle = server.client()
        idle.get("/healthz")
        begun = half_a_request(server)
        ended = threading.Thread(target=server.stop)
        ended.start()

        def is_refused():
            try:
                socket.create_connection(("127.0.0.1", server.port)).close()
                return False
            except ConnectionRefusedError:
                return True
            except ConnectionResetError:  # it was in the queue
                return False
        wait_for(is_refused, "connections to be refused")
        ok(True, "SIGTERM: new connections are refused")
        begun.sendall(b"\r\n")
        answer = b""
        while part := begun.recv(10000):
            answer += part
        like(answer.decode(), r"\AHTTP/1\.1 200 ", "what was begun is answered")
        like(answer.decode(), r"\r\nConnection: close\r\n",
             "and the connection is closed")
        ended.join()
        is_(server.process.returncode, 0, "it ends well")
        like(server.log(), "Terminated: stopping", "it says why it ends")


def test_slow_drain():
    """A request that never comes to its end does not hold it up."""
    with Server() as server:
        begun = half_a_request(server)
        is_(server.stop(), 0, "it ends well without that request")
        begun.close()


def test_keyboard():
    """Ctrl-C goes to every process of the terminal at once."""
    with Server(own_group=True) as server:
        os.killpg(server.process.pid, signal.SIGINT)
        is_(server.process.wait(60), 0, "Ctrl-C: it ends well")
        ok("a scribe is lost" not in server.log(),
           "in its order: the master passes it on")


def test_killed_worker():
    with Server(expects=r"worker 1 .* ended: signal 9") as server:
        old = server.children()
        for pid in old:
            if b"worker" in open(f"/proc/{pid}/comm", "rb").read():
                os.kill(pid, signal.SIGKILL)
        wait_for(lambda: "another is started" in server.log(),
                 "the master to notice")
        wait_for(server._answers, "an answer")
        ok(True, "kill -9 of the worker: there is another one")


def refused(**options):
    """What serve says when it does not start for a worker's reason."""
    done = sala.command("serve", listen=f"127.0.0.1:{free_port()}",
                        database=sala.cluster().url("postgres"), **options)
    is_(done.returncode, 1, f"{options}: no start")
    return done.stderr


def test_templates():
    """What a worker cannot read is refused at start, with its place."""
    like(refused(template_dir="/nonexistent/templates"),
         "/nonexistent/templates: No such file", "the log says why")
    like(refused(time_zone="Asia/Nowhere"), "Asia/Nowhere", "it says which")
    like(refused(language="xx"), 'no catalogue for "xx"', "it says which")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        with open(f"{folder}/post.html", "w") as file:
            file.write("<html>\n<body>{{no_such_field}}</body></html>\n")
        like(refused(template_dir=folder),
             f"{folder}/post.html:2:.*no_such_field",
             "a template's mistake is told with file and line")


with Server() as the_server:
    test_health(the_server)
    test_log(the_server)
    test_limits(the_server)
    test_port_in_use(the_server)
test_drain()
test_slow_drain()
test_keyboard()
test_killed_worker()
test_templates()
done_testing()
