#!/usr/bin/python3
"""Makes the README's picture again: a community's page, as a reader sees it.

    SALA=build/sala PYTHONPATH=tests tests/browser/picture.py

The page is full of the demonstration content; the picture has 256 colours,
which is all that letters on paper need.
"""

import collections
import os
import struct
import sys
import urllib.parse
import zlib

import chrome
import sala

WIDTH, HEIGHT = 1280, 860
TITLE = "ชุมชนคุณอำนวย"
FILE = f"{sala.SRCDIR}/contrib/screenshots/community.png"


def chunks(png):
    """(type, bytes) of each chunk."""
    at = 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        yield kind, png[at + 8:at + 8 + length]
        at += 12 + length


def unfilter(kind, line, above, step):
    """A line's bytes as they were before PNG predicted them."""
    for i, byte in enumerate(line):
        left = line[i - step] if i >= step else 0
        up = above[i]
        corner = above[i - step] if i >= step else 0
        if kind == 1:
            byte += left
        elif kind == 2:
            byte += up
        elif kind == 3:
            byte += (left + up) // 2
        elif kind == 4:
            guess = left + up - corner
            byte += min((left, up, corner), key=lambda c: abs(guess - c))
        line[i] = byte & 255
    return line


def pixels(png):
    """Width, height and the colour of each pixel as three bytes."""
    parts = list(chunks(png))
    width, height, depth, kind = struct.unpack(">IIBB", parts[0][1][:10])
    step = {2: 3, 6: 4}[kind]
    assert depth == 8
    data = zlib.decompress(b"".join(b for t, b in parts if t == b"IDAT"))
    above = bytearray(width * step)
    colours = []
    for y in range(height):
        at = y * (width * step + 1)
        above = unfilter(data[at], bytearray(
            data[at + 1:at + 1 + width * step]), above, step)
        colours += [bytes(above[i:i + 3])
                    for i in range(0, width * step, step)]
    return width, height, colours


def with_palette(png):
    """The same picture in the 256 colours that it uses most."""
    width, height, colours = pixels(png)
    often = [c for c, _ in collections.Counter(colours).most_common()]
    palette = often[:256]
    number = {c: i for i, c in enumerate(palette)}
    for other in often[256:]:
        number[other] = min(range(256), key=lambda i: sum(
            (a - b) ** 2 for a, b in zip(other, palette[i])))
    rows = b"".join(
        b"\0" + bytes(number[c] for c in colours[y * width:(y + 1) * width])
        for y in range(height))

    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body
                + struct.pack(">I", zlib.crc32(kind + body)))
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3,
                                         0, 0, 0))
            + chunk(b"PLTE", b"".join(palette))
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def main():
    with sala.Server() as server:
        with open(f"{sala.SRCDIR}/sql/demo.sql", encoding="utf-8") as file:
            server.query(file.read())
        slug = server.query("SELECT slug FROM community WHERE title = %s",
                            (TITLE,))[0][0]
        with chrome.Browser(server.url, WIDTH, HEIGHT) as browser:
            browser.show_as(scheme="light")
            browser.go(f"/c/{urllib.parse.quote(slug)}")
            png = browser.driver.get_screenshot_as_png()
    small = with_palette(png)
    with open(FILE, "wb") as file:
        file.write(small)
    print(f"# {os.path.relpath(FILE)}: {len(small)} bytes", file=sys.stderr)


main()
