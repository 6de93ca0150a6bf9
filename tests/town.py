"""A stage whose kept pages are looked at: one reader on each worker.

    town = Town(server, password_of="first")
    town.begin_row()                 # what is made from now on is watched
    post = town.thing("published", anew=True)
    town.read()                      # every worker keeps every page
    ...                              # somebody writes
    town.stale(), town.changed()     # what is given wrongly; what is new

Rows are put into the database behind the server's back. Then a bystander
changes the own profile, a write that moves everything before it is answered:
no notification is on its way when the pages are read.
"""

import os

import scene
import stage

# A cookie that makes a request one of its own: it is never answered from the
# cache, and its page is the one that a stranger would see.
FRESH = {"Cookie": "flash=none"}
PLACES = ["/", "/latest", "/feed.rss", "/c", "/t", "/about", "/subscribe"]


def sockets_of(pid):
    """The inodes of a process's sockets."""
    found = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:                 # it was closed meanwhile
            continue
        if target.startswith("socket:["):
            found.add(target[8:-1])
    return found


def inode_at_server(client):
    """Of the server's end of a client's connection."""
    ours = client.connection.sock.getsockname()[1]
    theirs = client.connection.sock.getpeername()[1]
    with open("/proc/net/tcp") as table:
        for line in table.readlines()[1:]:
            words = line.split()
            ends = [int(words[i].split(":")[1], 16) for i in (1, 2)]
            if ends == [theirs, ours]:
                return words[9]
    raise LookupError("no such connection")


class Town(stage.Stage):
    """Everybody, every kind of thing, and who reads."""

    def __init__(self, server, password_of):
        self.pages, self.new_pages = [], []
        super().__init__(server, password_of)
        self.bystander = self.member("bystander")
        self.walker = self.bystander.client()
        self.form_token = scene.token_of(self.walker)
        self.readers, self.before = [], {}
        self.pages = PLACES + [f"/m/{who}" for who in (
            "author", "coauthor", "stranger", "bystander")]
        self.thing("tag")
        post = self.thing("published")
        self.comment(self.members["coauthor"], post)
        self.pages += ["/t/stagetag", "/t/stagetag/feed.rss",
                       "/latest?before=1-1", *self.new_pages]

    # -- what is made is watched

    def blog(self, *words, **columns):
        made = super().blog(*words, **columns)
        self.new_pages += [made.path, f"{made.path}/feed.rss"]
        return made

    def community(self, *words, **columns):
        made = super().community(*words, **columns)
        self.new_pages += [made.path, f"{made.path}/feed.rss",
                           f"{made.path}/members"]
        return made

    def post(self, *words, **columns):
        made = super().post(*words, **columns)
        self.new_pages += [made.path, f"/p/{made.id}",
                           f"/p/{made.id}/comments.rss", f"{made.path}?after=1"]
        return made

    def make_blog(self):
        """No blog is empty: its posts come and go with it."""
        made = super().make_blog()
        self._post(made)
        return made

    def make_re_entry(self):
        """A community that once refused the blog that is named."""
        blog, community = self.make_blog(), self.make_community()
        self.membership(blog, community, "refused", "Please.", "No.")
        community.blog = blog.id
        return community

    def begin_row(self):
        self.new_pages = []

    # -- readers

    def workers(self):
        """Process ids."""
        found = []
        for pid in self.server.children():
            with open(f"/proc/{pid}/comm") as file:
                if file.read().startswith("worker"):
                    found.append(pid)
        return found

    def _worker_of(self, client):
        inode = inode_at_server(client)
        return next(pid for pid in self.workers()
                    if inode in sockets_of(pid))

    def pick_readers(self):
        """One connection to each worker, that is open now."""
        found, spare = {}, self.readers
        for _ in range(200):
            client = spare.pop() if spare else self.server.client()
            client.get("/healthz")
            found.setdefault(self._worker_of(client), client)
            if len(found) == len(self.workers()):
                self.readers = list(found.values())
                return
        raise RuntimeError("a worker takes no connection")

    def move_everything(self):
        word = self.fresh("bystander")
        page = self.walker.post("/settings", {
            "csrf": self.form_token, "nonce": scene.nonce(),
            "pen_name": word, "language": "th"})
        assert page.status == 303, page.status

    def watched(self):
        return self.pages + self.new_pages

    def read(self):
        """Fills the cache of every worker; pages that are not kept."""
        self.move_everything()
        self.pick_readers()
        self.before = {}
        not_kept = []
        for path in self.watched():
            for reader in self.readers:
                page = reader.get(path)
            self.before[path] = seen(page)
            if page.status == 200 and not page.headers["ETag"]:
                not_kept.append(path)
        return not_kept

    def compare(self):
        """(pages of which somebody is given what is not so any more, pages
        that are not what they were)"""
        stale, changed = [], []
        for path in self.watched():
            want = seen(self.walker.get(path, **FRESH))
            if any(seen(r.get(path)) != want for r in self.readers):
                stale.append(path)
            if want != self.before[path]:
                changed.append(path)
        return stale, changed


def seen(page):
    """All of an answer that tells of the database."""
    return page.status, page.headers["Location"], page.body
