#!/usr/bin/python3
"""What is kept of a page: nothing of one reader's for another, one page for
all spellings of its address and all forms of it, nothing past a worker's
sudden end."""

import contextlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
import story
from tap import done_testing, is_, ok

READERS = 6                     # connections: they reach both workers


def test_nothing_private(server):
    """Two readers' pages are the same bytes, with nothing in them that is
    made for one."""
    first, second = server.client(), server.client()
    for path in "/", "/latest", "/feed.rss", "/b/notes":
        one, two = first.get(path), second.get(path)
        is_(one.body, two.body, f"{path}: the same for both")
        ok(b"nonce" not in one.body and b'"csrf"' not in one.body,
           f"{path}: no nonce, no token")
        ok("Set-Cookie" not in one.headers and "Set-Cookie" not in
           two.headers, f"{path}: no cookie")
    cleo = story.sign_up(server, "cleo", name="Cleo")
    mine = cleo.get("/")
    ok(mine.has("//form[@action='/logout']"), "a member has her own page")
    is_(mine.headers["Cache-Control"], "no-store", "and nobody keeps it")
    ok(not any(server.client().get("/").has("//form[@action='/logout']")
               for _ in range(READERS)), "nobody else gets it")


def test_languages(server):
    """A language has pages of its own, however it was asked for."""
    thai = server.client(Accept_Language="th")
    english = server.client(Accept_Language="en")
    for _ in range(2):
        is_(thai.get("/").text("/html/@lang"), "th", "Thai")
        is_(english.get("/").text("/html/@lang"), "en", "English")
    english.cookies["lang"] = "th"
    is_(english.get("/").text("/html/@lang"), "th", "the cookie counts")


def test_forms(server):
    """HEAD, gzip, 304, ranges: all of one kept page."""
    reader = server.client()
    plain = reader.get("/")
    etag = plain.headers["ETag"]
    for _ in range(3):
        packed = reader.get("/", Accept_Encoding="gzip")
    is_(packed.headers["Content-Encoding"], "gzip", "the second is gzip")
    is_(packed.body, plain.body, "of the same page")
    ok(packed.headers["ETag"] != etag, "with a tag of its own")
    ok(int(packed.headers["Content-Length"]) < len(plain.body) / 2,
       "and much shorter")
    head = reader.head("/")
    is_(head.headers["Content-Length"], str(len(plain.body)), "HEAD")
    is_(head.body, b"", "has no body")
    for tag in etag, packed.headers["ETag"]:
        for more in {}, {"Accept_Encoding": "gzip"}:
            page = reader.get("/", If_None_Match=tag, **more)
            is_((page.status, page.body), (304, b""), f"304 for {tag}")
            is_(page.headers["ETag"], tag, "with the tag")
    is_(reader.get("/", If_None_Match='"x"').status, 200, "another tag: 200")
    part = reader.get("/", Range="bytes=10-19")
    is_((part.status, part.body), (206, plain.body[10:20]), "a range")
    for odd in "/?utm=1", "/?x=y&z=1", "/?":
        is_(reader.get(odd).body, plain.body, f"{odd}: the same page")
    is_(reader.get("/", Accept_Encoding="gzip;q=0").headers[
        "Content-Encoding"], None, "gzip;q=0 is a no")


def test_killed(server):
    """A worker that dies takes no write's news with it."""
    with contextlib.suppress(OSError):
        reader = server.client()
        reader.get("/")
    before = set(server.children())
    victim = worker_of(server)
    os.kill(victim, 9)
    sala.wait_for(lambda: len(server.children()) == len(before)
                  and victim not in server.children(), "another worker")
    sala.wait_for(lambda: server.client().get("/readyz").status == 200,
                  "it to be ready")
    is_(server.client().get("/").status, 200, "pages are there again")


def worker_of(server):
    """The process id of one worker."""
    for pid in server.children():
        with open(f"/proc/{pid}/comm") as file:
            if file.read().startswith("worker"):
                return pid
    raise LookupError("no worker")


with sala.Server(workers=2, expects=r"worker \d .*ended: ") as SERVER:
    ANNA = story.sign_up(SERVER, "anna")
    story.publish(ANNA, story.open_blog(ANNA, "Notes", "notes"), "First",
                  "Words.")
    test_nothing_private(SERVER)
    test_languages(SERVER)
    test_forms(SERVER)
    test_killed(SERVER)
done_testing()
