#!/usr/bin/python3
"""What the script adds: texts that a browser keeps until they are saved,
forms that are sent once, fresh times in words. A member writes in Thai."""

import json

import chrome
import sala
from tap import done_testing, is_, ok

PASSWORD = "ข้าวเหนียว มะม่วง 4711"
TITLE = "บันทึกหลังประชุม"
BODY = "สิ่งที่ได้เรียนรู้วันนี้"
# A page of a post with its style sheet, before compression.
PAGE_MAX_BYTES = 30 * 1024


def kept(browser):
    """The texts that this browser keeps, by form."""
    return {key: json.loads(value) for key, value in json.loads(
        browser.script("return JSON.stringify(localStorage)")).items()}


def write(browser, title, body):
    browser.go("/write")
    browser.fill("title", title)
    browser.fill("body", body)
    browser.wait(lambda: kept(browser))


def sign_up(browser):
    browser.go("/signup")
    browser.fill("login", "somsri")
    browser.fill("name", "สมศรี")
    browser.fill("password", PASSWORD)
    browser.press("//main//button[not(@type)]")
    is_(browser.path, "/dashboard", "she is in")
    browser.go("/blogs/new")
    browser.fill("title", "Somsri")
    browser.press("//main//button[not(@type)]")


def offer(browser):
    return browser.find("//div[contains(@class, 'kept')]")


def test_lost_text(browser):
    """The page goes away; the text does not."""
    write(browser, TITLE, BODY)
    browser.go("/about")
    browser.go("/write")
    ok(offer(browser).is_displayed(), "the lost text is offered again")
    browser.find("//button[@class='restore']").click()
    is_(browser.find("//*[@id='title']").get_attribute("value"), TITLE,
        "its title is back")
    is_(browser.find("//*[@id='body']").get_attribute("value"), BODY,
        "and so are its words")


def test_preview(browser):
    """A preview is not saved: the text stays with the browser."""
    browser.press("//p[@class='actions']/button[@value='preview']")
    ok(kept(browser), "a preview forgets nothing")
    ok(not offer(browser).is_displayed(), "and offers nothing twice")


def test_published(browser):
    browser.press("//button[@value='publish']")
    ok(browser.text("//*[@class='flash']"), "the page says it is published")
    is_(kept(browser), {}, "what is saved is not kept any longer")
    time = "//main//time"
    ok("25" not in browser.text(time), "a fresh time is told in words")
    ok("25" in browser.find(time).get_attribute("title"),
       "the full time is a hint, in the Buddhist era")


def test_sent_once(browser):
    """However often the button is pressed while the answer is on its way."""
    browser.go("/write")
    browser.fill("title", TITLE)
    browser.fill("body", BODY)
    sent = browser.script("""
        var form = document.querySelector("form[data-draft]"), sent = 0;
        form.addEventListener("submit", function (event) {
            if (!event.defaultPrevented)
                sent++;
            event.preventDefault();
        });
        var button = form.querySelector(".actions [value=draft]");
        button.click();
        button.click();
        return sent;""")
    is_(sent, 1, "a form is sent once")


def test_log_out(browser):
    write(browser, TITLE, BODY)
    browser.press("//header//form//button")
    is_(kept(browser), {}, "logging out leaves nothing for the next user")


def test_weight(browser, path):
    sizes = browser.script("""
        var done = [];
        [arguments[0], document.querySelector("[rel=stylesheet]").href]
        .forEach(function (url) {
            var get = new XMLHttpRequest();
            get.open("GET", url, false);
            get.send();
            done.push(new TextEncoder().encode(get.responseText).length);
        });
        return done;""", path)
    ok(sum(sizes) < PAGE_MAX_BYTES,
       f"page and style sheet have {sizes[0]} + {sizes[1]} bytes")


def test_width(browser, path):
    for width in (320, 360, 768, 1280):
        browser.resize(width)
        browser.go(path)
        is_(browser.script("return document.documentElement.scrollWidth"),
            width, f"nothing hangs over at {width} pixels")


def main():
    with sala.Server() as server, \
            chrome.Browser(server.url, width=360) as browser:
        sign_up(browser)
        test_lost_text(browser)
        test_preview(browser)
        test_published(browser)
        path = browser.path
        test_weight(browser, path)
        test_sent_once(browser)
        test_log_out(browser)
        test_width(browser, path)
        is_(browser.complaints(), [], "the console has nothing to say")
    done_testing()


if __name__ == "__main__":
    main()
