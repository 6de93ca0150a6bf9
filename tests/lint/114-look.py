#!/usr/bin/python3
"""The style sheet and its palette; forms on pages that are kept for all."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import source
from tap import done_testing, is_, ok

SHEET = "templates/assets/sala.css"
# A post's page and its style sheet together stay under 30 KB.
SHEET_MAX_BYTES = 14 * 1024

# What is kept for everybody holds no form that writes: forms stand in
# sections that only a signed-in reader or an owner of rights can open.
PERSONAL = re.compile(r"viewer|may_|is_moderator")
KEPT_PAGES = ["home", "latest", "post", "blog", "community", "communities",
              "community-members", "member", "tag", "tags", "about",
              "subscribe"]


def expand(text):
    """A template with its partials in their places."""
    return re.sub(
        r"\{\{>\s*([\w-]+)\s*\}\}",
        lambda m: expand(source.read(f"templates/partials/{m.group(1)}.html")),
        text)


def open_sections(text):
    """(position, open sections' names) at each <form>."""
    names = []
    for match in re.finditer(r"\{\{([#^/])\s*([\w.]+)[^}]*\}\}|<form\b", text):
        if match.group(0) == "<form":
            yield match.start(), list(names)
        elif match.group(1) == "/":
            names.pop()
        else:
            names.append(("!" if match.group(1) == "^" else "") +
                         match.group(2))


def test_kept_pages():
    faults = []
    for name in KEPT_PAGES:
        path = f"templates/{name}.html"
        text = expand(source.read(path))
        for at, names in open_sections(text):
            if not any(PERSONAL.search(n) and not n.startswith("!")
                       for n in names):
                line = text.count("\n", 0, at) + 1
                faults.append(f"{path}: a form near line {line}")
    source.report(faults, "pages kept for everybody hold no form that writes")


def test_assets():
    """Nothing of the site's looks comes from elsewhere."""
    faults = [path for path in source.files("templates/assets",
                                            endings=(".css", ".js"))
              if re.search(r"@import|url\(|https?://", source.read(path))]
    source.report(faults, "style sheet and script load nothing")


def luminance(colour):
    colour = colour.lstrip("#")
    if len(colour) == 3:
        colour = "".join(c + c for c in colour)
    parts = [int(colour[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    parts = [c / 12.92 if c <= .03928 else ((c + .055) / 1.055) ** 2.4
             for c in parts]
    return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + .05) / (low + .05)


def palette(block):
    """The colours of one :root block, names of others resolved."""
    colours = dict(re.findall(r"--([\w-]+): ([^;]+);", block))
    for name, value in colours.items():
        match = re.match(r"var\(--([\w-]+)\)", value)
        if match:
            colours[name] = colours[match.group(1)]
    return colours


def test_palette():
    sheet = source.read(SHEET)
    blocks = re.findall(r":root \{(.*?)\}", sheet, re.S)
    light = palette(blocks[0])
    faults = []
    for name, colours in (("light", light),
                          ("dark", {**light, **palette(blocks[1])})):
        pairs = [(text, ground, 7) for ground in ("paper", "panel")
                 for text in ("ink", "soft", "accent", "danger", "success")]
        pairs += [("on-accent", "accent", 7), ("on-mast", "mast", 7),
                  ("line", "paper", 3), ("line", "panel", 3)]
        for text, ground, wanted in pairs:
            got = contrast(colours[text], colours[ground])
            if got < wanted:
                faults.append(f"{name}: {text} on {ground} has {got:.2f}:1, "
                              f"wants {wanted}:1")
    source.report(faults, "text has 7:1, edges 3:1, in light and dark")
    ok(len(sheet.encode()) <= SHEET_MAX_BYTES,
       f"the style sheet is at most {SHEET_MAX_BYTES} bytes")
    colours = set(re.findall(r"#[0-9a-f]{3,6}\b",
                             sheet.split("/* Ground */")[1].split(
                                 "/* Paper */")[0]))
    is_(colours, set(), "colours are named once, in the palette")


def main():
    test_kept_pages()
    test_assets()
    test_palette()
    done_testing()


if __name__ == "__main__":
    main()
