#!/usr/bin/python3
"""A comment makes those pages again that show its post, and no others; a
draft makes none.

Two worlds, each with an author, a blog, a community and a tag. Everything's
name is changed behind the server's back: a page that has the old one
afterwards is the one that was kept.
"""

import sala
import scene
import story
from tap import done_testing, is_

BOTH = {"/", "/latest", "/feed.rss"}
PLACES = {"/c", "/t", "/about", "/subscribe"}


class World:
    """One post and all pages around it."""

    def __init__(self, a_scene, name):
        self.author = a_scene.member(name)
        blog = a_scene.blog(self.author, f"{name}-blog")
        club = a_scene.community(self.author, f"{name}-club")
        a_scene.membership(blog, club)
        self.post = a_scene.post(self.author, blog, tags=[f"{name}tag"])
        self.older = a_scene.post(self.author, blog)
        a_scene.sql("UPDATE post SET published_at = published_at"
                    " - interval '1 year' WHERE id = %s", self.older.id)
        a_scene.comment(self.author, self.older)
        number = self.post.id
        self.shows = {
            self.post.path, f"/p/{number}/comments.rss", blog.path,
            f"{blog.path}/feed.rss", club.path, f"{club.path}/feed.rss",
            self.author.path, f"/t/{name}tag", f"/t/{name}tag/feed.rss"}
        self.others = {self.older.path, f"/p/{self.older.id}/comments.rss",
                       f"{club.path}/members"}


class Reader:
    """Sees which pages were made again."""

    def __init__(self, server, a_scene, pages):
        self.client, self.scene, self.pages = server.client(), a_scene, pages
        self.bodies, self.n = {}, 0

    def read(self):
        """Lets all be kept, and changes all names without a word."""
        for path in self.pages:
            for _ in range(2):
                page = self.client.get(path)
            assert page.status == 200 and page.headers["ETag"], path
            self.bodies[path] = page.body
        self.n += 1
        self.scene.sql("UPDATE account SET pen_name = 'name ' || %s", self.n)
        for table in "blog", "community":
            self.scene.sql(f"UPDATE {table} SET title = 'title ' || %s",
                           self.n)
        self.scene.sql("UPDATE tag SET n_posts = n_posts + 1")
        self.scene.member()

    def made_again(self):
        return {path for path in self.pages
                if self.client.get(path).body != self.bodies[path]}


def comments(reader, here, there, guest):
    """Each way to comment and to decide about comments."""
    a_scene, writer = reader.scene, there.author.client()
    wanted = BOTH | here.shows
    reader.read()
    page = story.comment(writer, here.post.path, "A comment.")
    is_(page.status, 200, "a member comments")
    is_(reader.made_again(), wanted,
        "what shows the post is made again, and nothing else")
    reader.read()
    story.comment(guest, here.post.path, "Held.", guest_name="Visitor")
    is_(reader.made_again() - wanted, set(),
        "a guest's comment makes nothing else again, either")
    page = there.author.client().get("/dashboard")
    is_(reader.made_again() - wanted, set(), "nor does a session's use")
    held = a_scene.one("SELECT max(id) FROM comment")
    owner = here.author.client()
    for action in "approve", "hide", "show", "delete":
        reader.read()
        page = owner.get(f"/comment/{held}")
        owner.submit(page.form("//main//form").press("action", action))
        is_(wanted - reader.made_again(), set(),
            f"{action}: all that shows the post is made again")


def drafts(reader, here):
    """Nobody but the author sees any of them."""
    blog = sorted(p for p in here.shows if p.startswith("/b/"))[0]
    writer = here.author.client()
    reader.read()
    page = story.write(writer, blog, "draft", "A draft", "Words.",
                       tags="atag, drafttag")
    is_(page.status, 200, "a draft is saved")
    is_(reader.made_again(), set(), "which makes no page again")
    draft = reader.scene.one("SELECT max(id) FROM post")
    form = writer.get(f"/p/{draft}/edit").form("//main//form")
    writer.submit(form.press("action", "publish"))
    is_(reader.made_again(), reader.pages, "publishing makes all again")


with sala.Server(workers=1) as server:
    SCENE = scene.Scene(server)
    HERE, THERE = World(SCENE, "anna"), World(SCENE, "ben")
    SCENE.settle()
    READER = Reader(server, SCENE, BOTH | PLACES | HERE.shows | HERE.others
                    | THERE.shows | THERE.others)
    comments(READER, HERE, THERE, server.client())
    drafts(READER, HERE)
done_testing()
