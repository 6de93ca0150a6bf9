#!/usr/bin/python3
"""How often a post was read: by persons other than its author, counted in
memory and written a few seconds later, many at a time."""

import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import pg
import sala
import story
from tap import done_testing, is_, ok

BROWSER = {"User_Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) "
                         "Gecko/20100101 Firefox/128.0"}
ROBOT = {"User_Agent": "Mozilla/5.0 (compatible; Examplebot/2.1)"}


def counts(server):
    """{post: readings} as they are written."""
    return dict(server.query("SELECT post, n FROM post_reads"))


def write_some(server, how_many):
    """An author, her posts' paths."""
    anna = story.sign_up(server, "anna", **BROWSER)
    blog = story.open_blog(anna, "Notes", "notes")
    return anna, [story.publish(anna, blog, f"Post {n}", "Words.")
                  for n in range(how_many)]


def settled(server, marker):
    """What is written once this post was read: a worker writes all that it
    has counted at once."""
    before = counts(server).get(story.post_id(marker), 0)
    server.client(**BROWSER).get(marker)
    sala.wait_for(lambda: counts(server).get(
        story.post_id(marker), 0) > before, "the readings to be written")
    return {post: n for post, n in counts(server).items()
            if post != story.post_id(marker)}


def kept(server, path):
    """Lets the page be kept, without reading it; its ETag."""
    robot = server.client(**ROBOT)
    return sala.wait_for(lambda: robot.get(path).headers["ETag"],
                         "the page to be kept")


def test_who_counts(server):
    anna, (post, other, marker) = write_some(server, 3)
    number = story.post_id(post)
    reader = server.client(**BROWSER)

    is_(reader.get(post).status, 200, "a reader has the page made")
    is_(settled(server, marker), {number: 1}, "that is a reading")
    etag = kept(server, post)
    is_(reader.get(post).status, 200, "another time it was kept")
    is_(settled(server, marker), {number: 2}, "that is one")
    is_(reader.get(post, If_None_Match=etag).status, 304, "it is unchanged")
    is_(settled(server, marker), {number: 3}, "so is that")
    is_(reader.get(post, Accept_Encoding="gzip").status, 200, "as gzip")
    is_(reader.get(post, Range="bytes=0-9").status, 206, "a part of it")
    is_(settled(server, marker), {number: 4}, "the first of the two is one")
    ben = story.sign_up(server, "ben", **BROWSER)
    ben.get(post)
    is_(settled(server, marker), {number: 5}, "a member's is one")

    for page in anna.get(post), anna.get(other):
        is_(page.status, 200, "the author looks at it")
    for path in post, other:
        reader.head(path)
        for agent in ROBOT, {"User_Agent": ""}, {"User_Agent": "curl/8.5.0"}:
            server.client(**agent).get(path)
        server.client().get(path)
        server.client(Sec_Purpose="prefetch;prerender", **BROWSER).get(path)
        server.client(Purpose="prefetch", **BROWSER).get(path)
        reader.get(f"{path}?after=1")
        reader.get(f"/p/{story.post_id(path)}/comment")
        reader.get(f"/p/{story.post_id(path)}/comments.rss")
        reader.request("GET", f"/p/{story.post_id(path)}")
    is_(reader.get("/p/999999").status, 404, "a post that never was")
    is_(settled(server, marker), {number: 5}, "none of these is a reading")

    draft = story.post_id(story.write(
        anna, "/b/notes", "draft", "A draft", "x").path)
    anna.get(f"/p/{draft}")
    page = anna.get(f"/p/{story.post_id(other)}/delete")
    anna.submit(page.form("//main//form"))
    is_(reader.get(other).status, 410, "a deleted post")
    is_(settled(server, marker), {number: 5}, "cannot be read")


def test_it_is_shown(server):
    """Within the hour, or when the page is made again for another reason."""
    story.comment(server.client(), "/p/1", "Hello.", guest_name="Visitor")
    en, th = (server.client(Accept_Language=lang) for lang in ("en", "th"))
    server.query("UPDATE post_reads SET n = 12345 WHERE post = 1")
    sala.wait_for(lambda: en.get("/p/1-post-0").has(
        "//main//ul[contains(@class, 'byline')]/li[.='read 12,345 times']"),
        "the page to show it")
    ok(True, "the post's page says how often it was read")
    ok(th.get("/p/1-post-0").has("//li[.='อ่าน 12,345 ครั้ง']"), "in Thai")
    for path in "/", "/latest", "/b/notes", "/m/anna":
        ok(en.get(path).has("//li[.='read 12,345 times']"), f"{path}, too")
    ok(en.get("/").has("//h2[.='Much read lately']/following-sibling::ol[1]"
                       "/li[1]//h3[.='Post 0']"), "it is much read")
    for path in "/feed.rss", "/b/notes/feed.rss", "/p/1/comments.rss":
        ok(b"12345" not in en.get(path).body
           and b"12,345" not in en.get(path).body, f"but not {path}")
    anna = story.log_in(server, "anna")
    ok(anna.get("/dashboard").has("//main//li[contains(., '12,345')]"),
       "and the author's dashboard")


def test_cost(server, marker="/p/3-post-2"):
    """Readings by the hundred are a handful of statements, none to a post."""
    stat = ("SELECT n_tup_ins + n_tup_upd FROM pg_stat_user_tables"
            " WHERE relname = '%s'")
    moved = "SELECT md5(string_agg(xmin::text, ',' ORDER BY id)) FROM post"
    settled(server, marker)
    before = server.query(stat % "post_reads")[0][0]
    posts = server.query(moved)
    reader = server.client(**BROWSER)
    for _ in range(300):
        reader.get("/p/1-post-0")
    settled(server, marker)
    # How many times three seconds pass meanwhile, two rows each, is the
    # machine's affair; not one for each of 300.
    after = server.query(stat % "post_reads")[0][0]
    ok(after - before < 150, f"{after - before} rows for 300 readings")
    is_(server.query(moved), posts, "no post was written to")


def test_end(server):
    """What was counted is written when the server ends."""
    before = counts(server)[1]
    for _ in range(20):
        server.client(**BROWSER).get("/p/1-post-0")
    is_(server.stop(signal.SIGTERM), 0, "the server ends")
    is_(counts(server)[1], before + 20, "all readings are written")


def test_two_workers():
    """Each has its own table; the database adds."""
    with sala.Server(workers=2) as server:
        _, (post,) = write_some(server, 1)
        kept(server, post)
        for _ in range(40):
            server.client(**BROWSER).get(post)
        sala.wait_for(lambda: counts(server).get(1) == 40,
                      "both to have written")
        ok(True, "two workers add up")


def test_away(cluster):
    """Readings of kept pages while there is no database are not lost."""
    with sala.Server(workers=1) as server:
        _, (post, marker) = write_some(server, 2)
        etag = kept(server, post)
        settled(server, marker)
        cluster.stop()
        robot = server.client(**ROBOT)
        page = sala.wait_for(
            lambda: (p := robot.get(post)).headers["Cache-Status"] and p,
            "the server to notice")
        is_((page.status, page.headers["ETag"]), (200, etag),
            "without a database, the kept page is served")
        reader = server.client(**BROWSER)
        for _ in range(7):
            is_(reader.get(post).status, 200, "and read")
        cluster.start()
        sala.wait_for(lambda: robot.get("/readyz").status == 200,
                      "the database to be back")
        sala.wait_for(lambda: counts(server).get(1), "readings to come")
        is_(settled(server, marker), {1: 7}, "they are counted")


with sala.Server(workers=1) as SERVER:
    test_who_counts(SERVER)
    test_it_is_shown(SERVER)
    test_cost(SERVER)
    test_end(SERVER)
test_two_workers()
with pg.Cluster(own=True) as OWN:
    sala.use_cluster(OWN)
    test_away(OWN)
done_testing()
