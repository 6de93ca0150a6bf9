"""What feed readers do not want in the markup of an item, and in images."""

import re
import struct
import urllib.parse

import lxml.html

# Elements that readers drop, or whose presence makes them drop the item.
ACTIVE = frozenset("""
    applet base body button embed fieldset form frame frameset head html
    iframe input isindex label link meta noframes noscript object option
    param script select style svg textarea title""".split())
URL_ATTRIBUTES = ("href", "src", "cite", "poster", "data", "action",
                  "longdesc", "background", "formaction", "usemap")
SCHEMES = ("http", "https", "mailto", "tel")
# In a style: what could cover the reader's own page or fetch things.
STYLES = re.compile(r"position|url\s*\(|expression|@import|behaviou?r",
                    re.IGNORECASE)
CUT_TAG = re.compile(r"<[A-Za-z/!?][^<>]*$")


def problems(markup):
    """(code, what) for everything that is wrong with it."""
    if CUT_TAG.search(markup):
        yield "cut", f"it ends within a tag: {markup[-40:]!r}"
    if not markup.strip():
        return
    parser = lxml.html.HTMLParser(encoding="utf-8")
    root = lxml.html.document_fromstring(
        f"<div>{markup}</div>".encode(), parser=parser)
    body = root.find("body")
    if body is None or root.find("head") is not None:
        yield "active", "something that belongs into a head"
    for element in (body if body is not None else root).iterdescendants():
        if isinstance(element.tag, str):
            yield from _element(element)
        elif isinstance(element, lxml.etree._ProcessingInstruction):
            yield "active", "a processing instruction"


def _element(element):
    if element.tag in ACTIVE:
        yield "active", f"<{element.tag}>"
    for name, value in element.attrib.items():
        if name.startswith("on"):
            yield "active", f"{name} of <{element.tag}>"
        elif name == "style" and STYLES.search(value):
            yield "active", f"style of <{element.tag}>"
        elif name in URL_ATTRIBUTES:
            yield from _url(element, name, value)
        elif name == "srcset":
            for part in value.split(","):
                yield from _url(element, name, (part.split() or [""])[0])


def _url(element, name, value):
    parts = urllib.parse.urlsplit(value)
    what = f"{name}={value!r} of <{element.tag}>"
    if parts.scheme == "":
        yield "relative", what
    elif parts.scheme.lower() not in SCHEMES:
        yield "active", what
    elif parts.scheme in ("http", "https") and not parts.netloc:
        yield "relative", what


def image_size(data):
    """(width, height) of a PNG, GIF or JPEG; (0, 0) of anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
        return struct.unpack(">II", data[16:24])
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return struct.unpack("<HH", data[6:10])
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    return 0, 0


def _jpeg_size(data):
    """From the first start-of-frame segment."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        kind, length = data[at + 1], struct.unpack(
            ">H", data[at + 2:at + 4])[0]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5:at + 9])
            return width, height
        at += 2 + length
    return 0, 0
