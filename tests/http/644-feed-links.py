#!/usr/bin/python3
"""Readers find the feeds: in the head of every page, and on a page of their
own."""

import urllib.parse

import feeds
import sala
import story
from tap import done_testing, is_, ok

LINKS = "//head/link[@rel='alternate'][@type='application/rss+xml']"


def named(server, page):
    """(path, title) of each feed that the page's head names."""
    return [(urllib.parse.urljoin(page.path, link.get("href")),
             link.get("title")) for link in page.xpath(LINKS)]


def channel_title(server, path):
    """What the feed itself is called; None when it is not there."""
    page = server.client().get(path)
    if page.status != 200:
        return None
    return feeds.Feed(page).text("title").replace(feeds.JOINER, "")


def test_page(server, reader, path, *wanted):
    """The page names these feeds, most specific first, and each is there."""
    page = reader.get(path)
    found = named(server, page)
    is_([href for href, _ in found], [*wanted, "/feed.rss"],
        f"{path} ({page.status}) names its feeds, the nearest first")
    for href, title in found:
        ok(title and title in (channel_title(server, href) or ""),
           f"{title} is the name of {href}")
    visible = page.xpath("//body//a/@href")
    ok(any(urllib.parse.urlsplit(h).path == "/subscribe" for h in visible),
       "the page leads to the one about feeds")


def test_pages(server, member, blog, community, post):
    reader = server.client()
    in_blog, in_community = feeds.path(blog), feeds.path(community)
    talk = f"/p/{story.post_id(post)}/comments.rss"
    test_page(server, reader, post, talk, in_blog)
    test_page(server, reader, blog, in_blog)
    test_page(server, reader, community, in_community)
    test_page(server, reader, f"{community}/members", in_community)
    for tag in "C#", "R&D", "50%", "ชุมพร", "<u>":
        name = urllib.parse.quote(tag, safe="")
        test_page(server, reader, f"/t/{name}", f"/t/{name}/feed.rss")
    for path in ("/", "/c", "/t", "/about", "/subscribe", "/login", "/signup",
                 "/language", "/m/somsri", "/no-such-page", "/p/999",
                 f"/p/{story.post_id(post)}/comment"):
        test_page(server, reader, path)
    for path in ("/dashboard", "/settings", "/blogs/new", "/c/new", "/held",
                 f"{blog}/settings", f"{blog}/write"):
        test_page(server, member, path)


def test_draft(server, member, blog):
    """A draft has no comments to follow."""
    story.write(member, blog, "draft", "Draft", "not yet")
    draft = server.query("SELECT id, slug FROM post WHERE state = 'draft'")[0]
    test_page(server, member, f"/p/{draft[0]}-{draft[1]}", feeds.path(blog))


def test_visible_links(server, blog, community, post):
    """Each page also has a link that people see."""
    reader = server.client()
    for path, feed in ((blog, feeds.path(blog)),
                       (community, feeds.path(community)),
                       ("/t/C%23", "/t/C%23/feed.rss"),
                       (post, f"/p/{story.post_id(post)}/comments.rss")):
        page = reader.get(path)
        ok(feed in page.xpath("//main//a/@href"), f"{path} shows {feed}")


def all_subscribed(server):
    """Every feed that the page about feeds lists, leaf by leaf."""
    reader, path, found = server.client(), "/subscribe", {}
    while path:
        page = reader.get(path)
        for link in page.xpath("//main//a[@type='application/rss+xml']"):
            found[link.get("href")] = link.xpath("string()").strip()
        path = (page.xpath("//a[@rel='next']/@href") or [None])[0]
    return found


def test_subscribe(server, blog, community):
    found = all_subscribed(server)
    for href in ("/feed.rss", feeds.path(blog), feeds.path(community),
                 "/t/C%23/feed.rss", "/t/R%26D/feed.rss"):
        ok(href in found, f"the page about feeds lists {href}")
    for href, title in found.items():
        ok(title in (channel_title(server, href) or ""),
           f"{title} is the name of {href}")


def test_many(server):
    """More blogs and communities than fit on the page."""
    server.query("""
        WITH b AS (INSERT INTO blog (slug, title, active_at)
            SELECT 'blog-' || n, 'Blog ' || n, now() - n * interval '1 min'
            FROM generate_series(1, 45) n RETURNING id, slug),
        s AS (INSERT INTO blog_slug (slug_key, blog)
            SELECT slug, id FROM b)
        INSERT INTO blog_author (blog, account, role)
        SELECT b.id, a.id, 'owner' FROM b, account a""")
    server.query("""
        WITH c AS (INSERT INTO community (slug, title, owner)
            SELECT 'circle-' || n, 'Circle ' || n, a.id
            FROM generate_series(1, 30) n, account a RETURNING id, slug)
        INSERT INTO community_slug (slug_key, community)
        SELECT slug, id FROM c""")
    found = all_subscribed(server)
    is_(sum(href.startswith("/b/") for href in found), 46,
        "every blog is listed, on several pages")
    is_(sum(href.startswith("/c/") for href in found), 20,
        "the liveliest communities are")
    ok("/c" in server.client().get("/subscribe").xpath("//main//a/@href"),
       "and a link leads to all of them")


with sala.Server() as server:
    member = story.sign_up(server, "somsri", name="สมศรี")
    blog = story.open_blog(member, "Notes & <more>", "บันทึก")
    community = story.open_community(member, "ชุมชน R&D", "ชุมชน")
    story.decide(member, story.apply(member, community), "approve")
    post = story.publish(member, blog, "A “note” & <b>",
                         "text", tags="C#, R&D, 50%, ชุมพร, <u>")
    test_pages(server, member, blog, community, post)
    test_draft(server, member, blog)
    test_visible_links(server, blog, community, post)
    test_subscribe(server, blog, community)
    test_many(server)

done_testing()
