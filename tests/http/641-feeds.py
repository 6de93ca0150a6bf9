#!/usr/bin/python3
"""Every feed, whatever the text, is without a fault."""

import feeds
import sala
import story
from tap import done_testing, is_, ok

LONG_THAI = "การจัดการความรู้เพื่อพัฒนางานประจำ" * 5
TITLES = [
    """Less < more > "quoted" & 'so on' ]]> end""",
    "<b>bold</b> & <script>alert(1)</script>",
    "AT&amp;T &lt;i&gt; &nbsp; &#x41; </title>",
    "Emoji 🐘🇹🇭👩‍🏫 beyond the first plane 𠀀",
    "שלום עולם مرحبا بالعالم mixed",
    LONG_THAI,
    "{{title}} %s %00 %E0%B8 \\u0000",
    "<!-- <![CDATA[ <?php ?> -->",
]
TAGS = ["R&D", "50%", "C#", "a/b", "ชุมพร", "<u>", "a b", "&amp;", "100%25",
        "?q=1", "a+b", "..", '"']
BODY = """Text with <b>raw</b> HTML, `<script>code</script>` and ]]>.

[home](/about) [query](?page=2) [bare](other.html) [up](../up)
[here](#part) [away](https://a.example/x?a=1&b=2#f) <https://b.example/>
[host](//evil.example/x) [bad](javascript:alert(1)) [thai](/t/ชุมพร)
[space](</a b> "a title") [file](a/b.html#x)

![local](/assets/feed.png) ![other](pic.png) ![data](data:image/png;base64,AA)
![thai](https://a.example/รูป.png "ชื่อ \\"x\\"")

<p style="position:fixed" onclick="x()">styled <a href="rel.html">r</a></p>
<iframe src="https://c.example/"></iframe><script>alert(1)</script>
<img src=x onerror=alert(1)> <svg><a xlink:href="javascript:x"/></svg>

## Part ๑

| a | b |
|---|---|
| <i>1 | 2 & 3 |

Footnote[^1]

[^1]: see <a href="#fnref">back</a>
"""


def test_empty(server, member):
    """Feeds before anything was written."""
    site = feeds.read(server, "/feed.rss", "the feed of an empty site")
    is_(site.build, None, "nothing has changed yet")
    blog = story.open_blog(member, "<i>Notes</i> & ]]> &copy;", "บันทึก-km",
                           about="About <b>us</b> & you ]]>\n\n&nbsp; x < y")
    community = story.open_community(member, "R&D <community>", "ชุมชน",
                                     about="<script>x</script> about")
    feed = feeds.read(server, feeds.path(blog), "the feed of an empty blog")
    is_(feed.text("title").replace(feeds.JOINER, ""),
        "<i>Notes</i> & ]]> &copy; – Sala", "it has the blog's name")
    feeds.read(server, feeds.path(community), "an empty community's feed")
    return blog, community


def write_all(server, member, blog, community):
    """A post for each hostile title; the paths of their pages."""
    story.decide(member, story.apply(member, community), "approve")
    posts = [story.publish(member, blog, title, BODY, tags=", ".join(TAGS))
             for title in TITLES[:-1]]
    posts.append(story.publish(member, blog, TITLES[-1], "x < y & z",
                               summary="<script>s</script> & ]]> &lt; <a"))
    return posts


def test_full(server, blog, community):
    """All feeds with posts."""
    site = feeds.read(server, "/feed.rss")
    is_(site.titles(), TITLES[::-1], "the newest comes first, titles are"
        " what was typed")
    is_([e.title.replace(feeds.JOINER, "") for e in site.parsed.entries
         if "<" not in e.title and "&" not in e.title],
        [t for t in TITLES[::-1] if "<" not in t and "&" not in t],
        "feedparser reads the titles")
    in_blog = feeds.read(server, feeds.path(blog))
    in_community = feeds.read(server, feeds.path(community))
    guids = site.texts("item/guid")
    is_(in_blog.texts("item/guid"), guids, "the blog's feed has the same"
        " identities")
    is_(in_community.texts("item/guid"), guids, "the community's too")
    for tag in TAGS:
        name = tag.replace("/", "-")
        if name == "..":        # no segment of an address
            continue
        feed = feeds.read(server, f"/t/{quoted(name)}/feed.rss",
                          f"the feed of the tag {name}")
        is_(feed and feed.texts("item/guid"), guids[1:],
            "it has the posts with the tag")
    is_(in_blog.texts("item/source"), [], "a blog's feed names no sources")
    is_(len(site.texts("item/source/@url")), len(TITLES),
        "other feeds name the blog")
    for feed in site, in_blog, in_community:
        for link in feed.texts("item/link") + feed.texts("link"):
            ok(link.isascii() and link.startswith(server.url),
               f"{link[:40]} is a whole ASCII address")
            is_(server.client().get(link[len(server.url):]).status, 200,
                "and leads there at once")
    return guids


def quoted(text):
    return feeds.urllib.parse.quote(text, safe="")


def test_markup(server):
    """What became of the addresses in a text."""
    site = feeds.read(server, "/feed.rss")
    body = site.texts("item/content:encoded")[1]
    tree = feeds.client.lxml.html.document_fromstring(body)
    links = dict((a.text, a.get("href")) for a in tree.iter("a"))
    page = site.texts("item/link")[1]
    is_(links.get("home"), f"{server.url}/about", "a path got the site's"
        " address")
    ok((links.get("here") or "").startswith(f"{page}#"), "a fragment got the"
       " post's address")
    is_(links.get("away"), "https://a.example/x?a=1&b=2#f",
        "a whole address stays")
    is_(links.get("bad"), None, "a script is no link")
    is_(tree.findtext(".//table//th"), "a", "a table is one")
    description = site.texts("item/description")[0]
    is_(feeds.client.lxml.html.fromstring(f"<p>{description}</p>").text,
        "<script>s</script> & ]]> &lt; <a", "a summary that looks like markup"
        " is shown as it was typed")


def test_comments(server, member, posts):
    """A post's comments: none, then hostile ones by hostile guests."""
    for post in posts:
        feeds.read(server, f"/p/{story.post_id(post)}/comments.rss",
                   "the feed of no comments")
    names = ["<b>Guest</b> & ]]>", "ผู้อ่าน", "🐘 guest", "&lt;x&gt; &nbsp;",
             "שלום"]
    for name in names:
        story.comment(server.client(), posts[0], BODY, guest_name=name)
    story.comment(member, posts[0], "x")
    feed = feeds.read(server, f"/p/{story.post_id(posts[0])}/comments.rss")
    is_(len(feed.titles()), 1, "held comments are not in the feed")
    server.query("UPDATE comment SET state = 'visible'")
    feed = feeds.read(server, f"/p/{story.post_id(posts[0])}/comments.rss",
                      "the feed of hostile comments")
    is_([n.replace(feeds.JOINER, "")
         for n in feed.texts("item/dc:creator")][1:], names[::-1],
        "guests have their names")
    for link in feed.texts("item/link"):
        path, _, fragment = link[len(server.url):].partition("#")
        ok(server.client().get(path).has("//*[@id=$i]", i=fragment),
           f"a comment's link leads to it ({fragment})")


def test_what_the_database_holds(server):
    """Texts that no form lets in, come by an import."""
    server.query("UPDATE post SET title = E'a\\x01\\x08b\\uFFFEc\\uFFFFd"
                 "\\x1be\\u0085f', excerpt = E'\\x0b\\uFFFE' || excerpt")
    server.query("UPDATE post_text SET html = E'<p>\\x02\\uFFFE\\x0c</p>'"
                 " || html")
    server.query("UPDATE account SET pen_name = E'n\\x01\\uFFFFm'")
    feeds.read(server, "/feed.rss", "what XML forbids is left out")


with sala.Server() as server:
    member = story.sign_up(server, "somsri", name="<u>สมศรี</u> & Co")
    blog, community = test_empty(server, member)
    posts = write_all(server, member, blog, community)
    test_full(server, blog, community)
    test_markup(server)
    test_comments(server, member, posts)
    test_what_the_database_holds(server)

done_testing()
