#!/usr/bin/python3
"""How feeds are sent: conditions, caches, addresses, identities, places in
time."""

import email.utils
import re

import feeds
import sala
import story
from tap import done_testing, is_, like, ok

OLDER = """
SET session_replication_role = replica;
UPDATE post SET published_at = published_at - interval '5 days',
    updated_at = updated_at - interval '5 days',
    counted_at = counted_at - interval '5 days',
    bumped_at = bumped_at - interval '5 days';
UPDATE post_tag SET at = at - interval '5 days';
SET session_replication_role = DEFAULT
"""


def make(server):
    """A blog with two posts in a community; the paths of all feeds."""
    writer = story.sign_up(server, "writer", name="ผู้เขียน")
    blog = story.open_blog(writer, "บันทึกชุมพร", "บันทึก")
    community = story.open_community(writer, "ชุมชน KM", "ชุมชน-km")
    story.decide(writer, story.apply(writer, community), "approve")
    post = story.publish(writer, blog, "หนึ่ง", "ก", tags="คำสำคัญ")
    story.publish(writer, blog, "สอง", "ข", tags="คำสำคัญ")
    return writer, post, [
        "/feed.rss", feeds.path(blog), feeds.path(community),
        feeds.path("/t/คำสำคัญ"), f"/p/{story.post_id(post)}/comments.rss"]


def test_headers(server, writer, paths):
    client = server.client()
    english = server.client(Accept_Language="en", Cookie="lang=en; x=1",
                            User_Agent="Feedly/1.0")
    for path in paths:
        page = feeds.read(server, path).page
        is_(page.headers["Content-Type"],
            "application/rss+xml; charset=utf-8", f"{path}: its type")
        is_(page.headers["Cache-Control"], "public, max-age=900",
            "it may be kept for a quarter of an hour")
        is_(page.headers["Vary"], "Accept-Encoding", "by everybody")
        is_(page.headers["Access-Control-Allow-Origin"], "*",
            "and read by scripts of other sites")
        is_(page.headers["Set-Cookie"], None, "it sets no cookie")
        like(page.headers["ETag"], r'^"[^"]+"$', "its entity tag is strong")
        for who, reader in (("again", client), ("elsewhere", english),
                            ("signed in", writer)):
            other = reader.get(path)
            is_((other.body, other.headers["ETag"]),
                (page.body, page.headers["ETag"]), f"the same bytes {who}")
            is_(other.headers["Set-Cookie"], None, "and no cookie")
        for query in "?utm_source=x", "?after=2&lang=en", "?", "?%E0%B8%81":
            other = client.get(path + query)
            is_((other.status, other.body), (200, page.body),
                f"{query} makes no difference")


def test_conditions(server, paths):
    client = server.client()
    for path in paths:
        page = client.get(path)
        tag, date = page.headers["ETag"], page.headers["Last-Modified"]
        past = "Mon, 01 Jan 2001 00:00:00 GMT"
        for what, status, sent in [
                ("its tag", 304, {"If-None-Match": tag}),
                ("a weak one", 304, {"If-None-Match": f"W/{tag}"}),
                ("one of many", 304, {"If-None-Match": f'"x", {tag}, "y"'}),
                ("any", 304, {"If-None-Match": "*"}),
                ("another", 200, {"If-None-Match": '"x"'}),
                ("its date", 304, {"If-Modified-Since": date}),
                ("an older date", 200, {"If-Modified-Since": past}),
                ("no date", 200, {"If-Modified-Since": "yesterday"}),
                ("its tag, an older date", 304,
                 {"If-None-Match": tag, "If-Modified-Since": past}),
                ("another tag, its date", 200,
                 {"If-None-Match": '"x"', "If-Modified-Since": date})]:
            answer = client.request("GET", path, headers=sent)
            good = answer.status == status and (
                answer.body == (b"" if status == 304 else page.body))
            same = all(answer.headers[name] == page.headers[name] for name in
                       ("ETag", "Cache-Control", "Vary"))
            ok(good and same, f"{path} with {what} is {status}")
        head = client.head(path)
        is_((head.status, head.body), (200, b""), "HEAD has no body")
        for name in ("ETag", "Last-Modified", "Content-Type", "Vary",
                     "Content-Length", "Cache-Control"):
            is_(head.headers[name], page.headers[name], f"but GET's {name}")
        is_(client.head(path, If_None_Match=tag).status, 304,
            "HEAD has conditions, too")
        is_(client.post(path, {}).status, 405, "nobody posts to a feed")


def test_missing(server):
    client = server.client()
    for path in ("/b/nobody/feed.rss", "/c/nobody/feed.rss",
                 "/t/nothing/feed.rss", "/p/999999/comments.rss",
                 "/p/x/comments.rss", "/b//feed.rss", "/m/writer/feed.rss"):
        is_(client.get(path).status, 404, f"{path} was never there")
    server.query("UPDATE community SET state = 'deleted'")
    is_(client.get(feeds.path("/c/ชุมชน-km")).status, 410,
        "a closed community's feed is gone")
    server.query("UPDATE community SET state = 'active'")


def test_moved(server, writer):
    client = server.client()
    form = writer.get("/b/บันทึก/settings").form(
        "//main//form[.//*[@name='slug']]")
    writer.submit(form, slug="Chumphon-KM")
    for path in ("/b/บันทึก", "/b/chumphon-km", "/b/CHUMPHON-km"):
        moved = client.get(feeds.path(path))
        is_((moved.status, moved.headers["Location"]),
            (301, "/b/Chumphon-KM/feed.rss"), f"{path} leads to its feed")
    feed = feeds.read(server, "/b/Chumphon-KM/feed.rss")
    is_(feed.text("link"), f"{server.url}/b/Chumphon-KM",
        "which names its new address")
    moved = client.get(feeds.path("/c/ชุมชน-KM"))
    is_((moved.status, moved.headers["Location"]),
        (301, feeds.path("/c/ชุมชน-km")), "so for a community, in ASCII")
    story.publish(writer, "/b/Chumphon-KM", "C", "c", tags="C#, R&D, 50%")
    for tag, name in (("c%23", "C%23"), ("r%26d", "R%26D")):
        moved = client.get(f"/t/{tag}/feed.rss")
        is_((moved.status, moved.headers["Location"]),
            (301, f"/t/{name}/feed.rss"), f"so for the tag {name}")


def test_late_approval(server):
    """Posts written before the blog came into a community."""
    author = story.sign_up(server, "late", name="Late")
    blog = story.open_blog(author, "Late blog", "late-blog")
    for number in range(1, 5):
        story.publish(author, blog, f"Old {number}", "x")
    server.query(OLDER)
    chair = story.sign_up(server, "chair", name="Chair")
    for slug, announce, wanted in (
            ("quiet", "", []), ("none", "0", []),
            ("some", "2", ["Old 4", "Old 3"]),
            ("all", "30", ["Old 4", "Old 3", "Old 2", "Old 1"])):
        place = story.open_community(chair, f"The {slug}", f"the-{slug}")
        story.decide(chair, story.apply(author, place), "approve",
                     announce=announce)
        feed = feeds.read(server, f"{place}/feed.rss")
        is_(sorted(feed.titles()), sorted(wanted),
            f"announcing {announce or 'nothing'}: the feed has {wanted}")
        shown = server.client().get(place).texts("//main//h2//a|//main//h3//a")
        is_(sorted(t for t in shown if t.startswith("Old")),
            ["Old 1", "Old 2", "Old 3", "Old 4"], "the page has them all")
    site = feeds.read(server, "/feed.rss")
    for title in ("Old 3", "Old 4"):
        here = email.utils.parsedate_to_datetime(site.of(title, "pubDate"))
        there = email.utils.parsedate_to_datetime(feed.of(title, "pubDate"))
        ok((there - here).days >= 4, f"{title} has the time of its approval"
           " in the community's feed")
        is_(feed.of(title, "dcterms:created"),
            site.of(title, "dcterms:created"), "and says when it was written")
        is_(feed.of(title, "guid"), site.of(title, "guid"),
            "it is the same item")
    story.publish(author, blog, "New", "y")
    for slug in "quiet", "none", "some", "all":
        feed = feeds.read(server, f"/c/the-{slug}/feed.rss")
        is_(feed.titles()[0], "New", "what is published now is announced")


def test_thirty(server, writer):
    """A feed holds the newest thirty."""
    server.query("""
        INSERT INTO post (blog, author, state, title, slug, published_at,
            updated_at, bumped_at)
        SELECT b.id, a.id, 'published', 'Many ' || n, '', now()
            + n * interval '1 ms' - interval '1 hour', now(), now()
        FROM blog b, account a, generate_series(1, 40) n
        WHERE b.slug = 'Chumphon-KM' AND a.login = 'writer'""")
    server.query("""
        INSERT INTO post_text (post, kind, renderer, source, html)
        SELECT p.id, 'markdown', 1, '', '' FROM post p
        WHERE NOT EXISTS (SELECT FROM post_text t WHERE t.post = p.id)""")
    feed = feeds.read(server, "/b/Chumphon-KM/feed.rss")
    is_(len(feed.titles()), 30, "a feed has the newest thirty")


def test_authority(server):
    """The first name that the site is given is its items' for ever."""
    before = feeds.read(server, "/feed.rss")
    ok(all(re.fullmatch(r"tag:[0-9a-f]+\.invalid,\d{4}:post:\d+", guid)
           for guid in before.texts("item/guid")),
       "a site without a name has one that is nobody's")
    server.options["base_url"] = "https://km.example.org"
    server.restart()
    sala.wait_for(lambda: authority(server).startswith("km.example.org,"),
                  "the site's first name")
    server.announce()
    named = feeds.Feed(server.client().get("/feed.rss")).texts("item/guid")
    is_([re.sub(r".*:post:", "", guid) for guid in named],
        [re.sub(r".*:post:", "", guid) for guid in before.texts("item/guid")],
        "the same items take the first real one")
    server.options["base_url"] = "https://km.example.net"
    server.restart()
    client = server.client()
    after = feeds.Feed(client.get("/feed.rss"))
    is_(after.text("link"), "https://km.example.net/", "the site has moved")
    is_(after.texts("item/guid"), named, "its items are the same")
    problems = feeds.feedlint.lint(
        after.body, after.page.headers, "https://km.example.net/feed.rss",
        lambda url: client.get(url[len("https://km.example.net"):]).body)
    is_(problems, [], "the feed has no fault")


def authority(server):
    return server.query("SELECT coalesce(max(value), '') FROM setting"
                        " WHERE key = 'feed_authority'")[0][0]


def test_named_authority():
    """A site with a name proposes it until the first post is there."""
    with sala.Server(base_url="https://first.example.org") as server:
        for name, makes_post in (("first", False), ("second", True),
                                 ("third", False)):
            wanted = "first" if name == "first" else "second"
            server.options["base_url"] = f"https://{name}.example.org"
            server.restart()
            sala.wait_for(lambda: authority(server).startswith(wanted),
                          f"{wanted}'s name")
            ok(True, f"at {name}.example.org it is {wanted}.example.org")
            if makes_post:
                server.query("""
                    WITH a AS (INSERT INTO account (login, login_key,
                        login_skeleton, pen_name, password)
                        VALUES ('w', 'w', 'w', 'w', '') RETURNING id),
                    b AS (INSERT INTO blog (slug, title) VALUES ('bb', 'B')
                        RETURNING id)
                    INSERT INTO post (blog, author, state, title)
                    SELECT b.id, a.id, 'published', 'P' FROM a, b""")
                server.query("""
                    INSERT INTO post_text (post, kind, renderer, source, html)
                    SELECT p.id, 'markdown', 1, '', '' FROM post p""")
        feed = feeds.Feed(server.client().get("/feed.rss"))
        like(feed.text("item/guid"), r"^tag:second\.example\.org,\d{4}:post:",
             "the items keep the name of the first post's day")


with sala.Server() as server:
    writer, post, paths = make(server)
    test_headers(server, writer, paths)
    test_conditions(server, paths)
    test_missing(server)
    test_moved(server, writer)
    test_late_approval(server)
    test_thirty(server, writer)
    test_authority(server)
test_named_authority()

done_testing()
