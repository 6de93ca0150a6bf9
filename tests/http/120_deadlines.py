#!/usr/bin/python3
"""Deadlines count from the first byte of a message, not from its last.

The server runs with short ones; a client that sends a byte now and then is
cut as surely as one that sends nothing. Nobody sleeps here for long: the
tests wait for what the server does, and only look that it was not early.
"""

import select
import socket
import time

import sala
from probe import Probe, get, post
from tap import done_testing, is_, ok

DRIP_S = 0.02


def drip(wire, data):
    """Byte by byte until the server answers; whether it did before the
    end."""
    for byte in data:
        if select.select([wire.sock], [], [], DRIP_S)[0]:
            return True
        if not wire.try_send(bytes([byte])):
            return True
    return False


def test_header():
    with Probe("header_ms=400") as probe:
        with probe.wire() as wire:
            wire.send(b"GET / HTTP/1.1\r\nHost: x\r\n")
            start = time.monotonic()
            is_(wire.read().status, 408, "half a head is answered 408")
            ok(time.monotonic() - start > 0.35, "not before its time")
            ok(wire.finish().is_closed(), "and the connection ends")
        with probe.wire() as wire:
            head = b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 1000
            ok(drip(wire, head), "dripping is cut before its end")
            is_(wire.read().status, 408, "and does not help")
        with probe.wire() as wire:
            wire.send(b"\r\n")
            is_(wire.read().status, 408, "an empty line begins a message")
        with probe.wire() as wire:
            wire.send(get("/") + b"GET /")
            is_(wire.read().status, 200, "a whole request is answered")
            is_(wire.read().status, 408,
                "the half one behind it has its own time, and no more")


def test_idle():
    with Probe("idle_ms=400", "header_ms=60000") as probe:
        with probe.wire() as wire:
            start = time.monotonic()
            ok(wire.is_closed(), "who never asks is cut without a word")
            ok(time.monotonic() - start > 0.35, "not before its time")
        with probe.wire() as wire:
            wire.send(get("/"))
            is_(wire.read().status, 200, "after an answer")
            ok(wire.is_closed(), "an idle connection ends silently")
    with Probe("idle_ms=1500") as probe:
        with probe.wire() as wire:
            answers = [wire.send(get("/slow/600")).read() for _ in range(4)]
            ok(None not in answers, "one that goes on asking lives")


def test_body():
    with Probe("body_ms=400", "body_bytes_per_s=1000") as probe:
        with probe.wire() as wire:
            wire.send(b"POST /echo HTTP/1.1\r\nHost: x\r\n"
                      b"Content-Length: 1000\r\n\r\nhalf")
            is_(wire.read().status, 408, "half a body is answered 408")
            ok(wire.finish().is_closed(), "and the connection ends")
        with probe.wire() as wire:
            wire.send(b"POST /echo HTTP/1.1\r\nHost: x\r\n"
                      b"Transfer-Encoding: chunked\r\n\r\n")
            ok(drip(wire, b"1\r\na\r\n" * 500),
               "dripping chunks is cut before its end")
            is_(wire.read().status, 408, "and does not help")
        with probe.wire() as wire:
            body = b"a" * 4000
            wire.send(b"POST /echo HTTP/1.1\r\nHost: x\r\n"
                      b"Content-Length: 4000\r\n\r\n" + body[:3000])
            time.sleep(0.6)
            wire.send(body[3000:])
            is_(wire.read().status, 200,
                "what has come buys time: a second for each 1,000 bytes")


def stuck_reader(port):
    """A client with a tiny window that reads nothing."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.settimeout(20)
    sock.connect(("127.0.0.1", port))
    return sock


def test_write():
    with Probe("write_ms=1500", "write_bytes_per_s=1000000") as probe:
        sock = stuck_reader(probe.port)
        sock.sendall(get("/big/50000000"))
        sala.wait_for(lambda: probe.counts()["connections"] >= 2,
                      "the connection")
        ok(True, "an answer waits for its reader")
        sala.wait_for(lambda: probe.counts()["connections"] == 1,
                      "the stuck connection to end")
        ok(True, "who does not read is cut")
        sock.close()
        with probe.wire() as wire:
            wire.send(get("/big/5000000"))
            is_(len(wire.read().body), 5000000, "who reads gets it all")


def test_trickling_reader():
    """Reading a little now and then does not hold an answer for ever."""
    with Probe("write_ms=300", "write_bytes_per_s=100000000") as probe:
        sock = stuck_reader(probe.port)
        sock.sendall(get("/big/50000000"))
        got = 0
        for _ in range(500):
            try:
                got += len(sock.recv(1000))
            except ConnectionResetError:
                break
            time.sleep(DRIP_S)
            if probe.counts()["connections"] == 1:
                break
        is_(probe.counts()["connections"], 1,
            f"cut though it still reads, after {got} bytes")
        sock.close()


def test_request():
    with Probe("request_ms=300") as probe:
        answer = probe.ask(get("/slow/60000"))
        is_(answer.status, 503, "a handler's waits end at its deadline")
        is_(answer.header("Retry-After"), "5", "the client may come again")


def test_linger():
    with Probe("linger_ms=300") as probe:
        with probe.wire() as wire:
            wire.send(b"BAD\r\n\r\n")
            is_(wire.read().status, 400, "refused")
            times = 1
            while wire.try_send(b"more") and times < 1000:
                times += 1
                time.sleep(DRIP_S)
            ok(times < 1000, "who does not stop sending is cut in the end")


test_header()
test_idle()
test_body()
test_write()
test_trickling_reader()
test_request()
test_linger()
done_testing()
