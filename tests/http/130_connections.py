#!/usr/bin/python3
"""Connections (RFC 9112 §9): who stays, who goes, how many, and how the
server stops. Expectations and HEAD are here too."""

import select
import socket
import time

from probe import Probe, Wire, get, post
from tap import done_testing, is_, ok


def lines(*of):
    return ("\r\n".join(of) + "\r\n\r\n").encode()


def outcome(probe, data):
    """The status, what Connection says, and whether it was closed."""
    with probe.wire() as wire:
        wire.send(data)
        answer = wire.read(data.startswith(b"HEAD"))
        if answer.header("Connection") == "close":
            return answer.status, "close", wire.finish().is_closed()
        wire.send(get("/any/again"))
        again = wire.read()
        return (answer.status, answer.header("Connection"),
                b"path=/any/again" not in again.body)


def test_persistence(probe):
    stays, goes = (200, None, False), (200, "close", True)
    kept = (200, "keep-alive", False)
    cases = [
        ("HTTP/1.1", [], stays),
        ("HTTP/1.1", ["Connection: keep-alive"], stays),
        ("HTTP/1.1", ["Connection: close"], goes),
        ("HTTP/1.1", ["Connection: CLOSE"], goes),
        ("HTTP/1.1", ["connection:close"], goes),
        ("HTTP/1.1", ["Connection: foo, close"], goes),
        ("HTTP/1.1", ["Connection: foo,,close,"], goes),
        ("HTTP/1.1", ["Connection: foo", "Connection: close"], goes),
        ("HTTP/1.1", ["Connection: keep-alive, close"], goes),
        ("HTTP/1.1", ["Connection: close, keep-alive"], goes),
        ("HTTP/1.1", ["Connection: closed"], stays),
        ("HTTP/1.1", ["Connection: "], stays),
        ("HTTP/1.1", ["Connection: upgrade", "Upgrade: h2c"], stays),
        ("HTTP/1.1", ["Connection: Upgrade", "Upgrade: websocket"], stays),
        ("HTTP/1.1", ["Connection: TE", "TE: trailers"], stays),
        ("HTTP/1.1", ["Connection: Host"], stays),
        ("HTTP/1.2", [], stays),
        ("HTTP/1.9", ["Connection: close"], goes),
        ("HTTP/1.0", [], goes),
        ("HTTP/1.0", ["Connection: close"], goes),
        ("HTTP/1.0", ["Connection: keep-alive"], kept),
        ("HTTP/1.0", ["Connection: Keep-Alive"], kept),
        ("HTTP/1.0", ["Connection: keep-alive, close"], goes),
    ]
    for version, fields, wanted in cases:
        is_(outcome(probe, lines(f"GET / {version}", "Host: x", *fields)),
            wanted, f"{version} {fields}")
    for version in ("HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9"):
        is_(outcome(probe, lines(f"GET / {version}", "Host: x")),
            (505, "close", True), f"{version} is not spoken")
    is_(outcome(probe, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        (505, "close", True), "HTTP/2's preface is understood as such")
    for path, status in (("/nothing", 404), ("/echo", 405)):
        is_(outcome(probe, get(path)), (status, None, False),
            f"{status} keeps the connection")


def test_pipelining(probe):
    with probe.wire() as wire:
        wire.send(b"".join(get(f"/p/{i}") for i in range(1, 101)))
        got = [wire.read().body for _ in range(100)]
        is_(got, [b"id=%d\n" % i for i in range(1, 101)],
            "a hundred requests at once are answered in order")
    with probe.wire() as wire:
        wire.send(get("/slow/100") + get("/p/1") + post("/echo", b"two")
                  + get("/slow/1") + get("/p/3"))
        is_([wire.read().body for _ in range(5)],
            [b"slept\n", b"id=1\n", b"two", b"slept\n", b"id=3\n"],
            "in order though the first takes longest")
    with probe.wire() as wire:
        wire.send(get("/p/1") + get("/p/2", "Connection: close")
                  + get("/p/3"))
        is_((wire.read().body, wire.read().body, wire.finish().is_closed()),
            (b"id=1\n", b"id=2\n", True), "nothing is heard behind close")
    with probe.wire() as wire:
        wire.send(get("/p/1") + b"BAD\r\n\r\n" + get("/p/3"))
        is_((wire.read().status, wire.read().status,
             wire.finish().is_closed()), (200, 400, True),
            "nor behind what was refused")
    with probe.wire() as wire:
        wire.send(get("/big/3000000") + get("/p/2"))
        is_((len(wire.read().body), wire.read().body), (3000000, b"id=2\n"),
            "an answer that fills the socket comes before the next")
    with probe.wire() as wire:
        wire.send(get("/slow/100")).finish()
        is_((wire.read().body, wire.is_closed()), (b"slept\n", True),
            "who has said all still gets the answer")
    with probe.wire() as wire:
        wire.send(get("/p/1") + get("/p/2")).finish()
        is_((wire.read().body, wire.read().body, wire.is_closed()),
            (b"id=1\n", b"id=2\n", True), "and all of them")
    for part in (b"G", b"GET / HTTP/1.1\r\nHost: x\r\n", b"\r\n",
                 post("/echo", b"12345")[:-1],
                 b"POST /echo HTTP/1.1\r\nHost: x\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"):
        with probe.wire() as wire:
            wire.send(part).finish()
            answer = wire.read()
            is_((answer.status, wire.is_closed()), (400, True),
                f"an incomplete request is refused: {part[-12:]!r}")
    with probe.wire() as wire:
        ok(wire.finish().is_closed(), "no request, no answer")


def test_fragments(probe):
    data = post("/echo", b"hello", "X-A: b") + get("/p/7")
    for step in (1, 2, 3, 7, 20):
        with probe.wire() as wire:
            for at in range(0, len(data), step):
                wire.send(data[at:at + step])
            is_((wire.read().body, wire.read().body), (b"hello", b"id=7\n"),
                f"in pieces of {step}")


def test_expect(probe):
    head = ["POST /echo HTTP/1.1", "Host: x", "Content-Length: 5"]
    with probe.wire() as wire:
        wire.send(lines(*head, "Expect: 100-continue"))
        answer = wire.read()
        is_((answer.status, answer.fields), (100, []),
            "a body that is wanted is asked for")
        wire.send(b"hello" + get("/p/1"))
        is_((wire.read().body, wire.read().body), (b"hello", b"id=1\n"),
            "then it is read, once")
    with probe.wire() as wire:
        wire.send(lines(*head, "Expect: 100-Continue"))
        is_(wire.read().status, 100, "in any case of letters")
    with probe.wire() as wire:
        wire.send(lines("POST /echo HTTP/1.1", "Host: x",
                        "Transfer-Encoding: chunked",
                        "Expect: 100-continue"))
        is_(wire.read().status, 100, "for chunks too")
        wire.send(b"0\r\n\r\n")
        is_(wire.read().status, 200, "which then come")
    with probe.wire() as wire:
        wire.send(lines(*head, "Expect: 100-continue") + b"hello")
        is_(wire.read().status, 200,
            "who has begun to send need not be asked")
    refusals = [
        (417, head + ["Expect: 200-ok"], "another expectation"),
        (417, head + ["Expect: 100-continue, x"], "one more expectation"),
        (417, ["GET / HTTP/1.1", "Host: x", "Expect: x"],
         "an expectation of a GET"),
        (404, ["POST /nothing HTTP/1.1"] + head[1:] +
         ["Expect: 100-continue"], "an unknown address"),
        (405, ["POST /p/1 HTTP/1.1"] + head[1:] + ["Expect: 100-continue"],
         "a method that is not allowed"),
        (413, ["POST /small HTTP/1.1", "Host: x", "Content-Length: 500",
               "Expect: 100-continue"], "a body that is too large"),
        (400, head + ["Transfer-Encoding: chunked",
                      "Expect: 100-continue"], "ambiguous framing"),
    ]
    for status, what, name in refusals:
        with probe.wire() as wire:
            wire.send(lines(*what))
            is_(wire.read().status, status,
                f"{name} is answered without asking for the body")
    is_(outcome(probe, lines("GET / HTTP/1.1", "Host: x",
                             "Expect: 100-continue")), (200, None, False),
        "without a body there is nothing to ask for")
    is_(outcome(probe, lines("POST /echo HTTP/1.0", "Host: x",
                             "Content-Length: 5", "Expect: 100-continue")
                + b"hello"), (200, "close", True),
        "HTTP/1.0 knows no expectations")
    is_(outcome(probe, lines("POST /echo HTTP/1.0", "Host: x",
                             "Content-Length: 5", "Expect: else")
                + b"hello"), (200, "close", True), "none at all")


def test_head(probe):
    for path in ("/", "/static", "/big/100000", "/nothing", "/echo",
                 "/empty", "/p/x", "/redirect?to=/p/1", "/p/1/"):
        with probe.wire() as wire:
            wire.send(get(path).replace(b"GET", b"HEAD", 1) + get(path))
            head = wire.read(to_head=True)
            whole = wire.read()
            is_([(n, v) for n, v in head.fields if n != "Date"],
                [(n, v) for n, v in whole.fields if n != "Date"],
                f"HEAD {path} has the fields of GET, and no body")


def test_methods(probe):
    answer = probe.ask(get("/echo"))
    is_((answer.status, answer.header("Allow")), (405, "POST"),
        "405 tells what is allowed")
    answer = probe.ask(post("/p/1", b""))
    is_((answer.status, answer.header("Allow")), (405, "GET, HEAD"),
        "GET means HEAD")
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get",
                   "Get", "BREW", "PROPFIND", "M-SEARCH", "PRI"):
        is_(probe.ask(get("/").replace(b"GET", method.encode(), 1)).status,
            501, f"{method} is not implemented")
    is_(probe.ask(lines("OPTIONS * HTTP/1.1", "Host: x")).status, 501,
        "nor for the whole server")
    is_(outcome(probe, lines("CONNECT x:443 HTTP/1.1", "Host: x:443")),
        (501, "close", True), "there are no tunnels")
    for target in ("x", "x:", "/", "x:port", ":443"):
        is_(outcome(probe, lines(f"CONNECT {target} HTTP/1.1", "Host: x")),
            (400, "close", True), f"least of all to {target}")


def idle(probe, n):
    return [probe.wire() for _ in range(n)]


def answers_in_time(probe):
    """Refused at first, perhaps, but soon served."""
    for _ in range(400):
        answer = probe.ask(get("/"))
        if answer is not None and answer.status == 200:
            return True
        time.sleep(0.02)
    return False


def close(wires):
    for wire in wires:
        wire.close()


def wait_for(probe, name, wanted):
    for _ in range(400):
        if probe.counts()[name] == wanted:
            return True
        time.sleep(0.02)
    return False


def test_caps():
    with Probe("max_connections_per_address=5") as probe:
        wires = idle(probe, 5)
        for wire in wires:
            wire.send(get("/")).read()
        answer = probe.ask(get("/"))
        is_((answer.status, answer.header("Retry-After"), answer.closed),
            (503, "5", True), "past the limit of an address: 503")
        close(wires[:1])
        ok(answers_in_time(probe), "one goes, another may come")
        close(wires)
    with Probe("max_connections=8") as probe:
        wires = idle(probe, 8)
        ok(answers_in_time(probe),
           "who has been idle for a while gives way to a new one")
        close(wires)
    with Probe("max_connections=4") as probe:
        wires = idle(probe, 4)
        for wire in wires:
            wire.send(get("/slow/3000"))
        is_(probe.ask(get("/")).status, 503,
            "who is being served does not")
        is_([wire.read().status for wire in wires], [200] * 4,
            "and gets the answer")
        close(wires)
    with Probe("max_requests=2") as probe:
        wires = idle(probe, 3)
        for wire in wires[:2]:
            wire.send(get("/slow/3000"))
        for _ in range(100):
            wires[2].send(get("/"))
            if wires[2].read().status == 503:
                break
            wires[2] = probe.wire()
        ok(wires[2].finish().is_closed(),
           "past the limit of requests at work: 503")
        is_([wire.read().status for wire in wires[:2]], [200, 200],
            "those at work are not harmed")
        close(wires)


def test_descriptors():
    """Descriptors run out: it waits, without spinning, and comes back."""
    with Probe("reserved_fds=4", limit_fds=40) as probe:
        wires = idle(probe, 80)
        ok(answers_in_time(probe), "it answers all the same")
        close(wires)
        ok(wait_for(probe, "connections", 1), "and all are let go again")
    with Probe("reserved_fds=0", "max_connections=1000",
               limit_fds=24) as probe:
        busy = []
        for _ in range(30):
            wire = probe.wire()
            wire.send(get("/slow/700"))
            busy.append(wire)
        used = cpu_ticks(probe)
        statuses = []
        for wire in busy:
            answer = wire.read()
            statuses.append(answer.status if answer else None)
        ok(statuses.count(200) >= 10, f"many are served: {statuses}")
        ok(None not in statuses, "nobody is left without an answer")
        ok(cpu_ticks(probe) - used < 50, "it does not spin meanwhile")
        close(busy)


def cpu_ticks(probe):
    with open(f"/proc/{probe.process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def test_resets(probe):
    before = wait_for(probe, "connections", 1)
    for data in (b"", b"GET / HT", get("/slow/50"), get("/big/5000000"),
                 post("/echo", b"a" * 1000)[:-10]):
        for _ in range(20):
            wire = probe.wire()
            wire.send(data)
            wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 b"\x01\0\0\0\0\0\0\0")
            wire.close()
    ok(before and wait_for(probe, "connections", 1),
       "after a hundred resets no connection is left over")
    ok(wait_for(probe, "at_work", 1), "and no request")


def test_drain():
    with Probe() as probe:
        slow, quiet = probe.wire(), probe.wire()
        quiet.send(get("/")).read()
        slow.send(get("/slow/600"))
        while probe.counts()["at_work"] < 2:
            pass
        half = probe.wire().send(b"GET /p/5 HTTP/1.1\r\n")
        while probe.counts()["connections"] < 4:
            pass
        probe.terminate()
        answer = slow.read()
        is_((answer.status, answer.header("Connection")), (200, "close"),
            "what was begun is finished; the client is told to go")
        half.send(b"Host: x\r\n\r\n")
        is_(half.read().body, b"id=5\n", "a request half sent, too")
        ok(quiet.is_closed(), "idle connections end")
        close([slow, quiet, half])
        is_(probe.process.wait(20), 0, "then the server is gone")
    with Probe("drain_ms=300") as probe:
        wire = probe.wire().send(get("/slow/60000"))
        while probe.counts()["at_work"] < 2:
            pass
        probe.terminate()
        is_(probe.process.wait(40), 0, "what would take a minute is cut")
        wire.close()
    with Probe("drain_idle_ms=3000") as probe:
        wire = probe.wire().send(get("/"))
        wire.read()
        probe.terminate()
        # Until the signal has arrived nothing is different.
        for _ in range(1000):
            answer = wire.send(get("/p/9")).read()
            if answer.header("Connection"):
                break
        is_((answer.body, answer.header("Connection")), (b"id=9\n", "close"),
            "an idle connection may ask once more")
        wire.close()
        is_(probe.process.wait(20), 0, "nobody is left: it ends at once")


with Probe() as the_probe:
    test_persistence(the_probe)
    test_pipelining(the_probe)
    test_fragments(the_probe)
    test_expect(the_probe)
    test_head(the_probe)
    test_methods(the_probe)
    test_resets(the_probe)
test_caps()
test_descriptors()
test_drain()
done_testing()
