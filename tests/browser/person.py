"""Somebody at a browser, who knows a page only by the words on it.

    somsri = Person(server)                 # reads Thai, uses a mouse
    somsri.go("/").click("Sign up")
    somsri.write("Login name", "somsri").click("Sign up")
    somsri.sees("Welcome")
    somsri.by_keys = True                   # from now on no mouse

Words are given in English and looked for in the person's language, as the
catalogue has them; words that are not in the catalogue are looked for as
they are.
"""

import re

import chrome
import sala
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.M)
TABS = 400

# The elements with these words; one looks into the middle of a page first.
WORDS_OF = """
    const words = element => (element.innerText || element.value || "")
        .replace(/\\s+/g, " ").trim();
    const seen = element => element.checkVisibility() &&
        !element.closest("[aria-hidden=true]");
    const found = [...document.querySelectorAll(arguments[0])]
        .filter(element => seen(element) && words(element) === arguments[1]);
    return found.filter(element => element.closest("main")).concat(found);
"""


def catalogue(language):
    """English words to those of the language."""
    if language == "en":
        return {}
    with open(f"{sala.SRCDIR}/templates/po/{language}.po",
              encoding="utf-8") as file:
        return {english.replace('\\"', '"'): other.replace('\\"', '"')
                for english, other in ENTRY.findall(file.read())}


class Person(chrome.Browser):
    """With a browser of their own."""

    def __init__(self, server, language="th", **more):
        self.language = language
        self.catalogue = catalogue(language)
        self.by_keys = False
        super().__init__(server.url, language=language, **more)

    def words(self, english):
        """What the person reads for these words."""
        return self.catalogue.get(english, english)

    # -- looking

    def page(self):
        """The words that can be seen now, blanks made one."""
        text = self.find("//body").text
        return " ".join(text.replace("\u00a0", " ").split())

    def sees(self, words):
        """Whether the page says this."""
        return self.words(words) in self.page()

    def heading(self):
        return self.text("//main//h1")

    # -- doing

    def clickable(self, words):
        """The first link or button with these words."""
        found = self.script(WORDS_OF, "a, button, summary, label",
                            self.words(words))
        if not found:
            raise LookupError(f"{self.path} has nothing to click that says"
                              f" {self.words(words)!r}:\n{self.page()}")
        return found[0]

    def field(self, label):
        """The field behind a label."""
        found = self.script(WORDS_OF, "label", self.words(label))
        if not found:
            raise LookupError(f"{self.path} has no field"
                              f" {self.words(label)!r}:\n{self.page()}")
        return self.driver.find_element(
            By.ID, found[0].get_attribute("for"))

    def tab_to(self, element):
        """Tab until the focus is there."""
        for _ in range(TABS):
            if self.driver.switch_to.active_element == element:
                return
            self.keys(Keys.TAB)
        raise LookupError(f"{self.path}: tab does not lead to"
                          f" {element.get_attribute('outerHTML')}")

    def activate(self, element):
        """Clicks it, or goes there and presses return."""
        if self.by_keys:
            self.tab_to(element)
            self.keys(Keys.ENTER)
        else:
            element.click()

    def enter(self, element):
        """Puts the cursor into a field."""
        if self.by_keys:
            self.tab_to(element)
        else:
            element.click()

    def follow(self, xpath):
        """A link or a button that is told by its place on the page."""
        with self.leaving():
            self.activate(self.find(xpath))
        return self

    def click(self, words):
        """A link or a button that leads to another page."""
        with self.leaving():
            self.activate(self.clickable(words))
        return self

    def write(self, label, text):
        """Types into a field, in place of what is there."""
        self.enter(self.field(label))
        self.select_all()
        self.keys(text)
        return self

    def paste_into(self, label, text):
        self.enter(self.field(label))
        self.select_all()
        self.paste(text)
        return self

    def select_all(self):
        chrome.webdriver.ActionChains(self.driver).key_down(
            Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()

