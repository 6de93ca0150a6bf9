#!/usr/bin/python3
"""The feed lint itself: a good feed is clean, and each mistake is found."""

import datetime
import struct

import feedlint
from tap import diag, done_testing, is_, ok

URL = "https://sala.example/b/km/feed.rss"
NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/">
<channel>
<title>ความรู้ &amp; งาน</title>
<link>https://sala.example/b/km</link>
<description>What we &lt; 3 learned</description>
<language>th</language>
<copyright>2026 Somsri</copyright>
<lastBuildDate>Fri, 13 Feb 2026 09:00:00 +0700</lastBuildDate>
<generator>Sala</generator>
<docs>https://www.rssboard.org/rss-specification</docs>
<ttl>60</ttl>
<image><url>https://sala.example/assets/feed.png</url>\
<title>ความรู้ &amp; งาน</title>\
<link>https://sala.example/b/km</link></image>
<atom:link rel="self" type="application/rss+xml"\
 href="https://sala.example/b/km/feed.rss"/>
<item>
<title>เวที ครั้งที่ 2</title>
<link>https://sala.example/p/2-%E0%B9%80</link>
<guid isPermaLink="false">tag:sala.example,2026:post:2</guid>
<pubDate>Thu, 12 Feb 2026 23:59:59 +0700</pubDate>
<dcterms:created>2026-02-12T23:59:59+07:00</dcterms:created>
<atom:updated>2026-02-13T09:00:00+07:00</atom:updated>
<dc:creator>สมศรี</dc:creator>
<category domain="https://sala.example/t/">R&amp;D</category>
<comments>https://sala.example/p/2#comments</comments>
<description>We met &amp;lt;today&amp;gt;</description>
<content:encoded>&lt;p&gt;We met &lt;a href="https://a.example/x"&gt;x\
&lt;/a&gt; &lt;img src="https://a.example/i.png" alt=""&gt;&lt;/p&gt;\
</content:encoded>
<wfw:commentRss>https://sala.example/p/2/comments.rss</wfw:commentRss>
<slash:comments>3</slash:comments>
<enclosure url="https://sala.example/f/1" length="0" type="image/png"/>
<source url="https://sala.example/b/km/feed.rss">ความรู้</source>
</item>
<item>
<title>First</title>
<link>https://sala.example/p/1</link>
<guid isPermaLink="false">tag:sala.example,2026:comment:1</guid>
<pubDate>Tue, 10 Feb 2026 08:00:00 +0700</pubDate>
<dc:creator>Guest</dc:creator>
<description>one</description>
<content:encoded><![CDATA[<p>one</p>]]></content:encoded>
</item>
</channel>
</rss>
"""

# (what is written, what is written instead, the problem's level and code)
TITLE, FIRST = "เวที ครั้งที่ 2", "<title>First</title>"
BODY, ONE = "&lt;p&gt;We met ", "<![CDATA[<p>one</p>]]>"
MISTAKES = [
    (TITLE, "a\x08b", "error character"),
    (TITLE, "a\ufffeb", "error character"),
    (TITLE, "a\x85b", "error character"),
    (TITLE, "&#8;", "error xml"),
    (TITLE, "&#xFFFE;", "error xml"),
    (TITLE, "a\udcffb", "error utf-8"),
    (TITLE, "&nbsp;", "error xml"),
    (ONE, "<![CDATA[a]]>b]]>", "error xml"),
    ("</rss>", "", "error xml"),
    ('"UTF-8"', '"ISO-8859-1"', "error utf-8"),
    ('version="2.0"', 'version="0.91"', "error rss"),
    ("</rss>", "<channel/></rss>", "error rss"),
    ("http://www.w3.org/2005/Atom", "https://www.w3.org/2005/Atom",
     "error namespace"),
    ("<channel>", '<channel xmlns:x="urn:x"><x:y/>', "error namespace"),
    ("<rss ", '<rss xmlns:itunes="urn:i" ', "error namespace"),
    ("<language>th</language>\n", "", "error missing"),
    ("<ttl>60</ttl>\n", "", "error missing"),
    ("<ttl>60</ttl>", "<ttl>an hour</ttl>", "error number"),
    ("<generator>Sala</generator>\n<docs>", "<docs>", "error missing"),
    ("<language>th", "<language>th_TH", "error language"),
    ("<language>th", "<language>Thai", "error language"),
    ("<ttl>60</ttl>", "<ttl>60</ttl><ttl>60</ttl>", "error twice"),
    ("<language>th</language>\n<copyright>2026 Somsri</copyright>",
     "<copyright>2026 Somsri</copyright>\n<language>th</language>",
     "warning order"),
    ("<ttl>", "<managingEditor>Somsri</managingEditor><ttl>",
     "error unknown"),
    (">ความรู้ &amp; งาน", ">&lt;b&gt;KM&lt;/b&gt;", "warning markup"),
    (">What we &lt; 3", ">What &lt;br&gt;", "warning markup"),
    (">What we &lt; 3", ">What&amp;nbsp;we", "warning markup"),
    (">What we &lt; 3 learned", ">", "error empty"),
    ("Fri, 13 Feb 2026 09:00:00 +0700</last",
     "Fri, 13 Feb 2026 08:59:59 +0700</last", "warning lastBuildDate"),
    ("<lastBuildDate>Fri, 13 Feb 2026 09:00:00 +0700</lastBuildDate>\n", "",
     "warning lastBuildDate"),
    ("/b/km/feed.rss\"/>", "/b/km/feed.atom\"/>", "warning self"),
    ('href="https://sala.example/b/km/feed.rss"/>',
     'href="/b/km/feed.rss"/>', "warning self"),
    ('rel="self"', 'rel="alternate"', "error atom:link"),
    ('rel="self" type="application/rss+xml"', 'rel="self"', "warning self"),
    ("<image><url>https://sala.example/assets/feed.png</url><title>ความรู้",
     "<image><url>https://sala.example/assets/feed.png</url><title>KM",
     "warning image"),
    ("</title><link>https://sala.example/b/km</link></image>",
     "</title><link>https://sala.example/</link></image>", "warning image"),
    ("feed.png", "wide.png", "error image"),
    ("feed.png", "high.gif", "error image"),
    ("feed.png", "none.jpg", "error image"),
    ("</image>", "<width>88</width><height>31</height></image>",
     "warning image"),
    (FIRST, "<title></title>", "error empty"),
    (FIRST, "<title>&lt;i&gt;First&lt;/i&gt;</title>", "warning markup"),
    (FIRST, "<title>First&amp;hellip;</title>", "warning markup"),
    (FIRST, "<title>First &amp;#x41;</title>", "warning markup"),
    (FIRST, "", "error missing"),
    ("/p/2-%E0%B9%80", "/p/2-เวที", "error url"),
    ("/p/2-%E0%B9%80", "/p/2-%E0%B9%8", "error url"),
    ("/p/2-%E0%B9%80", "/p/2 2", "error url"),
    ("<link>https://sala.example/p/2", "<link>/p/2", "error url"),
    ("post:2</guid>", "comment:1</guid>", "error guid"),
    (' isPermaLink="false">tag:sala.example,2026:post:2',
     ">tag:sala.example,2026:post:2", "error guid"),
    ('"false">tag:sala.example,2026:post:2',
     '"true">https://sala.example/p/2', "error guid"),
    (",2026:post:2", ":post:2", "error guid"),
    (":post:2", ":post:เวที", "error guid"),
    ("tag:sala.example,2026:comment", "tag:,2026:comment", "error guid"),
    ("Thu, 12 Feb", "Wed, 12 Feb", "error weekday"),
    ("Thu, 12 Feb 2026 23:59:59 +0700", "2026-02-12T23:59:59+07:00",
     "error date"),
    ("Thu, 12 Feb", "พฤ., 12 ก.พ.", "error date"),
    ("Thu, 12 Feb", "Thu, 31 Feb", "error date"),
    ("Thu, 12 Feb 2026", "Sat, 12 Feb 2569", "warning future"),
    ("Tue, 10 Feb 2026", "Tue, 10 Mar 2026", "warning future"),
    ("23:59:59 +0700</pub", "23:59:59 ICT</pub", "error date"),
    ("2026-02-13T09:00:00+07:00", "Fri, 13 Feb 2026 09:00:00 +0700",
     "error date"),
    ("2026-02-13T09:00:00+07:00", "2026-02-13", "error date"),
    ("<dcterms:created>2026-02-12T23:59:59+07:00</dcterms:created>\n", "",
     "error missing"),
    ("<dc:creator>Guest</dc:creator>", "<author>Guest</author>",
     "error unknown"),
    ("<dc:creator>Guest", "<dc:date>2026-02-10</dc:date><dc:creator>Guest",
     "error unknown"),
    ("<dc:creator>Guest", "<dc:creator>&lt;script&gt;", "warning markup"),
    ('domain="https://sala.example/t/"', 'domain="tags"', "error url"),
    (">R&amp;D<", ">&lt;u&gt;<", "warning markup"),
    ("#comments</comments>", "#ความเห็น</comments>", "error url"),
    ("<description>one</description>\n", "", "error missing"),
    (f"<description>one</description>\n<content:encoded>{ONE}"
     "</content:encoded>", f"<content:encoded>{ONE}</content:encoded>\n"
     "<description>one</description>", "warning order"),
    ("We met &amp;lt;today&amp;gt;", "We met &lt;script&gt;",
     "warning active"),
    ("We met &amp;lt;today&amp;gt;", "We met &lt;a href=", "warning cut"),
    ('"https://a.example/x"', '"/x"', "warning relative"),
    ('"https://a.example/x"', '"x.html"', "warning relative"),
    ('"https://a.example/x"', '"#fn1"', "warning relative"),
    ('"https://a.example/x"', '"//a.example/x"', "warning relative"),
    ('"https://a.example/x"', '"javascript:x()"', "warning active"),
    ('"https://a.example/i.png"', '"i.png"', "warning relative"),
    ('"https://a.example/i.png"', '"data:image/png,x"', "warning active"),
    ('alt=""', 'srcset="/a.png 2x"', "warning relative"),
    ('alt=""', 'onerror="x()"', "warning active"),
    (BODY, BODY + "&lt;script&gt;x&lt;/script&gt;", "warning active"),
    (BODY, BODY + "&lt;iframe src='https://x.example/'&gt;",
     "warning active"),
    (BODY, BODY + "&lt;form&gt;", "warning active"),
    (BODY, BODY + "&lt;svg&gt;&lt;/svg&gt;", "warning active"),
    (BODY, '&lt;p style="position: fixed"&gt;', "warning active"),
    (BODY, '&lt;p style="background: url(x)"&gt;', "warning active"),
    ("wfw:commentRss>", "wfw:commentRSS>", "error unknown"),
    ("/p/2/comments.rss", "/p/2/ความเห็น", "error url"),
    (">3</slash", ">three</slash", "error number"),
    (' length="0"', "", "error number"),
    (' type="image/png"', "", "error enclosure"),
    ("<enclosure ", '<enclosure url="https://sala.example/f/2" length="1"'
     ' type="image/png"/><enclosure ', "error twice"),
    ('<source url="https://sala.example/b/km/feed.rss"', "<source",
     "error url"),
    (">ความรู้</source>", "></source>", "error empty"),
]


def png(width, height):
    return (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
            + struct.pack(">II", width, height) + b"\x08\x06\0\0\0")


IMAGES = {"feed.png": png(144, 400), "wide.png": png(145, 10),
          "high.gif": b"GIF89a" + struct.pack("<HH", 10, 401),
          "none.jpg": b"\xff\xd8\xff\xe0\0\4ab"}


def lint(text, kind="application/rss+xml; charset=utf-8", url=URL):
    return feedlint.lint(
        text.encode(errors="surrogateescape"), {"Content-Type": kind}, url,
        lambda image: IMAGES[image.rpartition("/")[2]], NOW)


def codes(problems):
    return [f"{p.level} {p.code}" for p in problems]


def test_good():
    is_(lint(GOOD), [], "a good feed has no fault")
    is_(lint(GOOD, "text/xml"), [], "text/xml is a good type")
    empty = GOOD[:GOOD.index("<item>")] + "</channel></rss>"
    is_(lint(empty), [], "an empty feed has no fault")


def test_mistakes():
    for old, new, wanted in MISTAKES:
        if not ok(GOOD.count(old) >= 1, f"{old[:40]!r} is in the feed"):
            continue
        found = codes(lint(GOOD.replace(old, new)))
        if not ok(wanted in found, f"{wanted}: {new[:60]!r} is found"):
            diag(f"found: {found}")


def test_http():
    for kind in "text/html", "", "application/atom+xml":
        ok("warning content-type" in codes(lint(GOOD, kind)),
           f"the type {kind!r} is found")
    ok("error content-type" in codes(
        lint(GOOD, "text/xml; charset=tis-620")), "a charset is found")
    for url in URL + "?a=1", URL + "#x", URL.replace("https", "http"):
        ok("warning self" in codes(lint(GOOD, url=url)),
           f"{url} is not the feed's own address")


def test_jpeg():
    jpeg = (b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x0b\x08"
            + struct.pack(">HH", 120, 90) + b"\1\1\x11\0")
    is_(feedlint.feedmarkup.image_size(jpeg), (90, 120),
        "the size of a JPEG is read")


test_good()
test_mistakes()
test_http()
test_jpeg()
done_testing()
