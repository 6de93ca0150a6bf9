#!/usr/bin/python3
"""Templates and the style sheet: what a page must have, whoever reads it."""

import os
import re
import sys

from lxml import etree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import source
from tap import done_testing, is_, ok

TAG = re.compile(r"\{\{.*?\}\}", re.S)
WORD = re.compile(r"[^\W\d_]")
SHEET = "templates/assets/sala.css"
# A post's page and its style sheet together stay under 30 KB.
SHEET_MAX_BYTES = 14 * 1024

# What is kept for everybody holds no form that writes: forms stand in
# sections that only a signed-in reader or an owner of rights can open.
PERSONAL = re.compile(r"viewer|may_|is_moderator")
KEPT_PAGES = ["home", "latest", "post", "blog", "community", "communities",
              "community-members", "member", "tag", "tags", "about",
              "subscribe"]


def templates(ending=".html"):
    return source.files("templates", endings=(ending,))


def parse(path):
    """A template as a tree; partials stand as text."""
    text = source.read(path)
    return etree.fromstring(f"<root>{text}</root>".encode())


def expand(text):
    """A template with its partials in their places."""
    return re.sub(
        r"\{\{>\s*([\w-]+)\s*\}\}",
        lambda m: expand(source.read(f"templates/partials/{m.group(1)}.html")),
        text)


def whole(path):
    return etree.fromstring(f"<root>{expand(source.read(path))}</root>")


def pages():
    return [path for path in templates() if "/partials/" not in path]


def words_in(element):
    return bool(WORD.search(TAG.sub("", "".join(element.itertext()))) or
                "{{" in "".join(element.itertext()))


def test_documents():
    """Landmarks, one h1, headings that do not skip a level."""
    faults = []
    for path in pages():
        tree = whole(path)
        for what, count in (("html[@lang]", 1), ("html/head/title", 1),
                            ("html/body/main[@id='main']", 1),
                            (".//header", 1), (".//footer", 1)):
            if len(tree.findall(what)) != count:
                faults.append(f"{path}: wants {count} {what}")
        levels = [int(e.tag[1]) for e in tree.iter("h1", "h2", "h3", "h4")]
        if levels.count(1) != 1 or levels[0] != 1:
            faults.append(f"{path}: wants one h1, before other headings")
        for before, after in zip(levels, levels[1:]):
            if after > before + 1:
                faults.append(f"{path}: h{before} is followed by h{after}")
    source.report(faults, "every page has landmarks and headings in order")


def test_fields():
    """Every field has a label, every button and link words."""
    faults = []
    for path in templates():
        tree = parse(path)
        labels = {e.get("for") for e in tree.iter("label")}
        for e in tree.iter("input", "textarea", "select"):
            if e.get("type") == "hidden" or e.get("aria-label"):
                continue
            if not e.get("id") or e.get("id") not in labels:
                faults.append(f"{path}:{e.sourceline}: no label")
        for e in tree.iter("a", "button", "th", "label", "legend"):
            if not words_in(e):
                faults.append(f"{path}:{e.sourceline}: <{e.tag}> is mute")
        for e in tree.iter("img"):
            if e.get("alt") is None:
                faults.append(f"{path}:{e.sourceline}: no alt")
        for e in tree.iter("svg"):
            if e.get("aria-hidden") != "true":
                faults.append(f"{path}:{e.sourceline}: a symbol is decoration")
    source.report(faults, "every field has a label, every link words")


def test_forms():
    """Every form that writes carries the token; errors are named."""
    faults = []
    for path in templates():
        for e in parse(path).iter("form"):
            markup = etree.tostring(e, encoding="unicode")
            if e.get("method") != "post":
                faults.append(f"{path}:{e.sourceline}: not a POST")
            elif "token}}" not in markup:
                faults.append(f"{path}:{e.sourceline}: no token")
            for field in re.findall(r'id="([\w]+)-error"', markup):
                if not re.search(rf'aria-describedby="[^"]*{field}-error',
                                 markup):
                    faults.append(f"{path}: {field}'s error is not told")
    source.report(faults, "every form has its token and tells its errors")


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


def test_markup():
    """Nothing inline, nothing from elsewhere."""
    faults = []
    for path in templates() + templates(".xml"):
        for e in parse(path).iter() if path.endswith(".html") else ():
            for name, value in e.attrib.items():
                if name == "style" or name.startswith("on"):
                    faults.append(f"{path}:{e.sourceline}: {name}=")
                if name in ("src", "href", "action") and re.match(
                        r"[a-z]+:|//", value):
                    faults.append(f"{path}:{e.sourceline}: {value}")
    for path in source.files("templates/assets", endings=(".css", ".js")):
        if re.search(r"@import|url\(|https?://", source.read(path)):
            faults.append(f"{path}: loads something")
    source.report(faults, "nothing is inline, nothing comes from elsewhere")


def targets(value):
    """Ids that an attribute names: its words outside of tags."""
    return TAG.sub(" ", value).split() if "{{/" in value else (
        [] if "{{" in value else value.split())


def test_references():
    """What a label, a description or a link in the page names is there."""
    faults = []
    for path in pages():
        tree = whole(path)
        known = set(tree.xpath("//@id"))
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for value in tree.xpath(f"//@{name}"):
                faults += [f"{path}: {name}={target}"
                           for target in targets(value) if target not in known]
        faults += [f"{path}: href={href}"
                   for href in tree.xpath("//@href[starts-with(., '#')]")
                   if "{{" not in href and href[1:] not in known]
    source.report(sorted(set(faults)), "what is named in a page is there")


def test_used():
    """Every template has its view, every partial a page."""
    named = set()
    for path in source.files("server/web", endings=(".view",)):
        named |= set(re.findall(r"^view \w+ (\S+)", source.read(path), re.M))
    found = {os.path.basename(path) for path in pages()} | {
        os.path.basename(path) for path in templates(".xml")
        if "/partials/" not in path}
    is_(sorted(named - {n for n in named if n.endswith(".txt")}),
        sorted(found), "views and templates are the same set")
    included = set()
    for path in templates() + templates(".xml"):
        included |= set(re.findall(r"\{\{>\s*([\w-]+)", source.read(path)))
    is_(sorted({os.path.basename(p)[:-5] for p in templates()
                if "/partials/" in p} - included), [],
        "every partial is used")


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
    test_documents()
    test_fields()
    test_forms()
    test_kept_pages()
    test_markup()
    test_references()
    test_used()
    test_palette()
    done_testing()


if __name__ == "__main__":
    main()
