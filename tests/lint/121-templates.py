#!/usr/bin/python3
"""Templates as pages: landmarks, headings, labels, alternative texts, tokens
in forms, nothing from other hosts. What the template compiler refuses by
itself is not looked for here. Partials are put where they are included, and
all sections are looked at as if they were shown."""

import glob
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from lxml import etree

import source
from tap import done_testing, ok

INCLUDE = re.compile(r"\{\{>\s*([\w-]+)\s*\}\}")
TAG = re.compile(r"\{\{.*?\}\}", re.S)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TEXTLESS = ("hidden", "submit", "button", "image")


def names(pattern):
    return sorted(glob.glob(pattern, root_dir=source.SRCDIR))


def expand(text):
    """The text with its partials inside."""
    return INCLUDE.sub(lambda match: expand(source.read(
        f"templates/partials/{match.group(1)}.html")), text)


def parse(text):
    """The page's elements below a root of ours."""
    text = re.sub(r"^<!doctype html>", "", text, flags=re.I)
    return etree.fromstring(f"<page>{text}</page>",
                            etree.XMLParser(resolve_entities=False,
                                            no_network=True,
                                            remove_comments=True))


def shown(element):
    """The text in an element, tags counting as text."""
    return "".join(element.itertext()).strip()


def ids(page):
    return set(page.xpath("//@id"))


def landmark_faults(page):
    wanted = {
        'the language of the page': "/page/html[@lang]",
        "a title": "/page/html/head/title",
        'main with id="main"': "/page/html/body//main[@id='main']",
        "a header": "/page/html/body/header",
        "a footer": "/page/html/body/footer",
        "a level-one heading in main": "//main//h1",
    }
    return [f"lacks {what}" for what, path in wanted.items()
            if not page.xpath(path)]


def heading_faults(page):
    """Levels go down one by one; up they may jump."""
    faults, last = [], 0
    for heading in page.xpath("//main//*"):
        if heading.tag not in HEADINGS:
            continue
        level = int(heading.tag[1])
        if level > last + 1:
            faults.append(f"<{heading.tag}> {shown(heading)!r} follows"
                          f" level {last}")
        last = level
    return faults


def has_name(page, control):
    """Something says what a control is for."""
    if control.get("aria-label") or control.get("aria-labelledby"):
        return True
    if control.xpath("ancestor::label"):
        return True
    return any(label.get("for") == control.get("id") and shown(label)
               for label in page.xpath("//label[@for]"))


def label_faults(page):
    faults = []
    for control in page.xpath("//input | //select | //textarea"):
        if control.get("type") in TEXTLESS:
            continue
        if not has_name(page, control):
            faults.append(f"<{control.tag} name={control.get('name')!r}>"
                          " has no label")
    for thing in page.xpath("//button | //a[@href]"):
        if not shown(thing) and not thing.get("aria-label"):
            faults.append(f"an empty <{thing.tag}>")
    for image in page.xpath("//img[not(@alt)]"):
        faults.append(f"<img src={image.get('src')!r}> has no alt")
    return faults


def form_faults(page):
    """A form that writes carries the token; it is a POST or a search."""
    faults = []
    for form in page.xpath("//form"):
        method = (form.get("method") or "get").lower()
        if method == "post" and not form.xpath(".//input[@name='csrf']"):
            faults.append(f"form {form.get('action')!r} has no token")
        if method == "get" and form.xpath(".//input[@name='csrf']"):
            faults.append(f"form {form.get('action')!r} shows its token")
    return faults


def reference_faults(page):
    """What is pointed to inside the page is there."""
    faults, known = [], ids(page)
    for attribute in ("for", "aria-labelledby", "aria-describedby",
                      "aria-controls", "list"):
        for value in page.xpath(f"//@{attribute}"):
            if TAG.search(value.replace("{{/", "{{")):
                value = TAG.sub(" ", value) if "{{#" in value else ""
            faults += [f"{attribute}={target!r} is nowhere"
                       for target in value.split() if target not in known]
    for target in page.xpath("//@href[starts-with(., '#')]"):
        if not TAG.search(target) and target[1:] not in known:
            faults.append(f"href={target!r} is nowhere")
    return faults


def host_faults(page):
    """Nothing is loaded from another host, nothing opens a window."""
    faults = []
    for address in page.xpath("//script/@src | //img/@src | //link[@rel="
                              "'stylesheet' or @rel='icon']/@href"):
        if "//" in TAG.sub("", address):
            faults.append(f"{address} is on another host")
    for attribute in page.xpath("//@*"):
        name = attribute.attrname
        if name.startswith("on") or name in ("style", "target"):
            faults.append(f"{name}={attribute!r}")
    return faults


RULES = {
    "has its landmarks": landmark_faults,
    "has headings in order": heading_faults,
    "names its controls": label_faults,
    "has tokens in its forms": form_faults,
    "points to what is there": reference_faults,
    "keeps to this host": host_faults,
}


def test_page(path):
    page = parse(expand(source.read(path)))
    for what, rule in RULES.items():
        source.report(sorted(set(rule(page))), f"{path} {what}")


def test_partials():
    """Each is included somewhere."""
    paths = names("templates/*") + names("templates/partials/*")
    used = set()
    for path in paths:
        if path.endswith((".html", ".xml", ".txt")):
            used |= set(INCLUDE.findall(source.read(path)))
    unused = [path for path in names("templates/partials/*")
              if os.path.basename(path).split(".")[0] not in used]
    source.report(unused, "every partial is included somewhere")


def test_rules():
    """The rules find what they are there for."""
    bad = parse('<html><body><main><h2>x</h2><input name="a"/><img src="//b/'
                'c"/><form method="post"/><a href="#no"></a><p style="x"/>'
                '</main></body></html>')
    for what, rule in RULES.items():
        ok(rule(bad), f"a page is noticed that no longer {what}")


pages = names("templates/*.html")
ok(len(pages) > 20, f"{len(pages)} pages are looked at")
for name in pages:
    test_page(name)
test_partials()
test_rules()
done_testing()
