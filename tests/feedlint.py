"""Reads an RSS 2.0 feed as strictly as the strictest of its readers.

    for problem in feedlint.lint(answer.body, answer.headers, url, fetch):
        print(problem)          # "error date: item 1: pubDate ..."

What is an error keeps some reader from the feed or from an item, what is a
warning makes some reader show it wrongly. A feed of ours has neither, so a
test asks only for an empty list. The rules are those of RSS 2.0, of the RSS
Advisory Board's profile and of the W3C's feed validator, and a few of our
own: fixed order, namespaces from a table, nothing that we do not know.
"""

import datetime
import re
import urllib.parse

import lxml.etree

import feedmarkup

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "media": "http://search.yahoo.com/mrss/",
    "fh": "http://purl.org/syndication/history/1.0",
}
PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}

# In this order; * may stand several times, + must be there.
CHANNEL = ("title+ link+ description+ language+ copyright lastBuildDate"
           " generator+ docs+ ttl+ image+ atom:link*+ item*").split()
IMAGE = "url+ title+ link+ width height description".split()
ITEM = ("title+ link+ guid+ pubDate+ dcterms:created atom:updated"
        " dc:creator+ category* comments description+ content:encoded+"
        " wfw:commentRss slash:comments enclosure media:content*"
        " source").split()
# An item that is a post also has these.
POST = ("dcterms:created", "atom:updated", "comments", "wfw:commentRss",
        "slash:comments")
LINK_RELATIONS = ("self", "hub", "prev-archive", "next-archive", "current",
                  "license")
TYPES = ("application/rss+xml", "application/xml", "text/xml")
IMAGE_WIDTH, IMAGE_HEIGHT = 144, 400

DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
RFC822 = re.compile(
    rf"({'|'.join(DAYS)}), (\d\d) ({'|'.join(MONTHS)}) (\d{{4}})"
    r" (\d\d):(\d\d):(\d\d) ([+-]\d{4})")
RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
TAG_URI = re.compile(
    r"tag:[a-z0-9]([a-z0-9.-]*[a-z0-9])?,\d{4}(-\d\d(-\d\d)?)?"
    r":(post|comment):[1-9]\d*")
# What may stand in a URL (RFC 3986), every % with two digits behind it.
URL = re.compile(
    r"https?://[A-Za-z0-9._~%\[\]:@-]+"
    r"([/?#]([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?")
# A tag or a reference, to a reader that takes plain text for markup.
MARKUP = re.compile(r"<[/!?]?[A-Za-z]|&#?\w+;")
# What XML 1.0 allows and no reader wants, or does not allow.
CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


class Problem(str):
    """ "error CODE: WHERE: what is wrong"; has .level and .code. """

    def __new__(cls, level, code, text):
        self = super().__new__(cls, f"{level} {code}: {text}")
        self.level, self.code = level, code
        return self


class Lint:
    """One reading of one feed."""

    def __init__(self, url, fetch, now):
        self.url = url
        self.fetch = fetch
        self.now = now or datetime.datetime.now(datetime.timezone.utc)
        self.problems = []

    def error(self, code, text):
        self.problems.append(Problem("error", code, text))

    def warning(self, code, text):
        self.problems.append(Problem("warning", code, text))

    # -- the bytes

    def parse(self, body):
        """The root element; None when no reader could go on."""
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as why:
            self.error("utf-8", str(why))
            return None
        for found in CONTROLS.finditer(text):
            self.error("character", f"U+{ord(found.group()):04X} at"
                       f" {found.start()}")
        parser = lxml.etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=True)
        try:
            tree = lxml.etree.fromstring(body, parser).getroottree()
        except lxml.etree.XMLSyntaxError as why:
            self.error("xml", str(why))
            return None
        if tree.docinfo.encoding.upper() != "UTF-8":
            self.error("utf-8", f"declared as {tree.docinfo.encoding}")
        if tree.docinfo.doctype:
            self.warning("xml", "there is a document type")
        return tree.getroot()

    def headers(self, headers):
        """Media type and encoding, as HTTP tells them."""
        kind, _, parameters = headers.get("Content-Type", "").partition(";")
        if kind.strip().lower() not in TYPES:
            self.warning("content-type", kind or "there is none")
        charset = parameters.strip().lower()
        if charset and charset.replace('"', "") != "charset=utf-8":
            self.error("content-type", f"parameters are {parameters}")

    # -- structure

    def name(self, element):
        """"dc:creator" by the prefixes of our table."""
        name = lxml.etree.QName(element)
        if name.namespace is None:
            return name.localname
        prefix = PREFIXES.get(name.namespace)
        if prefix is None:
            self.error("namespace", f"{name.namespace} is unknown")
        elif element.prefix != prefix:
            self.warning("namespace", f"{element.prefix} is not {prefix}")
        return f"{prefix}:{name.localname}"

    def children(self, parent, rules, where):
        """The children by name, when they are known and in order."""
        order = [rule.rstrip("*+") for rule in rules]
        found, last = {}, 0
        for child in parent.iterchildren(tag=lxml.etree.Element):
            name = self.name(child)
            if name not in order:
                self.error("unknown", f"{where}: {name}")
                continue
            if order.index(name) < last:
                self.warning("order", f"{where}: {name} stands too late")
            last = max(last, order.index(name))
            found.setdefault(name, []).append(child)
        for rule in rules:
            name = rule.rstrip("*+")
            many = found.get(name, [])
            if "+" in rule and not many:
                self.error("missing", f"{where}: {name}")
            if "*" not in rule and len(many) > 1:
                self.error("twice", f"{where}: {name}")
        return found

    @staticmethod
    def one(found, name):
        """The text of the first child of this name; None without one."""
        elements = found.get(name)
        return None if not elements else elements[0].text or ""

    # -- kinds of text

    def plain(self, text, where, may_be_empty=False):
        """Words that must not look like markup to anybody."""
        if text is None:
            return
        if not may_be_empty and not text.strip():
            self.error("empty", where)
        if MARKUP.search(text):
            self.warning("markup", f"{where}: {MARKUP.search(text).group()!r}"
                         f" in {text[:60]!r}")

    def address(self, text, where):
        """A whole URL, percent-encoded."""
        if text is not None and not URL.fullmatch(text):
            self.error("url", f"{where}: {text!r}")

    def digits(self, text, where):
        if text is not None and not re.fullmatch(r"\d+", text):
            self.error("number", f"{where}: {text!r}")

    def moment(self, text, where):
        """A date of RFC 822 as a datetime; None when it is none."""
        if text is None:
            return None
        match = RFC822.fullmatch(text)
        if not match:
            self.error("date", f"{where}: {text!r}")
            return None
        day, month, year = (int(match[2]), MONTHS.index(match[3]) + 1,
                            int(match[4]))
        try:
            at = datetime.datetime.strptime(
                f"{year}-{month}-{day} {match[5]}:{match[6]}:{match[7]}"
                f" {match[8]}", "%Y-%m-%d %H:%M:%S %z")
        except ValueError as why:
            self.error("date", f"{where}: {text!r}: {why}")
            return None
        if DAYS[at.weekday()] != match[1]:
            self.error("weekday", f"{where}: {text!r}")
        return self.past(at, text, where)

    def moment_iso(self, text, where):
        """The same in the form of RFC 3339."""
        if text is None:
            return None
        try:
            if not RFC3339.fullmatch(text):
                raise ValueError("not RFC 3339")
            at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError as why:
            self.error("date", f"{where}: {text!r}: {why}")
            return None
        return self.past(at, text, where)

    def past(self, at, text, where):
        if at > self.now + datetime.timedelta(seconds=5):
            self.warning("future", f"{where}: {text}")
        return at

    def markup(self, text, where):
        """HTML as readers take it; no relative address, nothing active."""
        for code, what in feedmarkup.problems(text or ""):
            self.warning(code, f"{where}: {what}")

    # -- the channel

    def rss(self, root):
        if root.tag != "rss" or root.get("version") != "2.0":
            self.error("rss", f"the root is {root.tag}"
                       f" version {root.get('version')}")
        for prefix, uri in root.nsmap.items():
            if NAMESPACES.get(prefix) != uri:
                self.error("namespace", f"{prefix} is {uri}")
        channels = root.findall("channel")
        if len(channels) != 1 or len(root) != 1:
            self.error("rss", "there is not one channel and nothing else")
        for channel in channels[:1]:
            self.channel(channel)

    def channel(self, channel):
        found = self.children(channel, CHANNEL, "channel")
        self.plain(self.one(found, "title"), "channel title")
        self.plain(self.one(found, "description"), "channel description")
        for name in "link", "docs":
            self.address(self.one(found, name), f"channel {name}")
        language = self.one(found, "language")
        if language is not None and not LANGUAGE.fullmatch(language):
            self.error("language", repr(language))
        self.digits(self.one(found, "ttl"), "ttl")
        self.links(found.get("atom:link", []))
        for image in found.get("image", [])[:1]:
            self.image(image, found)
        built = self.moment(self.one(found, "lastBuildDate"), "lastBuildDate")
        dates, guids = [], set()
        for number, item in enumerate(found.get("item", []), 1):
            dates += self.item(item, f"item {number}", guids)
        if dates and not found.get("lastBuildDate"):
            self.warning("lastBuildDate", "is missing")
        if built and dates and max(dates) > built:
            self.warning("lastBuildDate", f"{built} is before {max(dates)}")

    def links(self, links):
        selves = []
        for link in links:
            rel, href = link.get("rel"), link.get("href")
            if rel not in LINK_RELATIONS:
                self.error("atom:link", f"rel is {rel!r}")
            self.address(href or "", f"atom:link {rel}")
            if rel == "self":
                selves.append(href)
                if link.get("type") not in TYPES:
                    self.warning("self", f"type is {link.get('type')!r}")
        if selves != [self.url]:
            self.warning("self", f"{selves} is not {self.url!r}")

    def image(self, image, channel):
        found = self.children(image, IMAGE, "image")
        for name in "title", "link":
            if self.one(found, name) != self.one(channel, name):
                self.warning("image", f"{name} is not the channel's")
        url = self.one(found, "url")
        self.address(url, "image url")
        told = [self.one(found, "width"), self.one(found, "height")]
        for text in told:
            self.digits(text, "image size")
        if url and self.fetch:
            width, height = feedmarkup.image_size(self.fetch(url))
            if not (0 < width <= IMAGE_WIDTH and 0 < height <= IMAGE_HEIGHT):
                self.error("image", f"is {width} by {height}")
            # 88 by 31, where nothing else is said.
            if told not in ([None, None], [str(width), str(height)]):
                self.warning("image", f"is {width} by {height}, not {told}")

    # -- an item

    def item(self, item, where, guids):
        """Looks at one item; returns its dates."""
        found = self.children(item, ITEM, where)
        guid = self.guid(found, where, guids)
        if ":post:" in guid:
            for name in POST:
                if name not in found:
                    self.error("missing", f"{where}: {name}")
        for name in "title", "dc:creator":
            self.plain(self.one(found, name), f"{where}: {name}")
        for name in "link", "comments", "wfw:commentRss":
            self.address(self.one(found, name), f"{where}: {name}")
        self.digits(self.one(found, "slash:comments"),
                    f"{where}: slash:comments")
        for category in found.get("category", []):
            self.plain(category.text or "", f"{where}: category")
            self.address(category.get("domain"), f"{where}: category domain")
        for name in "description", "content:encoded":
            self.markup(self.one(found, name), f"{where}: {name}")
        self.files(found, where)
        for source in found.get("source", []):
            self.address(source.get("url") or "", f"{where}: source")
            self.plain(source.text or "", f"{where}: source")
        dates = [self.moment(self.one(found, "pubDate"), f"{where}: pubDate")]
        dates += [self.moment_iso(self.one(found, name), f"{where}: {name}")
                  for name in ("dcterms:created", "atom:updated")]
        return [at for at in dates if at]

    def guid(self, found, where, guids):
        element = found.get("guid", [None])[0]
        if element is None:
            return ""
        guid = element.text or ""
        if element.get("isPermaLink") != "false":
            self.error("guid", f"{where}: isPermaLink is not false")
        if not TAG_URI.fullmatch(guid):
            self.error("guid", f"{where}: {guid!r}")
        if guid in guids:
            self.error("guid", f"{where}: {guid} is there twice")
        guids.add(guid)
        return guid

    def files(self, found, where):
        for enclosure in found.get("enclosure", []):
            self.address(enclosure.get("url") or "", f"{where}: enclosure")
            self.digits(enclosure.get("length") or "", f"{where}: enclosure")
            if not re.fullmatch(r"[\w.+-]+/[\w.+-]+",
                                enclosure.get("type") or ""):
                self.error("enclosure", f"{where}: it has no type")


def lint(body, headers, url, fetch=None, now=None):
    """All problems of the feed; none, if it is as it should be.

    body is bytes, headers has .get(name), url is what was fetched; fetch(url)
    gives the bytes of the image, whose size is not looked at without it.
    """
    reading = Lint(url, fetch, now)
    reading.headers(headers)
    root = reading.parse(body)
    if root is not None:
        reading.rss(root)
    if urllib.parse.urlsplit(url).fragment:
        reading.warning("self", "the address has a fragment")
    return reading.problems
