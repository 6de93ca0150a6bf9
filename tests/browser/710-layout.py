#!/usr/bin/python3
"""Every page fits: on small and large screens, in both languages and colour
schemes, on paper, full and empty; one sees where the focus is."""

import os

import chrome
import sala
from selenium.webdriver.common.keys import Keys
from tap import diag, done_testing, is_, ok
from town import Town

WIDTHS = (320, 360, 768, 1280)
# What does not hang on the language is looked at in one.
FIRST, SECOND = "th", "en"

with open(f"{os.path.dirname(os.path.abspath(__file__))}/layout.js",
          encoding="utf-8") as file:
    LOOK = file.read()


class Looker:
    """Looks at one page after the other and remembers what is wrong."""

    def __init__(self, browser):
        self.browser = browser
        self.wrong = []
        browser.command("Page.addScriptToEvaluateOnNewDocument",
                        source=f"window.looks = {LOOK}")

    def look(self, where, *whats):
        """Looks, by their names in layout.js; how many faults they found."""
        lines = self.browser.script(
            "return arguments[0].flatMap(what => looks[what]())", whats)
        self.wrong += [f"{where}: {line}" for line in lines]
        return len(lines)

    def widths(self, widths, page):
        for width in widths:
            self.browser.resize(width)
            self.look(f"{page} at {width} px", "width", "targets")

    def language(self, language):
        got = self.browser.script("return document.documentElement.lang")
        if got != language:
            self.wrong.append(f"lang={got}")

    def everything(self, page):
        """What hangs neither on width nor language."""
        self.look(page, "headings", "words", "mistakes")
        # From here on the focus is where the keyboard has put it.
        self.browser.keys(Keys.TAB)
        for scheme in "light", "dark":
            self.browser.show_as(scheme=scheme)
            self.look(f"{page}, {scheme}", "colours", "focus")
        self.browser.show_as(type="print", scheme="light")
        self.look(f"{page} on paper", "paper")
        self.browser.show_as(type="screen")

    def say(self, name):
        """One result for a page."""
        if not ok(not self.wrong, name):
            for line in self.wrong:
                diag(line)
        self.wrong = []


# A fault in the style sheet, and the look that must see it.
FAULTS = (
    ("width", "h1 { margin-left: 2000px }"),
    ("width", "p { width: 1300px }"),
    ("targets", "header a { min-height: 0 !important }"),
    ("headings", "h1 { display: none }"),
    ("colours", "p { color: #6a6a6a }"),
    ("colours", "main { background: #ccc }"),
    ("focus", "a { outline: 0 !important }"),
    ("focus", "a { outline-color: #ddd !important }"),
    ("paper", "nav, .foot { display: block !important }"))


def test_looks(looker):
    """The looks see faults, or all the rest would mean nothing."""
    for what, fault in FAULTS:
        looker.browser.show_as(
            type="print" if what == "paper" else "screen")
        looker.browser.go("/about")
        looker.browser.keys(Keys.TAB)
        is_(looker.look("", what), 0, f"{what}: nothing is wrong")
        looker.browser.script("document.styleSheets[0].insertRule("
                              "arguments[0], document.styleSheets[0]"
                              ".cssRules.length)", fault)
        ok(looker.look("", what), f"{what}: {fault} is seen")
    looker.browser.show_as(type="screen")
    looker.browser.go("/about")
    looker.browser.script("document.querySelector('h1').textContent = ''")
    ok(looker.look("", "words"), "words: a heading without words is seen")
    looker.wrong = []


def name_of(visit):
    return f"{visit.route}{', empty' if visit.empty else ''} ({visit.who})"


def test_page(looker, town, visit, open_page):
    open_page(looker.browser, visit, FIRST)
    looker.language(FIRST)
    looker.widths(WIDTHS, FIRST)
    looker.everything(FIRST)
    open_page(looker.browser, visit, SECOND)
    looker.language(SECOND)
    looker.widths((1280, 320), SECOND)


def test_pages(looker, town, visits):
    for visit in visits:
        test_page(looker, town, visit, town.show)
        looker.say(name_of(visit))


def test_mishaps(looker, town):
    for mishap in town.mishaps():
        test_page(looker, town, mishap, town.go_wrong)
        looker.say(name_of(mishap[0]))


with sala.Server() as server, chrome.Browser(server.url) as browser:
    town = Town(server).begin()
    looker = Looker(browser)
    test_looks(looker)
    test_pages(looker, town, town.bare_visits())
    town.fill()
    is_(town.untold(), [], "every page of the site has its test")
    test_pages(looker, town, town.empty_visits())
    test_pages(looker, town, town.visits())
    test_mishaps(looker, town)

done_testing()
