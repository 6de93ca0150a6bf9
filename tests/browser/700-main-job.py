#!/usr/bin/python3
"""The main job in a browser: one member's note reaches readers.

Three people, each with a browser of their own: a writer and a moderator at
their desks, and a reader on a phone who never signs in. The story is told
twice: by mouse and with script; then by keyboard alone and without script.
"""

import os
import re
import urllib.parse

import feedparser

import sala
from person import Person
from tap import done_testing, is_, like, ok

HERE = os.path.dirname(os.path.abspath(__file__))
NBSP = "\u00a0"
PASSWORD = "ข้าวเหนียวมะม่วง ๙ จาน"
PLEA = "กลุ่มเราจดเรื่องน้ำมาสามปีแล้ว ขอเข้าร่วมด้วยครับ"
CHANGES = "ขอให้เล่าเพิ่มว่าบล็อกนี้เขียนเรื่องอะไรบ้างครับ"
AGAIN = "เพิ่มคำอธิบายบล็อกแล้วครับ"
WELCOME = "ยินดีต้อนรับสู่ชุมชนครับ"

with open(f"{HERE}/fixtures/word-note.txt", encoding="utf-8") as file:
    NOTE = file.read()


class Tale:
    """What the people and things of one telling are called."""

    writer, name = "phornsakol", "พรสกล"
    moderator = "chumphon"
    blog = "ความทรงจำบ้านหนองปลาหมอ"
    title = "บันทึกเวทีแลกเปลี่ยนเรียนรู้ ครั้งที่ ๓ เรื่องน้ำในสวนหน้าแล้ง"
    body = NOTE
    tag = "น้ำในสวน"
    community = "Chumphon-KM-Station"
    remark = "ที่บ้านก็ใช้ฟางคลุมดินครับ ได้ผลดี"


class ShortTale(Tale):
    writer, name = "malee", "มาลี"
    moderator = "lamphun"
    blog = "สวนลำไยหลังบ้าน"
    title = "ตัดแต่งกิ่งหลังเก็บเกี่ยว"
    body = "ตัดกิ่งที่ไม่ให้ผลออกก่อน แล้วใส่ปุ๋ยคอก"
    tag = "ลำไย"
    community = "Lamphun-Orchards"
    remark = "ตัดตอนเช้าดีกว่าไหมครับ"


def plain(text):
    """Without the difference between one blank and many."""
    return " ".join(text.replace(NBSP, " ").split())


def test_note():
    """The text is as trying as what Word leaves behind."""
    paragraphs = NOTE.rstrip("\n").split("\n\n")
    is_(NOTE.count(NBSP), 272, "the note has 272 no-break spaces")
    is_(max(len(w) for w in re.split(rf"[\s{NBSP}]+", NOTE)), 93,
        "its longest run without a blank is 93 characters")
    is_(sum(p == "n" or p.startswith("n" + NBSP) for p in paragraphs), 5,
        "five lone n were bullets once")
    is_(NOTE.count("”") - NOTE.count("“"), 1, "a closing quote is an orphan")


# -- what they do

def sign_up(who, login, name):
    who.go("/").click("Sign up")
    who.write("Login name", login).write("Name shown to readers", name)
    who.write("Password", PASSWORD)
    who.click("Sign up")
    is_(who.heading(), who.words("Dashboard"),
        f"{login} signs up and is on the dashboard")
    ok(who.sees("Three steps to begin"), "where one begins is said")


def open_blog(writer, tale):
    writer.click("Open a blog").write("Name of the blog", tale.blog)
    writer.click("Open the blog")
    is_(writer.heading(), tale.blog, "a blog is opened")


def paste_note(writer, tale):
    writer.click("Write a post").write("Title", tale.title)
    writer.paste_into("Text", tale.body)
    writer.write("Tags (optional)", f"KM, {tale.tag}")
    is_(writer.field("Text").get_property("value"), tale.body,
        "what was pasted is in the field, to the last blank")
    writer.click("Preview")
    ok(writer.find_all("//section[@class='preview']/p[@class='note']"),
       "the preview says that nothing is saved yet")
    is_(len(writer.find_all("//section[@class='preview']//tr")), 4,
        "the preview has the table")
    is_(writer.field("Text").get_property("value"), tale.body,
        "nothing of the text was lost on the way")


def publish(writer, tale):
    """Returns the post's path."""
    writer.click("Publish")
    is_(writer.heading(), tale.title, "the note is published")
    like(urllib.parse.unquote(writer.path), rf"^/p/\d+-{tale.title[:9]}",
         "its address can be read")
    return writer.path


def open_community(moderator, tale):
    moderator.go("/dashboard").click("Open a community")
    moderator.write("Name of the community", tale.community)
    moderator.click("Open the community")
    is_(moderator.heading(), tale.community, "a community is opened")
    return moderator.path


def apply(writer, tale):
    writer.click("Communities").click(tale.community)
    writer.click("Apply with your blog")
    writer.write("Message to the moderators (optional)", PLEA)
    writer.click("Send the application")
    like(writer.path, r"^/membership/\d+$", "the application has a page")
    ok(writer.find_all("//main/p[@class='state']/time"),
       "which says since when it waits")


def see_queue(moderator, tale):
    """What one needs to know for deciding is there."""
    moderator.go("/dashboard")
    moderator.follow("//div[@class='side']//a[contains(@href, '/queue')]")
    place = "//main//ol/li[1]"
    is_(moderator.text(f"{place}//h2"), tale.blog, "the queue shows the blog")
    ok(moderator.find_all(f"{place}//a[.//bdi[text()='{tale.name}']]"),
       "its owner")
    ok(moderator.find_all(f"{place}//li/a[text()='{tale.title}']"),
       "its latest posts")
    is_(moderator.text(f"{place}//blockquote"), PLEA, "the message")
    like(moderator.find(f"{place}//p[@class='state']/time").get_attribute(
        "datetime"), r"^20\d\d-\d\d-\d\dT", "since when it waits")


def ask_for_changes(moderator):
    moderator.write("Your answer", CHANGES).click("Ask for changes")
    ok(moderator.sees("Waiting for the blog’s owner"),
       "then it is the owner's turn")


def send_again(writer):
    writer.go("/dashboard")
    ok(writer.sees(CHANGES), "the answer stands on the writer's dashboard")
    writer.click("History and what you can do")
    writer.click("Send the application again")
    writer.write("Message to the moderators (optional)", AGAIN)
    writer.click("Send the application")
    is_([words for words in (PLEA, CHANGES, AGAIN)
         if not writer.sees(words)], [],
        "the whole history is on the application's page")


def approve(moderator, community, message):
    moderator.go(community).click("Applications")
    ok(moderator.sees(message), "the queue shows the newest message")
    moderator.write("Your answer", WELCOME).click("Approve")
    ok(moderator.sees("No application is waiting. You can invite a blog that"
                      " would do the community good."), "the blog is in")


def read(reader, community, post, tale):
    reader.go(community).click(tale.title)
    is_(reader.path, post, "the community leads to the post")
    text = plain(reader.find("//article/div[@class='prose']").text)
    lines = [plain(line) for line in tale.body.split("\n")
             if not line.startswith("|")]
    is_([line for line in lines if line not in text], [],
        "every line of it can be read")
    is_(reader.script("return document.documentElement.scrollWidth"), 360,
        "nothing stands out of a phone's page")


def comment(reader, post, tale):
    reader.click("Write a comment").write("Your name", "ผู้ผ่านทาง")
    reader.write("Your comment", tale.remark).click("Send the comment")
    reader.go(post)
    ok(not reader.sees(tale.remark), "a guest's comment is held")


def let_through(writer, tale):
    writer.go("/dashboard")
    writer.follow("//main//a[@href='/held']")
    ok(writer.sees(tale.remark), "the writer sees the comment that waits")
    writer.click("Let it through")
    ok(not writer.sees(tale.remark), "and lets it through")


def find_everywhere(reader, post, tale):
    reader.go(post)
    ok(reader.sees(tale.remark), "everybody reads the comment now")
    for name in tale.blog, tale.community, tale.tag:
        reader.go(post).click(name)
        ok(reader.clickable(tale.title), f"the note is found at {name}")
    reader.go("/")
    ok(reader.clickable(tale.title), "and on the first page")


def feeds_of(reader, paths):
    """The feeds that these pages name in their heads."""
    hrefs = []
    for path in paths:
        reader.go(path)
        hrefs += [link.get_attribute("href") for link in reader.find_all(
            "//head/link[@type='application/rss+xml']")]
    return sorted({href.removeprefix(reader.url) for href in hrefs})


def read_feeds(server, feeds, tale):
    is_(len(feeds), 5, "the pages name the feeds of the site, the blog, the"
        " community, the tag and the comments")
    for path in feeds:
        feed = feedparser.parse(server.client().get(path).body)
        name = urllib.parse.unquote(path)
        ok(not feed.bozo, f"{name} parses without complaint")
        if path.endswith("/comments.rss"):
            ok(any(tale.remark in e.description for e in feed.entries),
               f"{name} has the comment")
        else:
            ok(tale.title in [e.title for e in feed.entries],
               f"{name} has the note")


# -- the two tellings

def by_mouse(server, writer, moderator, reader, tale):
    sign_up(writer, tale.writer, tale.name)
    open_blog(writer, tale)
    paste_note(writer, tale)
    post = publish(writer, tale)
    sign_up(moderator, tale.moderator, "ผู้ดูแลชุมพร")
    community = open_community(moderator, tale)
    apply(writer, tale)
    see_queue(moderator, tale)
    ask_for_changes(moderator)
    send_again(writer)
    approve(moderator, community, AGAIN)
    read(reader, community, post, tale)
    comment(reader, post, tale)
    let_through(writer, tale)
    find_everywhere(reader, post, tale)
    tag = "/t/" + urllib.parse.quote(tale.tag)
    blog = moderator.go(post).click(tale.blog).path
    feeds = feeds_of(reader, ["/", blog, community, tag, post])
    read_feeds(server, feeds, tale)
    for who in writer, moderator, reader:
        is_(who.complaints(), [], "a console without complaints")


def by_keyboard(writer, moderator, reader, tale):
    for who in writer, moderator, reader:
        who.by_keys = True
        who.run_scripts(False)
    for who in writer, moderator:
        who.go("/").click("Log out")
    sign_up(writer, tale.writer, tale.name)
    open_blog(writer, tale)
    writer.click("Write a post").write("Title", tale.title)
    writer.write("Text", tale.body).write("Tags (optional)", tale.tag)
    post = publish(writer, tale)
    ok(writer.find_all("//main//time") and
       not writer.find_all("//main//time[@title]"), "no script has run")
    sign_up(moderator, tale.moderator, "ผู้ดูแลลำพูน")
    community = open_community(moderator, tale)
    apply(writer, tale)
    approve(moderator, community, PLEA)
    read(reader, community, post, tale)
    comment(reader, post, tale)
    let_through(writer, tale)
    find_everywhere(reader, post, tale)


test_note()
with sala.Server() as server, Person(server) as writer, \
        Person(server) as moderator, Person(server, width=360) as reader:
    by_mouse(server, writer, moderator, reader, Tale)
    by_keyboard(writer, moderator, reader, ShortTale)

done_testing()
