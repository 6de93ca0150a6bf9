#!/usr/bin/python3
"""A text that somebody writes is never lost, and never stored twice.

Somsri writes in Thai and is disturbed in every way: a link, a session that
ends, a second window, the back button, a double click.
"""

import json

from selenium.webdriver import ActionChains

import sala
import story
from person import Person
from tap import done_testing, is_, like, ok

TITLE = "เตรียมแปลงเพาะกล้า"
BODY = "ไถดะแล้วตากดินไว้เจ็ดวัน\n\nจากนั้นหว่านปุ๋ยคอก"
OTHER = "ข้อความจากอีกหน้าต่างหนึ่ง"
BLOG = "/b/kla-mai"
WRITE = f"{BLOG}/write"


def type_text(somsri, title=TITLE, body=BODY):
    somsri.go(WRITE).write("Title", title).write("Text", body)


def typed(somsri):
    """What stands in the form."""
    return (somsri.field("Title").get_property("value"),
            somsri.field("Text").get_property("value"))


def kept(somsri):
    """What this browser keeps, by its form."""
    return {key.removeprefix("sala-draft:"): json.loads(value)["text"]["body"]
            for key, value in json.loads(somsri.script(
                "return JSON.stringify(localStorage)")).items()}


def forget_kept(somsri):
    somsri.go("/about").script("localStorage.clear()")


def offers(somsri):
    return somsri.find("//div[contains(@class, 'kept')]").is_displayed()


def posts(server):
    """Titles and texts of all posts."""
    return server.query(
        "SELECT p.title, replace(t.source, chr(13), '') FROM post p"
        " JOIN post_text t ON t.post = p.id ORDER BY p.id")


def forget_posts(server):
    server.query("DELETE FROM post_text")
    server.query("DELETE FROM post")


def log_in(somsri):
    somsri.write("Login name", "somsri").write("Password", story.PASSWORD)
    somsri.click("Log in")


def asks_before_leaving(somsri):
    """Whether the browser would ask; the question itself cannot be seen."""
    return somsri.script(
        "return !dispatchEvent(new Event('beforeunload',"
        " { cancelable: true }))")


def test_link(somsri):
    """A click on a link leads away from a text that is half written."""
    somsri.go(WRITE)
    ok(not asks_before_leaving(somsri), "an empty form is left in peace")
    type_text(somsri)
    ok(asks_before_leaving(somsri), "the browser asks before a text is left")
    somsri.click("Communities")
    somsri.go(WRITE)
    ok(offers(somsri), "who left is offered the text again")
    somsri.clickable("Put it back").click()
    is_(typed(somsri), (TITLE, BODY), "and has it back")
    forget_kept(somsri)


def test_unanswered_offer(somsri):
    """Who does not see the offer and begins anew loses neither text."""
    type_text(somsri)
    somsri.go("/about").go(WRITE)
    somsri.write("Title", "เรื่องใหม่").write("Text", OTHER)
    somsri.go("/about").go(WRITE)
    is_(sorted(kept(somsri).values()), sorted([BODY, OTHER]),
        "both texts are kept")
    somsri.clickable("Put it back").click()
    is_(typed(somsri)[1], OTHER, "the newer is offered first")
    somsri.go("/about").go(WRITE)
    somsri.clickable("Throw it away").click()
    somsri.go("/about").go(WRITE)
    somsri.clickable("Put it back").click()
    is_(typed(somsri)[1], BODY, "then the older")
    somsri.write("Text", OTHER)
    somsri.go("/about").go(WRITE)
    somsri.write("Text", "เปลี่ยนใจ")
    somsri.clickable("Put it back").click()
    is_(typed(somsri)[1], OTHER, "putting back does not wipe out")
    somsri.clickable("Put it back").click()
    is_(typed(somsri)[1], "เปลี่ยนใจ", "what was typed meanwhile")
    forget_kept(somsri)


def test_saved(server, somsri):
    """What the server has is not kept in the browser any longer."""
    type_text(somsri)
    somsri.click("Save as draft")
    is_(kept(somsri), {}, "a saved draft is dropped by the browser")
    like(somsri.path, r"^/p/\d+/edit$", "one goes on where one was")
    is_(typed(somsri), (TITLE, BODY), "with the same text")
    is_(posts(server), [(TITLE, BODY)], "which is stored")
    somsri.go(WRITE)
    ok(not offers(somsri), "a new post begins empty")
    forget_posts(server)


def test_refused(server, somsri):
    """A form that comes back with a mistake is no saved text."""
    type_text(somsri, title="")
    somsri.click("Publish")
    ok(somsri.find_all("//*[@class='wrong']"), "a title is asked for")
    is_(typed(somsri)[1], BODY, "the text is still there")
    somsri.go("/about").go(WRITE)
    ok(offers(somsri), "and kept, even if one goes away from there")
    forget_kept(somsri)
    is_(posts(server), [], "nothing was stored")


def test_session_ended(server, somsri, with_script):
    """Somebody logs out everywhere while the text is written."""
    somsri.run_scripts(with_script)
    how = "with script" if with_script else "without script"
    type_text(somsri)
    server.query("DELETE FROM session")
    somsri.click("Publish")
    is_(somsri.heading(), somsri.words("Log in"), f"{how}: one must log in")
    ok(BODY.split("\n", 1)[0] in somsri.page(), f"{how}: the text is shown")
    log_in(somsri)
    is_(somsri.heading(), somsri.words("Check and send again"),
        f"{how}: then one may send it")
    ok(BODY.split("\n", 1)[0] in somsri.page(), f"{how}: it is still there")
    is_(posts(server), [], f"{how}: nothing is stored before that")
    somsri.click("Send it now")
    is_(somsri.heading(), TITLE, f"{how}: it is published")
    is_(posts(server), [(TITLE, BODY)], f"{how}: whole, and once")
    somsri.run_scripts(True)
    is_(kept(somsri) if with_script else {}, {},
        f"{how}: the browser keeps it no longer")
    forget_kept(somsri)
    forget_posts(server)


def test_two_windows(server, somsri):
    """The later of two savings is told of the other."""
    type_text(somsri)
    somsri.click("Publish")
    path = f"/p/{story.post_id(somsri.path)}/edit"
    first = somsri.driver.current_window_handle
    somsri.go(path)
    somsri.driver.switch_to.new_window("tab")
    somsri.go(path).write("Text", OTHER).click("Save the changes")
    is_(posts(server), [(TITLE, OTHER)], "the second window saves")
    somsri.driver.close()
    somsri.driver.switch_to.window(first)
    somsri.write("Text", BODY + "!").click("Save the changes")
    ok(somsri.find_all("//*[@class='wrong']"), "the first is told of it")
    is_(typed(somsri)[1], BODY + "!", "with its text in the form")
    is_(posts(server), [(TITLE, OTHER)], "and has replaced nothing yet")
    somsri.click("Save the changes")
    is_(posts(server), [(TITLE, BODY + "!")], "sent again, it replaces")
    forget_posts(server)


def test_back_button(server, somsri):
    type_text(somsri)
    somsri.click("Preview")
    with somsri.leaving():
        somsri.driver.back()
    ok(typed(somsri) == (TITLE, BODY) or offers(somsri),
       "back from a preview, the text is there")
    forget_kept(somsri)
    type_text(somsri)
    somsri.click("Publish")
    with somsri.leaving():
        somsri.driver.back()
    is_(typed(somsri), (TITLE, BODY), "back from a post, the form is full")
    somsri.click("Publish")
    is_(somsri.heading(), TITLE, "published again, it leads to the post")
    is_(posts(server), [(TITLE, BODY)], "of which there is still one")
    with somsri.leaving():
        somsri.driver.back()
    somsri.write("Text", OTHER).click("Publish")
    is_(posts(server), [(TITLE, BODY), (TITLE, OTHER)],
        "another text is another post")
    somsri.click("Delete").click("Delete the post")
    type_text(somsri, body=OTHER)
    somsri.click("Publish")
    is_(somsri.heading(), TITLE, "what was deleted can be written again")
    forget_posts(server)


def test_back_without_script(server, somsri):
    """The form comes anew, with the text that the browser puts back."""
    somsri.run_scripts(False)
    type_text(somsri)
    somsri.click("Publish")
    with somsri.leaving():
        somsri.driver.back()
    is_(typed(somsri), (TITLE, BODY),
        "without script: back from a post, the form is full")
    somsri.click("Publish")
    is_(somsri.heading(), TITLE, "without script: it leads to the post")
    is_(posts(server), [(TITLE, BODY)],
        "without script: of which there is still one")
    with somsri.leaving():
        somsri.driver.back()
    somsri.write("Text", OTHER).click("Publish")
    is_(posts(server), [(TITLE, BODY), (TITLE, OTHER)],
        "without script: a text that was mended is not lost")
    somsri.run_scripts(True)
    forget_kept(somsri)
    forget_posts(server)


def test_double_click(server, somsri, with_script):
    """One post, however often the button is pressed."""
    somsri.run_scripts(with_script)
    how = "with script" if with_script else "without script"
    type_text(somsri)
    with somsri.leaving():
        ActionChains(somsri.driver).double_click(
            somsri.clickable("Publish")).perform()
    somsri.wait(lambda: somsri.heading() == TITLE)
    is_(posts(server), [(TITLE, BODY)], f"{how}: a double click is one post")
    somsri.run_scripts(True)
    forget_posts(server)


with sala.Server() as server, Person(server) as somsri:
    story.open_blog(story.sign_up(server, "somsri", "สมศรี"),
                    "กล้าไม้", BLOG.split("/")[-1])
    log_in(somsri.go("/login"))
    test_link(somsri)
    test_unanswered_offer(somsri)
    test_saved(server, somsri)
    test_refused(server, somsri)
    test_session_ended(server, somsri, with_script=True)
    test_session_ended(server, somsri, with_script=False)
    test_two_windows(server, somsri)
    test_back_button(server, somsri)
    test_back_without_script(server, somsri)
    test_double_click(server, somsri, with_script=True)
    test_double_click(server, somsri, with_script=False)

done_testing()
