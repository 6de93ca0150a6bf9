#!/usr/bin/python3
"""axe-core finds nothing on any page: full and empty, in Thai and English,
light and dark, on a phone and on a desk.

It comes from npm and runs in `contrib/check --all` only, which names its file
in SALA_AXE.
"""

import json
import os

import chrome
import sala
from tap import diag, done_testing, ok, skip_all
from town import Town

AXE = os.environ.get("SALA_AXE")
if not AXE:
    skip_all("axe-core is part of contrib/check --all")

with open(AXE, encoding="utf-8") as file:
    SOURCE = file.read()

LANGUAGES = ("th", "en")
WIDTHS = (360, 1280)

# All that axe knows, the strictest level and its own advice included.
EVERYTHING = {"type": "tag", "values": [
    "wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa",
    "wcag22a", "wcag22aa", "wcag22aaa", "best-practice"]}
# What a scheme of colours can change.
COLOURS = {"type": "rule", "values": [
    "color-contrast", "color-contrast-enhanced", "link-in-text-block"]}

RUN = """
    const [only, done] = arguments;
    axe.run(document, { runOnly: only, resultTypes: ["violations"] })
        .then(result => done(JSON.stringify(result.violations.flatMap(
            rule => rule.nodes.map(node => rule.id + ": " +
                node.html.slice(0, 200) + " " + node.failureSummary)))),
            error => done(JSON.stringify([String(error)])));
"""


def run_axe(browser, rules):
    """What is wrong with the page that is shown."""
    return json.loads(browser.driver.execute_async_script(RUN, rules))


def test_page(browser, visit, open_page, name):
    """One page in all its guises."""
    for language in LANGUAGES:
        open_page(browser, visit, language)
        wrong = []
        for width in WIDTHS:
            browser.resize(width)
            for scheme, rules in ("light", EVERYTHING), ("dark", COLOURS):
                browser.show_as(scheme=scheme)
                wrong += [f"{scheme}, {width} px: {line}"
                          for line in run_axe(browser, rules)]
        if not ok(not wrong, f"{name} in {language}"):
            for line in wrong:
                diag(line)


def test_pages(browser, town, visits):
    for visit in visits:
        test_page(browser, visit, town.show, f"{visit.route}"
                  f"{', empty' if visit.empty else ''} ({visit.who})")


with sala.Server() as server, chrome.Browser(server.url) as browser:
    browser.command("Page.addScriptToEvaluateOnNewDocument", source=SOURCE)
    browser.driver.set_script_timeout(60)
    browser.go("/about")
    browser.script("document.querySelector('h1').style.color = '#ccc';"
                   "document.documentElement.lang = ''")
    ok(len(run_axe(browser, EVERYTHING)) > 1, "axe finds what is wrong")
    town = Town(server).begin()
    test_pages(browser, town, town.bare_visits())
    town.fill()
    test_pages(browser, town, town.empty_visits())
    test_pages(browser, town, town.visits())
    for mishap in town.mishaps():
        test_page(browser, mishap, town.go_wrong,
                  f"{mishap[0].route} ({mishap[0].path})")

done_testing()
