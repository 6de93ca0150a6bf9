"""Feeds of a running server, linted and read.

    feed = feeds.read(server, "/b/km/feed.rss")     # lints: a test result
    feed.titles(), feed.item("First"), feed.build
"""

import urllib.parse

import feedparser
import lxml.etree

import client
import feedlint
from tap import diag, ok

JOINER = "\u2060"       # keeps plain text from looking like markup


class Feed:
    """A feed as it was sent, as XML, and as feedparser reads it."""

    def __init__(self, page):
        self.page = page
        self.body = page.body
        self.tree = lxml.etree.fromstring(page.body)
        self.parsed = feedparser.parse(page.body)

    def texts(self, path):
        """Texts of what a path below the channel finds."""
        found = self.tree.xpath(f"/rss/channel/{path}",
                                namespaces=feedlint.NAMESPACES)
        return [f if isinstance(f, str) else f.text or "" for f in found]

    def text(self, path):
        return (self.texts(path) or [None])[0]

    def titles(self):
        """Titles of the items, as a reader shows them."""
        return [t.replace(JOINER, "") for t in self.texts("item/title")]

    def of(self, title, path):
        """The text of something in the item of that title."""
        return self.texts(f"item[title='{title}']/{path}")[0]

    @property
    def build(self):
        return self.text("lastBuildDate")


def fetch_from(server):
    """Gets bytes by a whole URL of the server, as the lint asks for it."""
    def fetch(url):
        assert url.startswith(server.url), url
        return server.client().get(url[len(server.url):]).body
    return fetch


def read(server, path, name=None):
    """Gets a feed; one test result says whether it is without a fault."""
    page = server.client().get(path)
    problems = [f"status {page.status}"] if page.status != 200 else []
    if not problems:
        problems = feedlint.lint(page.body, page.headers,
                                 server.url + client.quote(path),
                                 fetch_from(server))
    if not problems:
        parsed = feedparser.parse(page.body)
        if parsed.bozo:
            problems = [f"feedparser: {parsed.bozo_exception}"]
    if not ok(not problems, name or f"{path} has no fault"):
        diag("\n".join(problems[:10]))
        diag(page.body.decode(errors="replace")[:3000])
    return Feed(page) if page.status == 200 else None


def path(thing, of="/feed.rss"):
    """The address of the feed of "/b/SLUG", percent-encoded."""
    return urllib.parse.quote(thing, safe="/") + of
