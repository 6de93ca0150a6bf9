#!/usr/bin/python3
"""Every limit on a request, on both sides of it.

The defaults are DESIGN's: request line 8 KB (414), header block 32 KB and
100 fields (431), 64 KB of a body that nobody wants, a form 6 MB (413).
"""

import re

from probe import Probe, get, post
from tap import done_testing, is_, ok


def padded(path, total):
    """A request line of that many bytes."""
    return path + "a" * (total - len(f"GET {path} HTTP/1.1"))


def refused_with(probe, data, status, name):
    answer = probe.ask(data)
    is_(answer and (answer.status, answer.header("Connection"),
                    answer.closed),
        (status, "close", True), name)


def test_request_line(probe):
    is_(probe.ask(get(padded("/?q=", 8192))).status, 200,
        "a request line of 8,192 bytes is read")
    refused_with(probe, get(padded("/?q=", 8193)), 414,
                 "one of 8,193 is too long")
    refused_with(probe, get(padded("/?q=", 60000)), 414,
                 "so is one of 60,000")
    refused_with(probe, b"GET /" + b"a" * 9000, 414,
                 "it is refused before it has ended")
    refused_with(probe, b"GET /" + b"a" * 1000000, 414,
                 "and when a megabyte comes at once")
    refused_with(probe, b"A" * 9000, 501,
                 "a method without an end is none that there is")
    refused_with(probe, b"A" * 9000 + b" / HTTP/1.1\r\nHost: x\r\n\r\n", 501,
                 "nor is one of 9,000 bytes")
    is_(probe.ask(b"A" * 200 + b" / HTTP/1.1\r\nHost: x\r\n\r\n").status, 501,
        "a long method is unknown")


def block(size):
    """Fields, the empty line and all, of that many bytes."""
    head = "Host: x\r\n"
    return "GET / HTTP/1.1\r\n" + head + "X-A: " + \
        "a" * (size - len(head) - len("X-A: \r\n\r\n")) + "\r\n\r\n"


def test_block(probe):
    is_(probe.ask(block(32768).encode()).status, 200,
        "32,768 bytes of fields are read")
    refused_with(probe, block(32769).encode(), 431, "32,769 are too many")
    refused_with(probe, block(32771)[:-2].encode(), 431,
                 "they are refused before they have ended")
    refused_with(probe, block(2000000).encode(), 431,
                 "and when two megabytes come at once")
    fields = [f"X-{i}: {i}" for i in range(99)]
    is_(probe.ask(get("/", *fields)).status, 200, "100 fields are read")
    refused_with(probe, get("/", *fields, "X-100: x"), 431,
                 "101 are too many")
    refused_with(probe, get("/", *(["X-A: a"] * 5000)), 431,
                 "so are 5,000 of one name")
    is_(probe.ask(get(padded("/?q=", 8192),
                      "X-A: " + "a" * 32000)).status, 200,
        "both may be large at once")


def test_bodies(probe):
    is_(probe.ask(post("/small", b"a" * 100)).status, 200,
        "a body of the route's limit is taken")
    refused_with(probe, post("/small", b"a" * 101), 413,
                 "one byte more is not")
    refused_with(probe, b"POST /small HTTP/1.1\r\nHost: x\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\n"
                 b"64\r\n" + b"a" * 100 + b"\r\n1\r\na\r\n0\r\n\r\n", 413,
                 "nor in chunks")
    refused_with(probe, b"POST /small HTTP/1.1\r\nHost: x\r\n"
                 b"Content-Length: 9223372036854775807\r\n\r\n", 413,
                 "nor the largest length there is")
    refused_with(probe, b"POST /small HTTP/1.1\r\nHost: x\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\n"
                 b"7fffffffffffffff\r\n" + b"a" * 200, 413,
                 "nor the largest chunk there is")
    large = b"a" * (6 << 20)
    answer = probe.ask(post("/echo", large))
    ok(answer.body == large, "6 MB go through a file and come back")
    refused_with(probe, post("/echo", large + b"a"), 413,
                 "6 MB and a byte are too much")
    with probe.wire() as wire:
        wire.try_send(b"POST /echo HTTP/1.1\r\nHost: x\r\n"
                      b"Content-Length: 8000000\r\n\r\n")
        for _ in range(100):
            if not wire.try_send(b"a" * 80000):
                break
        is_(wire.read().status, 413,
            "who sends all of it nevertheless sees the answer")


def test_unwanted(probe):
    sound = b"a" * 65536
    with probe.wire() as wire:
        wire.send(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n"
                  b"\r\n" + sound + get("/any/next"))
        is_(wire.read().status, 200, "64 KB that nobody wants are read")
        ok(b"path=/any/next" in wire.read().body,
           "and the connection goes on")
    refused_with(probe, b"GET / HTTP/1.1\r\nHost: x\r\n"
                 b"Content-Length: 65537\r\n\r\n" + sound + b"a", 413,
                 "a byte more ends the connection")
    refused_with(probe, b"GET /nothing HTTP/1.1\r\nHost: x\r\n"
                 b"Content-Length: 65537\r\n\r\n" + sound + b"a", 404,
                 "whatever else was wrong comes first")
    refused_with(probe, b"GET / HTTP/1.1\r\nHost: x\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\n"
                 b"10000\r\n" + sound + b"\r\n1\r\na\r\n0\r\n\r\n", 413,
                 "in chunks too")


def test_memory():
    """Bodies go to a file when together they are too much for memory."""
    with Probe("max_buffered_bytes=1000") as probe:
        body = bytes(range(256)) * 40
        is_(probe.ask(post("/echo", body)).body, body,
            "a body comes back whole from the file")
    with Probe("max_memory_body_bytes=10") as probe:
        for size in (9, 10, 11, 5000):
            body = (b"0123456789" * 500)[:size]
            is_(probe.ask(post("/echo", body)).body, body,
                f"{size} bytes with a limit of 10 for memory")


def test_options():
    with Probe("max_request_line_bytes=100", "max_header_bytes=200",
               "max_header_fields=5") as probe:
        is_(probe.ask(get(padded("/?q=", 100))).status, 200,
            "a smaller limit for the request line")
        refused_with(probe, get(padded("/?q=", 101)), 414, "and past it")
        refused_with(probe, block(201).encode(), 431,
                     "a smaller limit for the fields")
        refused_with(probe, get("/", *(["A: b"] * 5)), 431,
                     "a smaller limit for their number")


def test_many_limits_at_once(probe):
    """None of it harmed the server."""
    counts = probe.counts()
    is_(counts["at_work"], 1, "nothing but this request is at work")
    ok(counts["connections"] <= 3, "connections are not kept")
    ok(counts["accepted"] > counts["refused"], "connections are counted")


with Probe() as the_probe:
    test_request_line(the_probe)
    test_block(the_probe)
    test_bodies(the_probe)
    test_unwanted(the_probe)
    test_many_limits_at_once(the_probe)
test_memory()
test_options()
done_testing()
