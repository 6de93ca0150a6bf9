#!/usr/bin/python3
"""A feed's time moves when the feed changes, and at no other time.

Before each step everything that happened is made an hour older, so that a
step's time differs from all earlier ones.
"""

import email.utils

import feeds
import sala
import story
from tap import diag, done_testing, is_, ok

AGE = """
SET session_replication_role = replica;
DO $$
DECLARE
	c record;
BEGIN
	FOR c IN SELECT table_name, string_agg(format(
		'%1$I = %1$I - interval ''1 hour''', column_name), ', ') AS what
	    FROM information_schema.columns JOIN information_schema.tables
		USING (table_schema, table_name)
	    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
		AND data_type = 'timestamp with time zone'
		AND table_name NOT IN ('session', 'membership_card')
	    GROUP BY table_name
	LOOP
		EXECUTE format('UPDATE %I SET %s', c.table_name, c.what);
	END LOOP;
END $$;
SET session_replication_role = DEFAULT
"""


class World:
    """Two blogs, one of them in a community, and their feeds."""

    def __init__(self, server):
        self.server = server
        self.a = story.sign_up(server, "anong", name="อนงค์")
        self.b = story.sign_up(server, "boon", name="Boon")
        self.chair = story.sign_up(server, "chair", name="Chair")
        self.blog_a = story.open_blog(self.a, "Blog A", "aa")
        self.blog_b = story.open_blog(self.b, "Blog B", "bb")
        self.community = story.open_community(self.chair, "Circle", "circle")
        self.first = story.publish(self.a, self.blog_a, "First", "one",
                                   tags="km")
        self.membership = story.apply(self.a, self.community)
        story.decide(self.chair, self.membership, "approve", announce="1")
        self.second = story.publish(self.b, self.blog_b, "Second", "two",
                                    tags="other")
        self.feeds = {
            "site": "/feed.rss",
            "a": "/b/aa/feed.rss",
            "b": "/b/bb/feed.rss",
            "circle": "/c/circle/feed.rss",
            "km": "/t/km/feed.rss",
            "other": "/t/other/feed.rss",
            "talk": f"/p/{story.post_id(self.first)}/comments.rss",
        }

    def read_all(self):
        client = self.server.client()
        return {name: client.get(path) for name, path in self.feeds.items()}

    def step(self, what, wanted, act):
        """Does something; exactly the wanted feeds change."""
        self.server.query(AGE)
        before = self.read_all()
        act()
        changed, wrong = set(), []
        for name, page in self.read_all().items():
            old = before[name]
            if page.body == old.body:
                continue
            changed.add(name)
            if page.status != 200 or old.status != 200:
                continue
            was, now = feeds.Feed(old), feeds.Feed(page)
            moment = email.utils.parsedate_to_datetime(now.build)
            if moment <= email.utils.parsedate_to_datetime(was.build):
                wrong.append(f"{name}: {was.build} became {now.build}")
            if moment != email.utils.parsedate_to_datetime(
                    page.headers["Last-Modified"]):
                wrong.append(f"{name}: Last-Modified is not {now.build}")
            if page.headers["ETag"] == old.headers["ETag"]:
                wrong.append(f"{name}: the same entity tag")
        is_(sorted(changed), sorted(wanted.split()), what)
        if not ok(not wrong, "their times moved on"):
            diag("\n".join(wrong))
        for name in sorted(changed):
            if self.server.client().get(self.feeds[name]).status == 200:
                feeds.read(self.server, self.feeds[name])

    def feed(self, name):
        return feeds.Feed(self.server.client().get(self.feeds[name]))


def edit(client, post, **fields):
    page = client.get(f"/p/{story.post_id(post)}/edit")
    form = page.form("//main//form[.//*[@name='title']]").fill(**fields)
    return client.submit(form.press("action", "save"))


def change(client, path, **fields):
    """Saves a form of settings."""
    page = client.get(path)
    done = client.submit(page.form("//main//form[.//*[@id and @name]]"),
                         **fields)
    assert done.status == 200, (path, done.status)


def delete(client, post):
    page = client.get(f"/p/{story.post_id(post)}/delete")
    client.submit(page.form("//main//form"))


def restore(client, post):
    client.submit(client.get(post).form("//main//form"))


def test_editing(w):
    old = w.feed("site")
    w.step("an edit", "site a circle km talk",
           lambda: edit(w.a, w.first, title="First edited", body="uno"))
    new = w.feed("site")
    guid = old.of("First", "guid")
    is_(new.of("First edited", "guid"), guid, "the identity stays")
    is_(w.feed("circle").of("First edited", "guid"), guid,
        "and is the community's")
    w.server.query("UPDATE post SET title = 'First'")
    w.server.query("UPDATE post SET title = 'Second' WHERE id = %s",
                   [story.post_id(w.second)])


def test_dates_of_an_edit(w):
    w.server.query(AGE)
    before = w.feed("a")
    edit(w.a, w.first, body="eins")
    after = w.feed("a")
    is_(after.of("First", "pubDate"), before.of("First", "pubDate"),
        "pubDate stays after an edit")
    ok(after.of("First", "atom:updated") > before.of("First", "atom:updated"),
       "atom:updated moves")
    is_(after.of("First", "dcterms:created"),
        before.of("First", "dcterms:created"), "dcterms:created stays")


def test_comments(w):
    guest = w.server.client()
    commented = "site a circle km talk"
    w.step("a member's comment", commented,
           lambda: story.comment(w.b, w.first, "nice"))
    is_(w.feed("site").of("First", "slash:comments"), "1", "it is counted")
    w.step("a guest's comment, held", "",
           lambda: story.comment(guest, w.first, "held!", guest_name="G"))
    is_(w.feed("talk").texts("item/description"), ["nice"],
        "only the member's is in the feed")
    (held,) = w.server.query("SELECT id FROM comment WHERE state = 'held'")[0]

    def decide(action):
        page = w.a.get(f"/comment/{held}")
        form = page.form("//main//form[.//button[@name='action']]")
        w.a.submit(form.press("action", action))

    for action, count in (("approve", "2"), ("hide", "1"), ("show", "2"),
                          ("delete", "1")):
        w.step(f"a comment: {action}", commented, lambda: decide(action))
        is_(w.feed("site").of("First", "slash:comments"), count,
            f"{count} are counted")
        is_("held!" in w.feed("talk").texts("item/description"), count == "2",
            "the comments' feed has it or not")


def test_names(w):
    w.step("a blog's new title", "site a circle km",
           lambda: change(w.a, "/b/aa/settings", title="Blog A renamed"))
    w.step("a blog's new description", "a",
           lambda: change(w.a, "/b/aa/settings", about="About A"))
    w.step("an author's new name", "site a circle km talk",
           lambda: change(w.a, "/settings", pen_name="Anong the Second"))
    w.step("a commenter's new name", "site b other talk",
           lambda: change(w.b, "/settings", pen_name="Boon the Second"))
    w.step("an author's position", "",
           lambda: change(w.a, "/settings", position="Head"))
    w.step("a community's description", "circle",
           lambda: change(w.chair, "/c/circle/settings", about="About C"))


def test_drafts(w):
    w.step("a draft", "", lambda: story.write(
        w.a, w.blog_a, "draft", "Draft", "not yet", tags="km"))
    draft = w.server.query("SELECT max(id) FROM post")[0][0]
    w.step("a draft that is changed", "", lambda: w.a.submit(
        w.a.get(f"/p/{draft}/edit").form("//main//form[.//*[@name='title']]")
        .fill(body="almost").press("action", "draft")))
    w.step("a draft that is published", "site a circle km", lambda: w.a.submit(
        w.a.get(f"/p/{draft}/edit").form("//main//form[.//*[@name='title']]")
        .press("action", "publish")))
    is_(w.feed("km").titles(), ["Draft", "First"], "now it is in the feeds")
    return f"/p/{draft}"


def test_removal(w, third):
    w.step("an old post is deleted", "site a circle km talk",
           lambda: delete(w.a, w.first))
    is_(w.feed("site").titles(), ["Draft", "Second"], "its item has left")
    client = w.server.client()
    gone = client.get(w.first)
    is_(gone.status, 410, "its page is gone")
    is_(client.get(w.feeds["talk"]).status, 410, "so are its comments")
    w.step("it comes back", "site a circle km talk",
           lambda: restore(w.a, w.first))
    w.step("a tag is taken off", "site a circle km",
           lambda: edit(w.a, third, tags=""))
    is_(w.feed("km").titles(), ["First"], "the tag's feed lost the post")
    w.step("the newest post is deleted", "site a circle",
           lambda: delete(w.a, third))
    w.step("the blog leaves the community", "circle",
           lambda: story.decide(w.a, w.membership, "leave"))
    is_(w.feed("circle").titles(), [], "the community's feed is empty")


def test_closed_blog(w):
    w.step("a blog is deleted", "site b other", lambda: w.b.submit(
        w.b.get("/b/bb/close").form("//main//form")))
    is_(w.server.client().get("/b/bb/feed.rss").status, 410,
        "its feed is gone")
    is_(w.feed("other").titles(), [], "the tag's feed has nothing left")


with sala.Server() as server:
    world = World(server)
    test_editing(world)
    test_dates_of_an_edit(world)
    test_comments(world)
    test_names(world)
    post = test_drafts(world)
    test_removal(world, post)
    test_closed_blog(world)

done_testing()
