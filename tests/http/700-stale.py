#!/usr/bin/python3
"""Kept pages are never stale: what a write has answered, the next reader of
any worker sees; and nothing of one reader's is kept for another."""

import contextlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
import story
from tap import done_testing, is_, ok

# A cookie that makes a request one of its own: it is never answered from the
# cache, and its page is the one that a stranger would see.
FRESH = {"Cookie": "flash=none"}
READERS = 6                     # connections: they reach both workers


class Site:
    """A server, its readers, and the pages that they look at."""

    def __init__(self, server):
        self.server = server
        self.readers = [server.client() for _ in range(READERS)]
        self.pages = ["/", "/latest", "/feed.rss", "/c", "/t", "/about",
                      "/subscribe"]

    def watch(self, *paths):
        self.pages += paths

    def read(self):
        """Fills the cache of every worker."""
        for path in self.pages:
            for reader in self.readers:
                reader.get(path)

    def differences(self):
        """Pages of which somebody is given what is not so any more."""
        found = []
        for path in self.pages:
            want = self.readers[0].get(path, **FRESH)
            for reader in self.readers:
                page = reader.get(path)
                if (page.status, page.body) != (want.status, want.body):
                    found.append(path)
                    break
        return found

    def after(self, what, write):
        """Reads all, writes, and compares all."""
        self.read()
        result = write()
        if getattr(result, "status", 200) not in (200, 410):
            raise RuntimeError(f"{what}: {result.status}: {result.text()}")
        is_(self.differences(), [], f"{what}: no page is stale")
        return result


def people_write(site):
    """Every way to write, by members and a guest."""
    server = site.server
    anna = site.after("signing up", lambda: story.sign_up(server, "anna"))
    site.watch("/m/anna")
    blog = site.after(
        "opening a blog", lambda: story.open_blog(anna, "Notes", "notes"))
    site.watch(blog, f"{blog}/feed.rss")
    post = site.after("publishing", lambda: story.publish(
        anna, blog, "First", "Words.", tags="rice, km"))
    number = story.post_id(post)
    site.watch(post, "/t/rice", "/t/rice/feed.rss",
               f"/p/{number}/comments.rss")
    second = site.after("publishing again", lambda: story.publish(
        anna, blog, "Second", "More words.", tags="rice"))
    site.watch(second)
    site.after("a comment", lambda: story.comment(anna, post, "Mine."))
    guest = server.client()
    site.after("a guest's comment", lambda: story.comment(
        guest, post, "Hello.", guest_name="Visitor"))
    moderation(site, anna, post)
    changes(site, anna, blog, post, number)
    communities(site, anna, blog)
    ends(site, anna, blog, number)


def moderation(site, anna, post):
    held = anna.get("/held")
    site.after("letting a comment through", lambda: anna.submit(
        held.form("//main//form[.//button[@value='approve']]").press(
            "action", "approve")))
    page = site.readers[0].get(post)
    ok(b"Hello." in page.body, "readers see the guest's comment")
    number = site.server.query("SELECT max(id) FROM comment")[0][0]
    for action in "hide", "show", "delete":
        page = anna.get(f"/comment/{number}")
        site.after(f"comment: {action}", lambda: anna.submit(
            page.form("//main//form").press("action", action)))


def changes(site, anna, blog, post, number):
    page = anna.get(f"/p/{number}/edit")
    site.after("changing a post", lambda: anna.submit(
        page.form("//main//form").fill(title="First, changed").press(
            "action", "save")))
    page = anna.get(f"{blog}/settings")
    site.after("a blog's settings", lambda: anna.submit(
        page.form("//main//form[.//input[@name='title']]"),
        title="Better notes"))
    page = anna.get("/settings")
    site.after("a profile", lambda: anna.submit(
        page.form("//main//form[@action='/settings']"),
        pen_name="Anna Adams"))
    ok(b"Anna Adams" in site.readers[0].get("/m/anna").body,
       "readers see the new name")


def communities(site, anna, blog):
    server = site.server
    ben = story.sign_up(server, "ben")
    club = site.after("opening a community",
                      lambda: story.open_community(ben, "Club", "club"))
    site.watch(club, f"{club}/feed.rss", f"{club}/members")
    membership = site.after(
        "applying", lambda: story.apply(anna, club, "Please."))
    site.after("approving",
               lambda: story.decide(ben, membership, "approve"))
    ok(b"First, changed" in site.readers[0].get(club).body
       or b"Second" in site.readers[0].get(club).body,
       "readers see the posts in the community")
    page = ben.get(f"{club}/settings")
    site.after("a community's settings", lambda: ben.submit(
        page.form("//main//form[.//input[@name='title']]"),
        title="Great club"))
    site.after("removing", lambda: story.decide(
        ben, membership, "remove", reason="Off topic."))


def ends(site, anna, blog, number):
    page = anna.get(f"/p/{number}/delete")
    site.after("deleting a post",
               lambda: anna.submit(page.form("//main//form")))
    is_(site.readers[1].get(f"/p/{number}").status, 410, "it is gone")
    page = anna.get(f"/p/{number}")
    site.after("restoring it",
               lambda: anna.submit(page.form("//main//form")))
    site.after("an administrator's command", lambda: admin(site.server))
    page = anna.get("/")
    site.after("logging out", lambda: anna.submit(
        page.form("//form[@action='/logout']")))


def admin(server):
    """An account that only the command line has made."""
    owner = sala.cluster().url(server.database, "sala_owner")
    noted = server.client().get("/about").text("//main")
    done = sala.command("admin", "create", "somsri", "--password-stdin",
                        stdin=story.PASSWORD + "\n", database_owner=owner,
                        database=server.options["database"])
    is_(done.returncode, 0, "sala admin create")
    # Its notification is on its way; then every worker shows the new figure.
    for _ in range(READERS):
        reader = server.client()
        sala.wait_for(lambda: reader.get("/about").text("//main") != noted,
                      "the news to come")


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
    people_write(Site(SERVER))
    test_nothing_private(SERVER)
    test_languages(SERVER)
    test_forms(SERVER)
    test_killed(SERVER)
done_testing()
