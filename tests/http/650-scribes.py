#!/usr/bin/python3
"""Texts that are too much for a parser, and scribes that are killed.

A bomb costs its sender a refusal with the text given back, and nobody else
anything; a dead scribe is replaced at once (SIGKILL, a bomb's time limit).
"""

import os
import signal
import threading
import time

import sala
import story
from tap import diag, done_testing, is_, ok

# cmark works on this for many seconds, and no limit before it says so.
BOMB = "![[]()" * (250000 // 6)
REFUSED = "//main//*[contains(., 'too complex')]"
MAY_DIE = r"a scribe is lost"


def keeper(server):
    """The process whose children are the scribes."""
    for pid in server.children():
        with open(f"/proc/{pid}/comm") as file:
            if file.read().strip() == "sala-keeper":
                return pid
    return None


def scribes(server):
    pid = keeper(server)
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(word) for word in file.read().split()]


def publish_bomb(member, blog, result):
    """Remembers the page that came, and when."""
    result["page"] = story.write(member, blog, "publish", "Bomb", BOMB)
    result["at"] = time.monotonic()


def test_bomb(server, member, blog):
    """Others read and write while a bomb keeps a scribe busy."""
    reader, slowest, pages = server.client(), 0.0, 0
    result = {}
    other = story.log_in(server, "somsri")
    bomber = threading.Thread(target=publish_bomb,
                              args=(member, blog, result))
    bomber.start()
    post = story.publish(other, blog, "Meanwhile", "*Hello*")
    written = time.monotonic()
    while bomber.is_alive():
        start = time.monotonic()
        is_ok = reader.get(post).status == 200
        slowest = max(slowest, time.monotonic() - start)
        pages += is_ok
    bomber.join()
    page = result["page"]
    diag(f"{pages} pages were read, the slowest in {slowest * 1000:.0f} ms")
    is_(page.status, 422, "the bomb is refused")
    ok(page.has(REFUSED), "the page says why")
    is_(page.form("//main//form[.//textarea]").value("body").strip(), BOMB,
        "the text is given back")
    ok(written < result["at"], "another post was written meanwhile")
    ok(pages >= 20, f"{pages} pages were read meanwhile")
    ok(reader.get(post).has("//main//em[text()='Hello']"),
       "the other post is there")


def test_known_bombs(member, blog):
    """Bombs that limits know are refused by a scribe that lives on."""
    for name, text in (("list marks", "- " * 30000 + "a"),
                       ("attributes", "<p" + " a=b" * 60000 + ">"),
                       ("nested tags", "<div>" * 30000)):
        page = story.write(member, blog, "publish", "Bomb", text)
        is_(page.status, 422, f"60,000 bytes of {name} are refused")
        is_(page.form("//main//form[.//textarea]").value("body").strip(),
            text.strip(), "and given back")


def test_long(member, blog):
    page = story.write(member, blog, "publish", "Long", "ก" * 90000)
    is_(page.status, 422, "270,000 bytes are refused")
    page = story.write(member, blog, "publish", "Long", "ความรู้ " * 11000)
    is_(page.status, 200, "250,000 bytes are not")


def test_killed(server, member, blog):
    """Scribes and their keeper are killed and replaced."""
    sala.wait_for(lambda: len(scribes(server)) == 2, "two scribes")
    old = scribes(server)
    is_(len(old), 2, "there are two scribes")
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    sala.wait_for(lambda: len(set(scribes(server)) - set(old)) == 2,
                  "two others")
    ok(story.publish(member, blog, "After", "a"), "two others work")
    first, old = keeper(server), scribes(server)
    os.kill(first, signal.SIGKILL)
    sala.wait_for(lambda: keeper(server) not in (None, first)
                  and len(set(scribes(server)) - set(old)) == 2,
                  "another keeper")
    ok(story.publish(member, blog, "Again", "a"), "another keeper works")


def test_quiet(server):
    """What needs no killing kills nobody."""
    member = story.sign_up(server, "manit", Accept_Language="en")
    blog = story.open_blog(member, "Quiet")
    old = scribes(server)
    test_known_bombs(member, blog)
    test_long(member, blog)
    is_(scribes(server), old, "the scribes are the same as before")


with sala.Server() as quiet:
    test_quiet(quiet)

with sala.Server(expects=MAY_DIE + r"|keeper.*ended: signal 9") as loud:
    somsri = story.sign_up(loud, "somsri", Accept_Language="en")
    notes = story.open_blog(somsri, "Notes")
    test_bomb(loud, somsri, notes)
    test_killed(loud, somsri, notes)

done_testing()
