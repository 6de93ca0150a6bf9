#!/usr/bin/python3
"""What administrators see of the requests that are being worked on."""

import contextlib
import os
import re
import signal
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
import scene
from tap import done_testing, is_, like, ok

PAGE = "/admin/requests"
ROWS = "//main/ol[1]/li"
# cmark works on this for many seconds.
BOMB = "![[]()" * (250000 // 6)


@contextlib.contextmanager
def over_and_over(*requests):
    """Each request is made again and again, by a thread of its own."""
    done = threading.Event()

    def repeat(request):
        while not done.is_set():
            request()
    threads = [threading.Thread(target=repeat, args=(request,), daemon=True)
               for request in requests]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


@contextlib.contextmanager
def locked(server, login):
    """Somebody has the account's row and does not let go of it."""
    connection = sala.cluster().connect(server.database)
    connection.autocommit = False
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM account WHERE login = %s FOR UPDATE",
                       (login,))
        yield
    connection.rollback()
    connection.close()


def is_waiting(server):
    """Whether PostgreSQL knows of somebody who waits for a lock."""
    return server.query("SELECT 1 FROM pg_locks WHERE NOT granted"
                        " AND locktype IN ('transactionid', 'tuple')")


def texts_of(row):
    return [" ".join(item.xpath("string()").split())
            for item in row.xpath("./p | ./ul/li")]


def rows(page, route):
    """The rows of a route: method and route, age, what for, worker, id."""
    found = [texts_of(row) for row in page.xpath(ROWS)]
    return [row for row in found if row[0] == route]


@contextlib.contextmanager
def only(server, name):
    """New connections are this worker's: the others stand still."""
    others = [pid for worker, pids in server.workers().items()
              for pid in pids if worker != name]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in others:
            os.kill(pid, signal.SIGCONT)


def saver(member):
    """Saves the settings, with something in the address, by the worker that
    answers now."""
    client = member.client(Accept_Language="en")
    form = client.get("/settings").form()
    form.action += "?secret=zqwordzq"
    return lambda: client.submit(form, follow=False, about="")


def check_locked(server, stage, admin):
    """Two workers, each with a request that waits for a row."""
    member = stage.member("waits")
    savers = []
    for worker in "worker 1", "worker 2":
        with only(server, worker):
            savers += [saver(member) for _ in range(3)]
    with locked(server, "waits"), over_and_over(*savers):
        sala.wait_for(lambda: is_waiting(server), "a lock to be waited for")

        def find():
            page = admin.get(PAGE)
            found = rows(page, "POST /settings")
            return {row[3] for row in found} == {"worker 1", "worker 2"} and \
                {"waits for the database (writing)"} & {
                    row[2] for row in found} and page
        page = sala.wait_for(find, "both workers' requests to be listed")
        for row in rows(page, "POST /settings"):
            like(row[1], r"^for \d+\.\d seconds$", "it says since when")
            like(row[4], r"^number \d+$", "and which one it is")
        text = page.body.decode()
        ok("zqwordzq" not in text, "nothing of the query is shown")
        ok("127.0.0.1" not in text.split("<main")[1], "nor any address")
        ok(not page.has("//main//*[contains(., $path)]", path=PAGE),
           "nor the request that asks")
        thai = admin.get(PAGE, Accept_Language="th")
        ok(thai.has("//main//li[contains(., 'รอฐานข้อมูล')]"), "in Thai, too")
    sala.wait_for(lambda: not rows(admin.get(PAGE), "POST /settings"),
                  "the rows to go")


def check_scribe(stage, admin):
    """A text that is being rendered."""
    member = stage.member()
    client = member.client(Accept_Language="en")
    blog = stage.blog(member)
    form = client.get(f"/b/{blog.slug}/write").form()
    form = form.press("action", "publish").fill(title="Bomb", body=BOMB)
    with over_and_over(lambda: client.submit(form)):
        sala.wait_for(lambda: any(
            row[2] == "waits for a text to be prepared"
            for row in rows(admin.get(PAGE), "POST /b/{blog}/write")),
            "the scribe to be waited for")
    ok(True, "what waits for a scribe says so")


def check_empty(server, admin):
    """Nothing to show is explained, and the figures are there."""
    page = sala.wait_for(
        lambda: (p := admin.get(PAGE)) and not p.has(ROWS) and p,
        "nothing to be going on")
    like(page.text("//main"), "None but yours", "an empty list says why")
    is_(page.text("//main//h1"), "What the server is doing", "the heading")
    sala.wait_for(lambda: "The database is ready." in
                  admin.get(PAGE).text("//main"), "both workers to be ready")
    page = admin.get(PAGE)
    like(page.text("//main"), "2 processes answer requests", "two workers")
    like(page.text("//main"), r"It has answered \d+ requests, \d+ % of them",
         "what they have answered")
    ok(re.search("20[0-9][0-9]", page.text("//main//time/@datetime")),
       "and since when")
    is_(admin.get("/dashboard").xpath(f"//a[@href='{PAGE}']/text()"),
        ["What the server is doing"], "the dashboard leads there")
    is_(page.headers["Cache-Control"], "no-store", "it is kept nowhere")


def main():
    with sala.Server(workers=2, expects="a scribe is lost") as server:
        stage = scene.Scene(server)
        admin = stage.member("boss", role="admin").client(
            Accept_Language="en")
        sala.wait_for(lambda: all(
            server.client().get("/readyz").status == 200 for _ in range(8)),
            "both workers to be ready")
        check_empty(server, admin)
        check_locked(server, stage, admin)
        check_scribe(stage, admin)
        check_empty(server, admin)
    done_testing()


main()
